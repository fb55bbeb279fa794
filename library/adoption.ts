import { textsToSend } from "./describedFolder";
import { fileNameKey, undocumentedCharacters } from "./fileName";
import type { LiveFile, Texts } from "./liveFile";
import { splitMark } from "./mark";
import type { SidecarTexts } from "./sidecar";

/** A file of a folder that is compared with what is live. */
export interface HereFile {
    readonly fileName: string;
    readonly sha256: string;
    /** Its texts as the folder says them: a text that nobody says is not a key. */
    readonly texts: SidecarTexts;
}

/** Whose a live file is, as far as anything tells. */
export interface KnownOwner {
    /** The stacks of the project that manage it. */
    readonly stacks: readonly string[];
    /** The mark of another stack that it bears, as `project/stack`. */
    readonly mark: string | undefined;
}

/**
 * What becomes of a file when a folder takes over what is live:
 *
 * - `same`: the same content under that name: it can be taken over without an upload;
 * - `different`: another content, or what tells it apart cannot be had: somebody has to decide;
 * - `onlyLive`: live, not in the folder, and nobody's;
 * - `onlyHere`: not live: it would be created;
 * - `managed`: a stack of the project has it;
 * - `marked`: it bears the mark of a stack elsewhere.
 */
export type AdoptionStatus = "same" | "different" | "onlyLive" | "onlyHere" | "managed" | "marked";

/** One name, live or in the folder or both. */
export interface ComparedFile<Here extends HereFile> {
    readonly fileName: string;
    readonly status: AdoptionStatus;
    /** Whether it cannot stay as it is: the folder wants it, and may not just take or upload it. */
    readonly needsDecision: boolean;
    readonly here: Here | undefined;
    readonly live: LiveFile | undefined;
    /** The stacks of the project that manage it. */
    readonly stacks: readonly string[];
    readonly mark: string | undefined;
    /** Whether the contents differ in nothing but their line ends. */
    readonly onlyLineEndsDiffer: boolean;
    /** What in the name of a file that is not live the service may refuse; a live one it has taken. */
    readonly undocumented: readonly string[];
}

/** What a folder would make of what is live. */
export interface ComparedWith<Here extends HereFile> {
    readonly ownerOf: (file: LiveFile) => KnownOwner;
    /** Whether this is the stack that is to take files over: what it has already is in order. */
    readonly isOwn: (stack: string) => boolean;
    /** Whether a file here would have this digest with other line ends; asked where contents differ. */
    readonly hasTwin: (here: Here, sha256: string) => boolean;
}

/** Compares a library with a folder, name by name, without case. Ordered by name. */
export function compareForAdoption<Here extends HereFile>(
    live: readonly LiveFile[],
    here: readonly Here[],
    how: ComparedWith<Here>,
): ComparedFile<Here>[] {
    const liveByKey = Map.groupBy(live, ({ fileName }) => fileNameKey(fileName));
    const hereByKey = new Map(here.map((file) => [fileNameKey(file.fileName), file]));
    const keys = [...new Set([...liveByKey.keys(), ...hereByKey.keys()])].sort();
    return keys.flatMap((key) => {
        const own = hereByKey.get(key);
        const alike = liveByKey.get(key) ?? [];
        // A service that tells names apart by case may have several; an upload looks for its own case first.
        const partner =
            own && (alike.find(({ fileName }) => fileName === own.fileName) ?? alike[0]);
        const others = alike.filter((file) => file !== partner);
        return [
            ...(own === undefined ? [] : [compared(own, partner, how)]),
            ...others.map((file) => compared(undefined, file, how)),
        ];
    });
}

function compared<Here extends HereFile>(
    here: Here | undefined,
    live: LiveFile | undefined,
    { ownerOf, isOwn, hasTwin }: ComparedWith<Here>,
): ComparedFile<Here> {
    const { stacks, mark } = live === undefined ? nobody : ownerOf(live);
    const status = statusOf(here, live, { stacks, mark });
    const undocumented =
        here !== undefined && status === "onlyHere" ? undocumentedCharacters(here.fileName) : [];
    return {
        fileName: here?.fileName ?? live?.fileName ?? "",
        status,
        needsDecision:
            here !== undefined &&
            (status === "different" ||
                undocumented.length > 0 ||
                status === "marked" ||
                (status === "managed" && !stacks.every(isOwn))),
        here,
        live,
        stacks,
        mark,
        onlyLineEndsDiffer:
            here !== undefined &&
            live?.sha256 !== undefined &&
            live.sha256 !== here.sha256 &&
            hasTwin(here, live.sha256),
        undocumented,
    };
}

const nobody: KnownOwner = { stacks: [], mark: undefined };

function statusOf(
    here: HereFile | undefined,
    live: LiveFile | undefined,
    { stacks, mark }: KnownOwner,
): AdoptionStatus {
    if (live === undefined) return "onlyHere";
    if (stacks.length > 0) return "managed";
    if (mark !== undefined) return "marked";
    if (here === undefined) return "onlyLive";
    return live.sha256 === here.sha256 && canBeSent(live) ? "same" : "different";
}

/** No request could carry half a character, and a text that ends like a mark would be taken for one. */
function canBeSent({ description, parametersDescription }: Texts): boolean {
    return (
        description.isWellFormed() &&
        parametersDescription.isWellFormed() &&
        splitMark(description).mark === undefined
    );
}

/** What the sidecar can say of a text: it drops white space at the end. */
const sayable = (text: string) => text.trimEnd();

/**
 * What the sidecar has to say of a file, so that the folder says the live texts: only what it does not
 * say already.
 */
export function textsToWrite(here: HereFile, live: Texts): SidecarTexts {
    const said = textsToSend(here.texts);
    const description = sayable(live.description);
    const parametersDescription = sayable(live.parametersDescription);
    const hasParameters = here.texts.hasParameters ?? parametersDescription !== "";
    return {
        ...(said.description === description ? {} : { description }),
        ...(said.parametersDescription === parametersDescription ? {} : { parametersDescription }),
        ...(hasParameters === live.hasParameters ? {} : { hasParameters: live.hasParameters }),
    };
}

/** Whether a live text ends in white space, which no sidecar can say. */
export function endsInWhiteSpace({ description, parametersDescription }: Texts): boolean {
    return [description, parametersDescription].some((text) => sayable(text) !== text);
}
