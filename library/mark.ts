import { createHash } from "node:crypto";

const OPENING = "[pulumi: ";
const CLOSING = "]";
/** What may be left of the names when a mark is cut. */
const CUT = /^[\w.-]{0,100}(\/[\w.-]{0,100})?$/;

/** What Pulumi allows in the name of a project and of a stack: nothing that a terminal or a page acts on. */
const MARK = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/** A description as the service has it, in its two parts. */
export interface MarkedText {
    /** The description without its mark. */
    readonly text: string;
    /** The stack that says it has the file, as `project/stack`; `undefined` where none does. */
    readonly mark: string | undefined;
}

/** The mark of a stack: what it ends its files' descriptions with, for the service keeps no owner. */
export function markOf(project: string, stack: string): string {
    return `${project}/${stack}`;
}

/** What stands for a stack in the notes and states of its files: short, and nobody's name. */
export function stackKeyOf(mark: string): string {
    return createHash("sha256").update(mark).digest("hex").slice(0, 6);
}

/** Whether a text can be a mark: `project/stack`. */
export function isMark(text: string): boolean {
    return MARK.test(text);
}

/** A description as it is sent: the text, one blank where there is text, and the mark. */
export function withMark(text: string, mark: string): string {
    return `${text}${text === "" ? "" : " "}${OPENING}${mark}${CLOSING}`;
}

/**
 * Takes the mark off a description, where it ends with one. What {@link withMark} has put on comes off
 * as it was put on; white space that somebody has left behind it goes with it. Of several at the end
 * the last one is the mark. One that the service has cut is none, and stays in the text.
 */
export function splitMark(description: string): MarkedText {
    const unmarked = { text: description, mark: undefined };
    const whole = description.trimEnd();
    if (!whole.endsWith(CLOSING)) return unmarked;
    const at = whole.lastIndexOf(OPENING);
    if (at === -1) return unmarked;
    const mark = whole.slice(at + OPENING.length, -CLOSING.length);
    if (!isMark(mark)) return unmarked;
    const text = whole.slice(0, at);
    return { text: text.endsWith(" ") ? text.slice(0, -1) : text, mark };
}

/** Whether this, behind a text, is the beginning of a mark that the service has cut. */
export function isCutMark(rest: string): boolean {
    const begun = rest.trimStart();
    if (OPENING.startsWith(begun)) return begun !== "";
    return begun.startsWith(OPENING) && CUT.test(begun.slice(OPENING.length));
}
