import { createHash } from "node:crypto";

import { stackKeyOf } from "../library/mark";

/** The type of a `Library`. */
export const libraryType = "mde:index:Library";

/** The name of the pin of a stack's own configuration. */
export const stackPinName = "mde";

/** The resource name of a file of a Library: one that moves to another subfolder is the same. */
export function nameOfChild(library: string, fileName: string): string {
    return `${library}-${fileName.toLowerCase()}`;
}

/**
 * What identifies a resource of a stack in the notes of a run: {@link keyOfResource} and the stack.
 *
 * @param stack as its mark names it: `project/stack`.
 */
export function keyInStack(urn: string, stack: string): string {
    return `${keyOfResource(urn)}/${stackKeyOf(stack)}`;
}

/** Of a URN without stack and project, which a stack that is renamed changes. */
export function keyOfResource(urn: string): string {
    const whole = urn.split("::").slice(2).join("::");
    return createHash("sha256").update(whole).digest("hex").slice(0, 12);
}
