import type { LiveFile } from "../library/liveFile";
import { printable } from "../library/fileName";
import { digestOf, madeBy } from "./compare";
import type { Context } from "./context";
import { listMissing, StepError } from "./errors";
import type { LibraryFileInputs } from "./inputs";
import { isMarked, othersMark } from "./othersMark";
import { knownDigests, reportedOf, type LibraryFileState } from "./state";
import { ownDigests, sentOf } from "./upload";

/** What `read` found: the state as it is live, and the inputs that would make it so. */
export interface ReadResult {
    readonly props: LibraryFileState;
    readonly inputs: Partial<LibraryFileInputs>;
}

/**
 * Reads one file as it is live, so that a refresh shows drift property by property.
 *
 * @returns `undefined` when the file is gone.
 * @throws {ListMissingError} when the list was not found: that is not "gone".
 */
export async function read(
    context: Context,
    state: LibraryFileState,
): Promise<ReadResult | undefined> {
    const library = await context.client.list();
    if (library.missing) throw listMissing(context, state.fileName, "read");
    const live = library.find(reportedOf(state).fileName);
    if (live === undefined) {
        // The same content, put there by somebody afterwards, is theirs.
        context.sent.removed(sentOf(context, state));
        return undefined;
    }
    tellOfDrift(context, state, live);
    const props = refreshed(context, state, live);
    return { props, inputs: inputsOf(props) };
}

/** A refresh makes what it finds the stack's own, which the next update or delete does not spare. */
function tellOfDrift(context: Context, state: LibraryFileState, live: LiveFile): void {
    const mark = othersMark(context, state, live);
    // Of one that was imported the state does not tell which stack this is.
    if (mark !== undefined && typeof state.__resource === "string")
        context.log(
            `${isMarked(context, printable(live.fileName), { live, mark })}: this stack will neither ` +
                `change nor remove it.`,
        );
    if (live.sha256 === undefined) {
        context.log(
            `The service reports no digest of ${printable(live.fileName)} in tenant ${context.tenantId}: ` +
                `whether its content is as this stack knows it is not known.`,
        );
        return;
    }
    // Of most files the state knows enough, and no note need be looked up.
    if (knownDigests(state).includes(live.sha256)) return;
    if (ownDigests(context, state, live).includes(live.sha256)) return;
    context.log(
        `${printable(live.fileName)} in tenant ${context.tenantId} was changed outside Pulumi ` +
            `(${madeBy(live)}; digest ${digestOf(live)} there, ${state.sha256 || "none"} known to this stack). ` +
            `This refresh accepts it: whoever overwrites or deletes it from now on cannot have it back.`,
    );
}

/**
 * Reads a file that the program only looks at (`LibraryFile.get`).
 *
 * @throws {StepError} when there is none of that name.
 */
export async function get(context: Context, fileName: string): Promise<ReadResult> {
    const library = await context.client.list();
    if (library.missing) throw listMissing(context, fileName, "read");
    const live = library.find(fileName);
    if (live === undefined) {
        throw new StepError(
            `There is no file ${fileName} in the library of tenant ${context.tenantId} ` +
                `(${library.files.length} files are there).`,
        );
    }
    const state = { fileName: live.fileName, sha256: live.sha256 ?? "" };
    const props = refreshed(context, { ...state, tenantId: context.tenantId }, live);
    return { props, inputs: inputsOf(props) };
}

/** What is as last reported stays as it was sent; anything else is drift, and shown. */
function refreshed(context: Context, state: LibraryFileState, live: LiveFile): LibraryFileState {
    const known = reportedOf(state);
    const props = { ...state, hasParameters: state.hasParameters ?? false };
    const reported: Record<string, unknown> = { ...state.__reported };
    const drifted = (
        ["fileName", "description", "parametersDescription", "hasParameters"] as const
    ).filter((property) => live[property] !== known[property]);
    for (const property of drifted) {
        Object.assign(props, { [property]: live[property] === "" ? undefined : live[property] });
        Reflect.deleteProperty(reported, property);
    }
    return {
        ...props,
        sha256: live.sha256 ?? state.sha256,
        // The service does not tell the size of what somebody else has put there.
        size: live.sha256 === state.sha256 ? state.size : undefined,
        cloud: context.settings.cloud,
        createdBy: live.createdBy,
        creationTime: live.creationTime,
        lastUpdatedTime: live.lastUpdatedTime,
        __reported: Object.keys(reported).length === 0 ? undefined : reported,
        // Without a digest nothing tells which of them is live.
        __pending: live.sha256 === undefined ? state.__pending : undefined,
    };
}

function inputsOf(props: LibraryFileState): Partial<LibraryFileInputs> {
    const { fileName, sha256, size, source, description, parametersDescription } = props;
    return {
        fileName,
        sha256,
        tenantId: props.tenantId,
        hasParameters: props.hasParameters ?? false,
        ...(size == null ? {} : { size }),
        ...(source == null ? {} : { source }),
        ...(description == null ? {} : { description }),
        ...(parametersDescription == null ? {} : { parametersDescription }),
        ...(props.adopt == null ? {} : { adopt: props.adopt }),
        ...(props.cloud == null ? {} : { cloud: props.cloud }),
        ...(props.__resource == null ? {} : { __resource: props.__resource }),
    };
}
