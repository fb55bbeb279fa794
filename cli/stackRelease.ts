import { nearestWord } from "../library/nearest";
import { releaseOf, type Release, type ReleaseFile } from "../library/release";
import { readState } from "../provider/state";
import { textsOf } from "../provider/inputs";
import { fileType } from "../sdk/fileType";
import { libraryType } from "../sdk/resourceNames";
import { StackConfigurationError } from "./stackConfiguration";

/** What of a stack's state is read. */
export interface StackState {
    readonly resources: readonly StateResource[];
    /** What a run was at that was interrupted. */
    readonly interrupted: readonly InterruptedStep[];
}

/** A step of a run that was interrupted: whether it was carried out is not known. */
export interface InterruptedStep {
    readonly urn: string;
    readonly type: string;
    readonly id?: string | undefined;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** A resource of a stack's state. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string | undefined;
    readonly parent?: string | undefined;
    readonly outputs?: Readonly<Record<string, unknown>> | undefined;
    /** It is still to be deleted. */
    readonly delete?: boolean | undefined;
    /** It was deleted, and is still to be made again. */
    readonly pendingReplacement?: boolean | undefined;
    /** It was accepted, and not verified. */
    readonly initErrors?: readonly string[] | undefined;
    /** Somebody else's: only looked at. */
    readonly external?: boolean | undefined;
}

/**
 * The release that a stack's state holds: the files of one `Library`, or of a stack without one all.
 *
 * @param options.library the component's name; needed where there are several.
 * @throws {StackConfigurationError} when there is no such library, or not all of it is verified.
 */
export function releaseInState(
    { resources, interrupted }: StackState,
    options: { readonly stack: string; readonly library: string | undefined },
): Release {
    const { stack } = options;
    const parent = parentIn(resources, options);
    const own = resources.filter(
        (each) =>
            each.type === fileType &&
            each.external !== true &&
            (parent === undefined || each.parent === parent),
    );
    const whose = parent === undefined ? "" : ` in Library "${nameOf(parent)}"`;
    const broken = interrupted.filter(({ type }) => type === fileType).map(({ urn }) => urn);
    if (broken.length > 0) throw unfinished(stack, broken);
    if (own.length === 0)
        throw new StackConfigurationError(
            `stack ${stack} has no file${whose}: run "pulumi up" first.`,
        );
    const left = own.filter(
        (each) =>
            each.delete === true ||
            each.pendingReplacement === true ||
            (each.initErrors ?? []).length > 0 ||
            ((each.outputs?.["__pending"] ?? []) as readonly unknown[]).length > 0,
    );
    if (left.length > 0)
        throw unfinished(
            stack,
            left.map(({ urn }) => urn),
        );
    const states = own.map(({ id = "", outputs = {} }) => readState(id, outputs));
    const tenants = [...new Set(states.map(({ tenantId }) => tenantId))];
    const [tenantId = ""] = tenants;
    if (tenants.length > 1)
        throw new StackConfigurationError(
            `the files of stack ${stack}${whose} are in several tenants (${tenants.join(", ")}), and a ` +
                `release is of one: name a Library with --library.`,
        );
    const files = states.map((state): ReleaseFile => ({
        fileName: state.fileName,
        sha256: state.sha256,
        ...textsOf(state),
    }));
    const release = releaseOf({ tenantId, cloud: states[0]?.cloud ?? "", files });
    // A component's own digest is written at the end of an "up" that has succeeded.
    const whole = resources.find(({ urn }) => urn === parent)?.outputs?.["digest"];
    if (parent !== undefined && whole !== release.digest) throw unfinished(stack, [parent]);
    return release;
}

function unfinished(stack: string, urns: readonly string[]): StackConfigurationError {
    return new StackConfigurationError(
        `stack ${stack} is not as its last "pulumi up" was to leave it, so that nobody has tested what ` +
            `it holds: ${urns.map(nameOf).join(", ")}. Run "pulumi up" until it succeeds, with ` +
            `--refresh where a run was interrupted.`,
    );
}

/** The component whose files are meant; `undefined` for all files. */
function parentIn(
    resources: readonly StateResource[],
    { stack, library }: { readonly stack: string; readonly library: string | undefined },
): string | undefined {
    const libraries = resources.filter(({ type }) => type === libraryType).map(({ urn }) => urn);
    const names = libraries.map(nameOf);
    if (library === undefined && libraries.length < 2) return libraries[0];
    const found = libraries.filter((urn) => nameOf(urn) === library);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const nearest = library === undefined ? undefined : nearestWord(library, names);
    throw new StackConfigurationError(
        library === undefined
            ? `stack ${stack} has several Libraries, and a release is of one: name it with --library ` +
                  `(${names.join(", ")}).`
            : found.length > 1
              ? `stack ${stack} has several Libraries that are called ${library}: give them different names.`
              : `stack ${stack} has no Library ${library}: ` +
                (nearest === undefined
                    ? `it has ${names.join(", ") || "none"}.`
                    : `did you mean ${nearest}?`),
    );
}

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
