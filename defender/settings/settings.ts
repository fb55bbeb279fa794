import * as z from "zod";

import { guid } from "./guid";

import { isLoopback, isMicrosoftHost, originProblem, shownAddress } from "../hosts";
import {
    isSecret,
    namespace,
    settingKeys,
    type SettingName,
    type SettingProblem,
} from "./settingsKeys";
import { readMarkSettings, type MarkSettings } from "./markSettings";
import type { SettingPlaces } from "./settingPlaces";
import {
    configured,
    labelOf,
    placesOf,
    settingsReader,
    type SettingsSource,
} from "./settingsReader";
import { configuresSignIn, readSignIn, type SignIn } from "./signInSettings";

export type { SettingsSource } from "./settingsReader";
export type { SignIn } from "./signInSettings";

/** The clouds there are; `emulator` is no cloud of Microsoft's. */
export const clouds = ["commercial", "gcc", "gcchigh", "dod", "emulator"] as const;
/** A cloud, as `mde:cloud` names it. */
export type CloudName = (typeof clouds)[number];

/** The nearer hosts of the commercial cloud. */
export const regions = ["us", "eu", "uk", "au", "swa", "ina", "aea"] as const;
/** A region of the commercial cloud, as `mde:region` names it. */
export type Region = (typeof regions)[number];

/** The largest file where nobody says another size: what the API documents, 20 MB. */
export const DOCUMENTED_LIMIT = 20 * 1_048_576;

/** A whole, checked configuration. */
export interface Settings extends MarkSettings {
    /** What is recorded with each file: `emulator` too where `apiUrl` is on loopback. */
    readonly cloud: CloudName;
    /** The cloud whose hosts, authority and scope serve where none is overridden. */
    readonly hostsOf: CloudName;
    /** The tenant, lower case; `undefined` only where the emulator's default tenant serves. */
    readonly tenantId: string | undefined;
    /** A tenant that only the environment names is no pin. */
    readonly tenantIdFrom: "configuration" | "environment" | undefined;
    readonly region: Region | undefined;
    readonly apiUrl: string | undefined;
    readonly authorityUrl: string | undefined;
    readonly scope: string | undefined;
    readonly signIn: SignIn;
    /** Which keys decided how to sign in, and where they were found; never a secret. */
    readonly signInWhy: string;
    /** Where each setting was set, for messages that name it. */
    readonly places: SettingPlaces;
    /** What to do with content that somebody changed outside Pulumi. Default `fail`. */
    readonly onDrift: "fail" | "overwrite";
    /** Calls of one kind a minute; default 100, 0 for no limit. */
    readonly callsPerMinute: number;
    /** Calls of one kind an hour; default 1,500, 0 for no limit. */
    readonly callsPerHour: number;
    /** The largest file; default 20 × 1,048,576. */
    readonly maxUploadBytes: number;
    /** What a person should be told at each run. */
    readonly warnings: readonly string[];
}

/** Settings, or all that is wrong with them. */
export type SettingsResult =
    | { readonly settings: Settings; readonly problems: readonly [] }
    | { readonly settings: undefined; readonly problems: readonly SettingProblem[] };

const wholeNumber = /^\d{1,15}$/;

/**
 * Reads and checks the configuration. The environment serves only where the configuration has no
 * way of signing in at all, so that a left-over variable never bends a configured stack. Even then a
 * host that is neither Microsoft's nor this machine must be in the configuration, if that has
 * anything; where it has nothing the environment is the whole of it, and a warning says so.
 */
export function readSettings(source: SettingsSource): SettingsResult {
    const problems: SettingProblem[] = [];
    const configuredCloud = configured("cloud", source)?.value;
    const isMisspelt = configuredCloud !== undefined && !isCloud(configuredCloud);
    const environmentServes =
        !configuresSignIn(source) && configuredCloud !== "emulator" && !isMisspelt;
    const reader = settingsReader(source, { environmentServes, problems });
    const { find, parsed: read, refuse } = reader;
    const called = (name: SettingName) => labelOf(name, source);
    const hasEmpty = refuseEmptySecrets(source, refuse);
    const number = (name: SettingName, least: number, allowed: string) =>
        read(
            name,
            z.string().regex(wholeNumber).transform(Number).pipe(z.number().min(least)),
            allowed,
        );

    const readCloud = read("cloud", z.enum(clouds), `one of ${clouds.join(", ")}`);
    const cloud = readCloud ?? "commercial";
    // What else would be wrong with a misspelt cloud's settings cannot be told.
    const knowsCloud = readCloud !== undefined || find("cloud") === undefined;
    const region = read("region", z.enum(regions), `one of ${regions.join(", ")}`);
    const url = (name: "apiUrl" | "authorityUrl") => {
        const found = find(name);
        if (found === undefined) return undefined;
        const problem = originProblem(found.value);
        if (problem !== undefined) {
            refuse(found.label, `${found.label} is ${shownAddress(found.value)}, but ${problem}.`);
            return undefined;
        }
        const { origin } = new URL(found.value);
        if (found.from === "environment" && isForeign(origin) && !isEnvironmentAlone(source))
            refuse(found.label, unconfirmedHost(name, { label: found.label, origin, source }));
        return origin;
    };
    const apiUrl = url("apiUrl");
    const authorityUrl = url("authorityUrl");
    const scope = read(
        "scope",
        z.string().regex(/^\S+\/\.default$/),
        `a scope that ends in "/.default", such as https://api.securitycenter.microsoft.com/.default`,
    );
    const tenantId = read(
        "tenantId",
        z.string().regex(guid),
        `the tenant's id, a GUID such as 00001111-aaaa-2222-bbbb-3333cccc4444 (Entra admin center, ` +
            `Overview, Tenant ID)`,
    );
    const onDrift = read("onDrift", z.enum(["fail", "overwrite"]), "fail or overwrite");
    const marks = readMarkSettings(reader);
    const callsPerMinute = number("callsPerMinute", 0, "a whole number, 0 for no limit");
    const callsPerHour = number("callsPerHour", 0, "a whole number, 0 for no limit");
    const maxUploadBytes = number("maxUploadBytes", 1, "a whole number of bytes, at least 1");

    const onLoopback = apiUrl !== undefined && isLoopback(apiUrl);
    const emulated = cloud === "emulator" || onLoopback;
    if (region !== undefined && cloud !== "commercial" && knowsCloud) {
        const label = find("region")?.label ?? called("region");
        refuse(
            label,
            `${label} is ${region}, but regions are of the commercial cloud only, and the cloud is ` +
                `${cloud}. Remove one of the two.`,
        );
    }
    if (cloud === "emulator" && apiUrl !== undefined && !onLoopback) {
        refuse(
            called("apiUrl"),
            `${called("apiUrl")} is ${apiUrl}, but ${called("cloud")} is emulator, which is found ` +
                `on loopback only. Remove one of the two.`,
        );
    }
    if (find("tenantId") === undefined && cloud !== "emulator" && knowsCloud) {
        const set = {
            stack:
                `this stack may reach. Set it with "pulumi config set ${namespace}:tenantId ` +
                `<the tenant's id>", or "pulumi config set ${namespace}:cloud emulator"`,
            arguments: `the provider object may reach. Give it the tenant's id, or the cloud "emulator"`,
            environment: `may be reached. Set it to the tenant's id, or ${called("cloud")} to emulator`,
        }[reader.of];
        refuse(
            called("tenantId"),
            `${called("tenantId")} is missing: it says which tenant ${set} to try things without a ` +
                `tenant.`,
        );
    }
    const signIn = knowsCloud && !hasEmpty ? readSignIn(reader, emulated) : undefined;
    if (problems.length > 0 || signIn === undefined) return { settings: undefined, problems };

    const isForEmulator = cloud === "emulator" || signIn.signIn.how === "emulator";
    const warnings = [apiUrl, authorityUrl].flatMap((address) =>
        address === undefined || !isForeign(address)
            ? []
            : [`${address} is neither Microsoft's nor this machine: scripts and tokens go there.`],
    );
    return {
        problems: [],
        settings: {
            cloud: emulated ? "emulator" : cloud,
            hostsOf: cloud,
            tenantId: tenantId?.toLowerCase(),
            tenantIdFrom: find("tenantId")?.from,
            region,
            apiUrl,
            // Credentials that only the emulator takes are for nobody else's sign-in.
            authorityUrl: authorityUrl ?? (isForEmulator ? apiUrl : undefined),
            scope,
            signIn: signIn.signIn,
            signInWhy: signIn.why,
            places: placesOf(reader, signIn.used),
            onDrift: onDrift ?? "fail",
            ...marks,
            callsPerMinute: callsPerMinute ?? 100,
            callsPerHour: callsPerHour ?? 1500,
            maxUploadBytes: maxUploadBytes ?? DOCUMENTED_LIMIT,
            warnings,
        },
    };
}

const isForeign = (address: string) => !isLoopback(address) && !isMicrosoftHost(address);

/** Whether nothing at all is configured: then the environment is what somebody meant. */
function isEnvironmentAlone(source: SettingsSource): boolean {
    const names = Object.keys(settingKeys) as SettingName[];
    return names.every((name) => configured(name, source) === undefined);
}

/** A variable that is left over would send a stack's scripts, and tokens for its tenant, anywhere. */
function unconfirmedHost(
    name: "apiUrl" | "authorityUrl",
    about: { readonly label: string; readonly origin: string; readonly source: SettingsSource },
): string {
    const { label, origin, source } = about;
    const confirm =
        source.of === "arguments"
            ? `as the argument ${name}`
            : `with "pulumi config set ${labelOf(name, source)} ${origin}"`;
    return (
        `${label} is ${origin}, a host that is neither Microsoft's nor this machine and comes from ` +
        `the environment alone, where a left-over variable would have scripts and tokens sent ` +
        `there: confirm it ${confirm}, or unset ${label}.`
    );
}

function isCloud(name: string): boolean {
    return clouds.some((cloud) => cloud === name);
}

/** A secret that was set to nothing is a pipeline's mistake; everything else that is empty is absent. */
function refuseEmptySecrets(
    source: SettingsSource,
    refuse: (label: string, message: string) => void,
): boolean {
    const names = (Object.keys(settingKeys) as SettingName[]).filter(isSecret);
    const empty = names.filter((name) => source.configuration(name)?.trim() === "");
    for (const name of empty) {
        const label = labelOf(name, source);
        const out =
            source.of === "arguments"
                ? "give it a value, or leave it out"
                : `set it with "pulumi config set --secret ${label}", or remove it with ` +
                  `"pulumi config rm ${label}"`;
        refuse(label, `${label} is empty: ${out}.`);
    }
    return empty.length > 0;
}
