import type { Settings } from "../defender/settings/settings";
import type { SettingProblem } from "../defender/settings/settingsKeys";
import { inputFailures, presentText, type CheckFailure } from "./inputs";
import { unknown } from "./unknown";

/** What `check` needs to know beside the inputs. No network. */
export interface CheckContext {
    /** The configuration, or what is wrong with it. */
    readonly configuration:
        { readonly settings: Settings } | { readonly problems: readonly SettingProblem[] };
}

/** Plain values; one that is not known yet is the symbol `unknown`. */
export type Bag = Readonly<Record<string, unknown>>;

/**
 * Normalises the program's inputs and adds where the file goes, so that every preview and every
 * policy shows it. All problems at once; never throws.
 *
 * @returns `pinBroken`: why, when the file is in another tenant than the configured one.
 */
export function check(
    { configuration }: CheckContext,
    olds: Bag,
    news: Bag,
): { inputs: Bag; failures: CheckFailure[]; pinBroken?: string } {
    const failures = inputFailures(news);
    const { sha256, pin, size } = news;
    if (typeof pin === "string" && typeof sha256 === "string" && !sameDigest(pin, sha256)) {
        failures.push({
            property: "sha256",
            reason: `the content has the digest ${sha256}, not the pinned ${pin}`,
        });
    }
    const inputs: Record<string, unknown> = {
        fileName: news["fileName"],
        sha256: typeof sha256 === "string" ? sha256.toLowerCase() : sha256,
        size,
        source: presentText(news["source"]),
        description: presentText(news["description"]),
        parametersDescription: presentText(news["parametersDescription"]),
        hasParameters: hasParameters(news),
        adopt: news["adopt"] === false || news["adopt"] === null ? undefined : news["adopt"],
        __resource: news["__resource"],
    };
    if ("problems" in configuration) {
        failures.push(
            ...configuration.problems.map(({ message }) => ({
                property: "tenantId",
                reason: message,
            })),
        );
        return { inputs, failures };
    }

    const { settings } = configuration;
    const tenantId = settings.tenantId ?? olds["tenantId"] ?? news["tenantId"];
    if (tenantId === undefined) {
        failures.push({
            property: "tenantId",
            reason: "no tenant is configured: set mde:tenantId",
        });
    }
    const pins = [
        ...pinFailures(settings, tenantId, olds),
        ...defaultTenantFailures(settings, olds, news),
    ];
    failures.push(...pins);
    if (typeof size === "number" && size > settings.maxUploadBytes) {
        failures.push({
            property: "size",
            reason:
                `the file has ${size.toLocaleString("en")} bytes, and the limit is ` +
                `${settings.maxUploadBytes.toLocaleString("en")} (mde:maxUploadBytes; the ` +
                `documented limit of the API is 20 MB)`,
        });
    }
    const checked = { inputs: { ...inputs, tenantId, cloud: settings.cloud }, failures };
    const [broken] = pins;
    return broken === undefined ? checked : { ...checked, pinBroken: broken.reason };
}

/** The tenant pin: state and configuration must name the same tenant, in the same cloud. */
function pinFailures(settings: Settings, tenantId: unknown, olds: Bag): CheckFailure[] {
    const oldTenant = olds["tenantId"];
    const oldCloud = olds["cloud"];
    if (typeof oldTenant !== "string") {
        if (settings.tenantIdFrom !== "environment") return [];
        return [
            {
                property: "tenantId",
                reason:
                    `the tenant ${String(tenantId)} comes from the environment alone, where a ` +
                    `left-over variable would send new files to the wrong tenant: confirm it with ` +
                    `"pulumi config set mde:tenantId ${String(tenantId)}", or as the tenantId of the ` +
                    `mde.Provider`,
            },
        ];
    }
    const moved = oldTenant !== tenantId || (oldCloud !== undefined && oldCloud !== settings.cloud);
    if (!moved) return [];
    return [
        {
            property: "tenantId",
            reason:
                `this stack's files are in tenant ${oldTenant}${cloudOf(oldCloud)}, but the ` +
                `configuration now names tenant ${String(tenantId)} (cloud ${settings.cloud}). ` +
                `The file was written to neither. Use a new stack for another tenant, or put the ` +
                `configuration back (or the tenantId of the mde.Provider) and run "pulumi destroy" there first; never edit the state`,
        },
    ];
}

/** The emulator's default tenant follows the stack's name; what was put there does not. */
function defaultTenantFailures(settings: Settings, olds: Bag, news: Bag): CheckFailure[] {
    const old = olds["tenantId"];
    const now = news["tenantId"];
    if (settings.tenantId !== undefined || typeof old !== "string" || typeof now !== "string")
        return [];
    if (old === now) return [];
    return [
        {
            property: "tenantId",
            reason:
                `this stack's files are in the emulator's tenant ${old}, and the default tenant of ` +
                `this project and stack is ${now} now: one of them has been renamed. The ` +
                `file was written to neither. Keep the tenant with "pulumi config set mde:tenantId ${old}", or as the tenantId of the ` +
                `mde.Provider`,
        },
    ];
}

/** A state of an older release may not say. */
const cloudOf = (cloud: unknown) => (typeof cloud === "string" ? ` (cloud ${cloud})` : "");

function hasParameters(news: Bag): unknown {
    const given = news["hasParameters"];
    if (given !== undefined && given !== null) return given;
    const described = presentText(news["parametersDescription"]);
    return described === unknown ? unknown : described !== undefined;
}

const sameDigest = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
