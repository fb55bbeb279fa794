import * as z from "zod";

import { printable, quoteName } from "../library/fileName";
import type { LiveFile, Texts } from "../library/liveFile";
import { StateError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";

/**
 * What the service reported, where it differs from what was sent (a service may trim or cut a
 * text, or keep a name's earlier case): `diff` looks at what was sent, `read` at what was reported.
 */
const reported = z
    .object({
        fileName: z.string(),
        description: z.string(),
        parametersDescription: z.string(),
        hasParameters: z.boolean(),
    })
    .partial();

const text = z.string().nullish();

/**
 * A state of this or any older release. Old state runs today's code, so that what an older release
 * has written must stay readable for ever: nothing but what identifies a file is required.
 */
const stateSchema = z.object({
    fileName: z.string(),
    sha256: z.string(),
    tenantId: z.string(),
    cloud: z.string().nullish(),
    size: z.number().nullish(),
    source: text,
    description: text,
    parametersDescription: text,
    hasParameters: z.boolean().nullish(),
    adopt: z.boolean().nullish(),
    createdBy: text,
    creationTime: text,
    lastUpdatedTime: text,
    __resource: text,
    __reported: reported.nullish(),
    /** Digests that may be live instead of `sha256`, after an upload that was not verified. */
    __pending: z.array(z.string()).nullish(),
});

/** What the state keeps of one file: never its content. */
export type LibraryFileState = z.infer<typeof stateSchema>;

/**
 * Reads a stored state, of this or any older release.
 *
 * @throws {StateError} when what identifies a file is not there.
 */
export function readState(id: string, props: Readonly<Record<string, unknown>>): LibraryFileState {
    const parsed = stateSchema.safeParse({ ...idParts(id), ...props });
    if (parsed.success) return parsed.data;
    const keys = new Set(parsed.error.issues.map((issue) => printable(issue.path.join("."))));
    const what = `The state of ${quoteName(id)} cannot be read (${[...keys].join(", ")}).`;
    throw new StateError(
        `${what} Nothing was changed. Run "pulumi refresh", which finds the file by its id.`,
    );
}

/**
 * What a refresh looks for: the stored state, and where that cannot be read what the id tells. Its
 * digest is then nobody's.
 *
 * @throws {StateError} when the id tells nothing either.
 */
export function readStateOrId(
    id: string,
    props: Readonly<Record<string, unknown>>,
): LibraryFileState {
    try {
        return readState(id, props);
    } catch (error) {
        const { tenantId, fileName } = idParts(id);
        if (tenantId === undefined || fileName === undefined) throw error;
        return { tenantId, fileName, sha256: "" };
    }
}

/** The id is `<tenantId>/<fileName>`. */
export function idOf(inputs: { readonly tenantId: string; readonly fileName: string }): string {
    return `${inputs.tenantId}/${inputs.fileName}`;
}

/** Tenant and file name of an id. */
export function idParts(id: string): { tenantId?: string; fileName?: string } {
    const slash = id.indexOf("/");
    if (slash < 1) return {};
    return { tenantId: id.slice(0, slash).toLowerCase(), fileName: id.slice(slash + 1) };
}

/** The state after these inputs have been made live and the service has reported them. */
export function stateOf(inputs: LibraryFileInputs, live: LiveFile): LibraryFileState {
    const differs = {
        ...(live.fileName === inputs.fileName ? {} : { fileName: live.fileName }),
        ...differingTexts(textsOf(inputs), live),
    };
    return {
        ...inputs,
        createdBy: live.createdBy,
        creationTime: live.creationTime,
        lastUpdatedTime: live.lastUpdatedTime,
        ...(Object.keys(differs).length === 0 ? {} : { __reported: differs }),
    };
}

/** The digests that are this stack's own, as far as the state tells. */
export function knownDigests(state: LibraryFileState): string[] {
    return [state.sha256, ...(state.__pending ?? [])];
}

/** What the service last reported, as far as the state tells. */
export function reportedOf(state: LibraryFileState): Texts & { readonly fileName: string } {
    const { fileName, description, parametersDescription, hasParameters } = state.__reported ?? {};
    const sent = textsOf(state);
    return {
        fileName: fileName ?? state.fileName,
        description: description ?? sent.description,
        parametersDescription: parametersDescription ?? sent.parametersDescription,
        hasParameters: hasParameters ?? sent.hasParameters,
    };
}

function differingTexts(sent: Texts, live: Texts): Partial<Texts> {
    return {
        ...(live.description === sent.description ? {} : { description: live.description }),
        ...(live.parametersDescription === sent.parametersDescription
            ? {}
            : { parametersDescription: live.parametersDescription }),
        ...(live.hasParameters === sent.hasParameters ? {} : { hasParameters: live.hasParameters }),
    };
}
