import * as z from "zod";

import {
    isSecret,
    namespace,
    settingKeys,
    type SettingKey,
    type SettingName,
    type SettingProblem,
} from "./settingsKeys";
import { isLoopback, isMicrosoftHost, originProblem } from "./hosts";

/** How to sign in: decided by what is configured. */
export type SignIn =
    | { readonly how: "clientSecret"; readonly clientId: string; readonly clientSecret: string }
    /** The emulator takes any application and any secret. */
    | { readonly how: "emulator" };

/** The clouds there are; `emulator` is no cloud of Microsoft's. */
export const clouds = ["commercial", "gcc", "gcchigh", "dod", "emulator"] as const;
/** A cloud, as `mde:cloud` names it. */
export type CloudName = (typeof clouds)[number];

/** The nearer hosts of the commercial cloud. */
export const regions = ["us", "eu", "uk", "au", "swa", "ina", "aea"] as const;
/** A region of the commercial cloud, as `mde:region` names it. */
export type Region = (typeof regions)[number];

/** A whole, checked configuration. */
export interface Settings {
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

/** Where settings come from: the configuration (or a provider's arguments), and the environment. */
export interface SettingsSource {
    /** A value by its key without namespace. */
    readonly configuration: (name: SettingName) => string | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Settings, or all that is wrong with them. */
export type SettingsResult =
    | { readonly settings: Settings; readonly problems: readonly [] }
    | { readonly settings: undefined; readonly problems: readonly SettingProblem[] };

interface Found {
    readonly value: string;
    /** As the user knows it: `mde:cloud`, or the environment variable. */
    readonly label: string;
    readonly from: "configuration" | "environment";
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const wholeNumber = /^\d{1,15}$/;

/**
 * Reads and checks the configuration. The environment serves only where the configuration has no
 * way of signing in at all, so that a left-over variable never bends a configured stack.
 */
export function readSettings(source: SettingsSource): SettingsResult {
    const problems: SettingProblem[] = [];
    const configured = (name: SettingName): Found | undefined => {
        const value = source.configuration(name);
        if (value === undefined || value === "") return undefined;
        return { value, label: `${namespace}:${name}`, from: "configuration" };
    };
    const signsIn =
        configured("clientId") !== undefined ||
        configured("clientSecret") !== undefined ||
        configured("cloud")?.value === "emulator";
    const find = (name: SettingName): Found | undefined =>
        configured(name) ?? (signsIn ? undefined : fromEnvironment(name, source.environment));

    /** Parses one key; a bad value is one problem and `undefined`. */
    const read = <T>(name: SettingName, schema: z.ZodType<T, string>, allowed: string) => {
        const found = find(name);
        if (found === undefined) return undefined;
        const parsed = schema.safeParse(found.value);
        if (parsed.success) return parsed.data;
        const value = isSecret(name) ? "" : ` is ${JSON.stringify(found.value)}, but`;
        problems.push({ key: found.label, message: `${found.label}${value} must be ${allowed}.` });
        return undefined;
    };
    const number = (name: SettingName, least: number, allowed: string) =>
        read(
            name,
            z.string().regex(wholeNumber).transform(Number).pipe(z.number().min(least)),
            allowed,
        );

    const cloud = read("cloud", z.enum(clouds), `one of ${clouds.join(", ")}`) ?? "commercial";
    const region = read("region", z.enum(regions), `one of ${regions.join(", ")}`);
    const url = (name: "apiUrl" | "authorityUrl") => {
        const found = find(name);
        const problem = found === undefined ? undefined : originProblem(found.value);
        if (found === undefined) return undefined;
        if (problem === undefined) return new URL(found.value).origin;
        problems.push({
            key: found.label,
            message: `${found.label} is ${JSON.stringify(found.value)}, but ${problem}.`,
        });
        return undefined;
    };
    const apiUrl = url("apiUrl");
    const authorityUrl = url("authorityUrl");
    const scope = read("scope", z.string().regex(/^\S+$/), "a scope without white space");
    const tenantId = read(
        "tenantId",
        z.string().regex(guid),
        `the tenant's id, a GUID such as 00001111-aaaa-2222-bbbb-3333cccc4444 (Entra admin center, ` +
            `Overview, Tenant ID)`,
    );
    const onDrift = read("onDrift", z.enum(["fail", "overwrite"]), "fail or overwrite");
    const callsPerMinute = number("callsPerMinute", 0, "a whole number, 0 for no limit");
    const callsPerHour = number("callsPerHour", 0, "a whole number, 0 for no limit");
    const maxUploadBytes = number("maxUploadBytes", 1, "a whole number of bytes, at least 1");

    const onLoopback = apiUrl !== undefined && isLoopback(apiUrl);
    const emulated = cloud === "emulator" || onLoopback;
    if (region !== undefined && cloud !== "commercial") {
        problems.push({
            key: `${namespace}:region`,
            message: `${namespace}:region goes with the commercial cloud only, and the cloud is ${cloud}.`,
        });
    }
    if (cloud === "emulator" && apiUrl !== undefined && !onLoopback) {
        problems.push({
            key: `${namespace}:apiUrl`,
            message:
                `${namespace}:apiUrl is ${apiUrl}, but ${namespace}:cloud is emulator, which is ` +
                `found on loopback only. Remove one of the two.`,
        });
    }
    if (find("tenantId") === undefined && cloud !== "emulator") {
        problems.push({
            key: `${namespace}:tenantId`,
            message:
                `${namespace}:tenantId is missing: it says which tenant this stack may reach. Set it ` +
                `with "pulumi config set ${namespace}:tenantId <the tenant's id>", or ` +
                `"pulumi config set ${namespace}:cloud emulator" to try things without a tenant.`,
        });
    }
    const signIn = readSignIn(find, emulated, problems);
    if (problems.length > 0 || signIn === undefined) return { settings: undefined, problems };

    const warnings = [apiUrl, authorityUrl].flatMap((address) =>
        address === undefined || isLoopback(address) || isMicrosoftHost(address)
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
            authorityUrl: authorityUrl ?? (cloud === "emulator" ? apiUrl : undefined),
            scope,
            signIn,
            onDrift: onDrift ?? "fail",
            callsPerMinute: callsPerMinute ?? 100,
            callsPerHour: callsPerHour ?? 1500,
            maxUploadBytes: maxUploadBytes ?? 20 * 1_048_576,
            warnings,
        },
    };
}

function fromEnvironment(
    name: SettingName,
    environment: SettingsSource["environment"],
): Found | undefined {
    for (const label of (settingKeys[name] as SettingKey).environment) {
        const value = environment[label];
        if (value !== undefined && value !== "") return { value, label, from: "environment" };
    }
    return undefined;
}

function readSignIn(
    find: (name: SettingName) => Found | undefined,
    emulated: boolean,
    problems: SettingProblem[],
): SignIn | undefined {
    const clientId = find("clientId");
    const clientSecret = find("clientSecret");
    if (clientId !== undefined && clientSecret !== undefined)
        return { how: "clientSecret", clientId: clientId.value, clientSecret: clientSecret.value };
    const missing = [
        ...(clientId === undefined ? [`${namespace}:clientId`] : []),
        ...(clientSecret === undefined ? [`${namespace}:clientSecret (--secret)`] : []),
    ];
    if (missing.length === 2 && emulated) return { how: "emulator" };
    problems.push({
        key: `${namespace}:${clientId === undefined ? "clientId" : "clientSecret"}`,
        message:
            missing.length === 2
                ? `There is no way to sign in: set ${missing.join(" and ")} with "pulumi config set", ` +
                  `or AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment.`
                : `${missing.join()} is missing, which goes with ` +
                  `${(clientId ?? clientSecret)?.label ?? ""}.`,
    });
    return undefined;
}
