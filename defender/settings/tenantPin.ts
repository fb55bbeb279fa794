import type { Settings } from "./settings";

/** Tells a pin from a file, in inputs and in every state that was ever written. */
export const pinKind = "tenantPin";

/** A tenant and cloud as a state tells them; what it does not tell agrees with any. */
export interface PinnedPlace {
    readonly tenantId?: string | undefined;
    readonly cloud?: string | null | undefined;
}

/** A state's tenant and cloud beside the configured ones. */
export interface PinnedTo {
    /** Where the state has it. */
    readonly there: PinnedPlace;
    /** The configuration of this run. */
    readonly settings: Pick<Settings, "tenantId" | "cloud">;
    /** The tenant where none is configured: the emulator's, of this project and stack. */
    readonly defaultTenant?: string | undefined;
    /** The name of the `mde.Provider` whose arguments the configuration is; none for the stack's. */
    readonly provider?: string | undefined;
    /** The file that it is about; without one it is about all that the configuration serves. */
    readonly fileName?: string | undefined;
    /** The URN of the pin that it is about, where it is known. */
    readonly urn?: string | undefined;
}

/**
 * The tenant pin: a state and the configuration of a run must name the same tenant, in the same
 * cloud, before anything of it is read or written.
 *
 * @returns what is wrong and what to do about it, without a full stop; `undefined` when they agree.
 */
export function pinProblem(pin: PinnedTo): string | undefined {
    const { there, settings } = pin;
    const here = settings.tenantId ?? pin.defaultTenant;
    const tenantId = there.tenantId?.toLowerCase() ?? here ?? "none";
    const isOtherTenant = here !== undefined && tenantId !== here;
    const otherCloud = there.cloud === settings.cloud ? undefined : (there.cloud ?? undefined);
    if (!isOtherTenant && otherCloud === undefined) return undefined;
    const isDefault = settings.tenantId === undefined && otherCloud === undefined;
    const words = { pin, tenantId, here: here ?? "none" };
    return isDefault ? renamed(words) : moved({ ...words, isOtherTenant, otherCloud });
}

interface Words {
    readonly pin: PinnedTo;
    /** The state's tenant. */
    readonly tenantId: string;
    /** The configured one. */
    readonly here: string;
}

function moved(
    words: Words & { readonly isOtherTenant: boolean; readonly otherCloud: string | undefined },
): string {
    const { pin, tenantId, here, otherCloud } = words;
    const { there, settings, provider, urn } = pin;
    const prefix = provider === undefined ? "mde:" : "";
    const back = [
        words.isOtherTenant ? setting(pin, tenantId) : [],
        otherCloud === undefined ? [] : `${prefix}cloud and ${prefix}apiUrl as for ${otherCloud}`,
    ].flat();
    const what =
        provider === undefined
            ? "the configuration of this run now names"
            : `the arguments of mde.Provider "${provider}" now name`;
    // A plain destroy would use the state's own configuration, which a failed "up" has changed; and
    // one that is told of a provider object would remove the files of all the others too.
    const first =
        provider === undefined
            ? `Use a new stack for another tenant; or put the configuration back ` +
              `(${back.join("; ")}) and run "pulumi destroy --run-program" first, which removes all ` +
              `that this stack has`
            : `Use a provider object of another name for another tenant; or put the arguments back ` +
              `(${back.join("; ")}), take its files out of the program and run "pulumi up" first`;
    // Pulumi refuses that while anything depends on it.
    const neverUsed =
        urn === undefined
            ? ""
            : `. Where no file was ever put there, "pulumi state delete '${urn}'" ends the pin; ` +
              `Pulumi refuses it as long as a file depends on it`;
    return (
        `${whatOf(pin)} tenant ${tenantId}${inCloud(there.cloud)}, but ${what} tenant ` +
        `${here}${inCloud(settings.cloud)}. ${untouched(pin)} ${first}${neverUsed}. Do not edit the ` +
        `state otherwise`
    );
}

/** The emulator's default tenant follows the stack's name; what was put there does not. */
function renamed({ pin, tenantId, here }: Words): string {
    return (
        `${whatOf(pin)} the emulator's tenant ${tenantId}, and the default tenant of this project ` +
        `and stack is ${here} now: one of them has been renamed. ${untouched(pin)} Keep the tenant ` +
        `(${setting(pin, tenantId)})`
    );
}

function whatOf({ fileName, provider }: PinnedTo): string {
    if (fileName !== undefined) return `${fileName} is in`;
    return `${provider === undefined ? "this stack" : `mde.Provider "${provider}"`} is pinned to`;
}

const untouched = ({ fileName }: PinnedTo) =>
    fileName === undefined ? "None of its files was touched." : "It was not touched in either.";

const setting = ({ provider }: PinnedTo, tenantId: string) =>
    provider === undefined
        ? `"pulumi config set mde:tenantId ${tenantId}"`
        : `tenantId: "${tenantId}"`;

/** A state of an older release may not say. */
const inCloud = (cloud: string | null | undefined) => (cloud == null ? "" : ` (cloud ${cloud})`);
