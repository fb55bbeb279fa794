import type { SettingPlaces } from "./settingPlaces";

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
    readonly settings: PinnedPlace & { readonly places?: SettingPlaces };
    /** The tenant where none is configured: the emulator's, of this project and stack. */
    readonly defaultTenant?: string | undefined;
    /** The name of the `mde.Provider` whose arguments the configuration is; none for the stack's. */
    readonly provider?: string | undefined;
    /** The file that it is about; without one it is about all that the configuration serves. */
    readonly fileName?: string | undefined;
    /** Whether the program was asked, which may have given that file to another provider object. */
    readonly ofProgram?: boolean;
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
    const isOtherCloud = there.cloud != null && there.cloud !== settings.cloud;
    if (!isOtherTenant && !isOtherCloud) return undefined;
    const words = { pin, tenantId, here: here ?? "none", isOtherTenant, isOtherCloud };
    if (settings.tenantId === undefined && !isOtherCloud) return renamed(words);
    return pin.fileName !== undefined && pin.ofProgram === true ? moved(words) : changed(words);
}

interface Words {
    readonly pin: PinnedTo;
    /** The state's tenant. */
    readonly tenantId: string;
    /** The configured one. */
    readonly here: string;
    readonly isOtherTenant: boolean;
    readonly isOtherCloud: boolean;
}

/** Configuration or arguments are other ones than those that the state was made with. */
function changed(words: Words): string {
    const { pin, tenantId, here } = words;
    const { provider, urn } = pin;
    const what =
        provider === undefined ? "the configuration of this run names" : "its arguments now name";
    // A plain destroy would use the state's own configuration, which a failed "up" has changed; and
    // one that is told of a provider object would remove the files of all the others too.
    const [own, giveUp] =
        provider === undefined
            ? [
                  "a stack of its own",
                  'run "pulumi destroy --run-program", which removes all that this stack has',
              ]
            : [
                  "a provider object of another name",
                  'take its files out of the program and run "pulumi up"',
              ];
    // The state's own configuration stays what the last "up" had, until the next.
    const withProgram = pin.fileName === undefined ? "" : " with --run-program";
    // Pulumi refuses that while anything depends on it.
    const neverUsed =
        urn === undefined
            ? ""
            : `. Where no file is left there, "pulumi state delete '${urn}'" ends the pin; ` +
              `Pulumi refuses it as long as a file depends on it`;
    return (
        `${pinnedTo(words)}, but ${what} ${configured(words)}. ${untouched(pin)} If that was not ` +
        `meant, ${putBack(words)} and run again${withProgram}. ${other(words)} needs ${own}. To give tenant ` +
        `${tenantId} up, put ${provider === undefined ? "it" : "them"} back as well, and ${giveUp}; ` +
        `then change to ${here}${neverUsed}`
    );
}

/** The pin agrees, so that another one serves the resource now; or a state has no pin. */
function moved(words: Words): string {
    const { pin } = words;
    const by =
        pin.provider === undefined
            ? "the stack's own configuration"
            : `mde.Provider "${pin.provider}"`;
    return (
        `${pinnedTo(words)}, but its resource is served by ${by} now, which names ` +
        `${configured(words)}. ${untouched(pin)} If that was not meant, give the resource back the ` +
        `option "provider" that it had; where it never had another, ${putBack(words)}. To move the ` +
        `file, give its resource another name in the program: it is put into the one and removed ` +
        `from the other`
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

function pinnedTo({ pin, tenantId }: Words): string {
    return `${whatOf(pin)} tenant ${tenantId}${inCloud(pin.there.cloud)}`;
}

function configured({ pin: { settings }, here, isOtherTenant }: Words): string {
    const place = settings.places?.tenantId;
    const left =
        isOtherTenant && place?.in === "environment"
            ? `, of the variable ${place.variable} in the environment`
            : "";
    return `tenant ${here}${inCloud(settings.cloud)}${left}`;
}

function putBack({ pin, tenantId, isOtherTenant, isOtherCloud }: Words): string {
    const { provider, there } = pin;
    const prefix = provider === undefined ? "mde:" : "";
    const back = [
        isOtherTenant ? [`${setting(pin, tenantId)} and the credentials for it`] : [],
        isOtherCloud ? [`${prefix}cloud and ${prefix}apiUrl as for ${String(there.cloud)}`] : [],
    ].flat();
    const what = provider === undefined ? "configuration" : "arguments";
    return `put the ${what} back (${back.join("; ")})`;
}

/** What the configured tenant or cloud is called where it is meant to be used. */
function other({ here, isOtherTenant, pin }: Words): string {
    return isOtherTenant ? `Tenant ${here}` : `The cloud ${String(pin.settings.cloud)}`;
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
