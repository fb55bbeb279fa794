import type { SettingName } from "./settingsKeys";
import { called as calledAt, listed, placesBy } from "./settingPlaces";
import { homeOf, nameIn, type Found, type SettingsReader } from "./settingsReader";

/** The keys that mean nothing without a way of signing in that they go with. */
export const completing = [
    "clientId",
    "clientCertificatePassword",
    "oidcRequestToken",
    "msiClientId",
] as const satisfies SettingName[];
/** One of them. */
export type CompletingName = (typeof completing)[number];

/** `mde:useOidc and mde:clientId (configuration), ACTIONS_ID_TOKEN_REQUEST_URL (environment)`. */
export function whyOf(used: readonly Found[]): string {
    return (["configuration", "environment"] as const)
        .flatMap((from) => {
            const labels = used.filter((found) => found.from === from).map(({ label }) => label);
            return labels.length === 0 ? [] : [`${[...new Set(labels)].join(" and ")} (${from})`];
        })
        .join(", ");
}

/** `, and not AZURE_FEDERATED_TOKEN_FILE, which the platform sets for everybody`. */
export function leftAloneOf(variables: readonly string[]): string {
    if (variables.length === 0) return "";
    return `, and not ${variables.join(" and ")}, which the platform sets for everybody`;
}

/** What is missing beside a value that is no way of signing in by itself. */
export function halfWay(
    reader: SettingsReader,
    name: CompletingName,
    { label, from }: Found,
): string {
    const called = (other: SettingName) => nameIn(reader, from, other);
    const missing = {
        clientId: listOf(reader, from, "or", whole),
        clientCertificatePassword: called("clientCertificatePath"),
        oidcRequestToken: called("oidcRequestUrl"),
        msiClientId: called("useMsi"),
    };
    const otherwise =
        from === "environment"
            ? ""
            : ` (The environment is not asked where the configuration has part of it.)`;
    return `${missing[name]} is missing, which goes with ${label}.${otherwise}`;
}

/** What ways there are, where none is set. */
export function noWay(reader: SettingsReader): string {
    const { variable } = reader;
    const called = (name: SettingName) => nameIn(reader, "configuration", name);
    const offered = variable("ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI");
    const here =
        offered === undefined
            ? ""
            : ` This runner offers federated tokens (${offered.label}): ${called("clientId")} and ` +
              `${called("useOidc")} true take them.`;
    const how = reader.of === "stack" ? ` with "pulumi config set"` : "";
    const variables =
        reader.of === "environment"
            ? ""
            : `, or AZURE_CLIENT_ID and AZURE_CLIENT_SECRET and the like in the environment`;
    const list = (names: readonly SettingName[]) => listOf(reader, "configuration", "and", names);
    return (
        `There is no way to sign in: set ${called("clientId")} and one of ${list(whole)}${how}, or ` +
        `one of ${list(["useMsi", "useCli"])}${variables}.${here}`
    );
}

/** What makes a way of an application's id. */
const whole = ["clientSecret", "clientCertificatePath", "useOidc", "useLogin"] as const;

function listOf(
    reader: SettingsReader,
    from: Found["from"],
    word: "and" | "or",
    names: readonly SettingName[],
): string {
    // The object's name once, and not with each of its arguments.
    if (reader.name !== undefined && from === "configuration")
        return calledAt(
            placesBy((name) => homeOf(name, reader)),
            names,
            word,
        );
    return listed(
        names.map((name) => nameIn(reader, from, name)),
        word,
    );
}
