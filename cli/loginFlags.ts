import { guid } from "../defender/settings/guid";
import { endpointsOf, type Endpoints } from "../defender";
import { originProblem, shownAddress } from "../defender/hosts";
import { clouds, type CloudName } from "../defender/settings/settings";
import {
    calledIn,
    placesBy,
    type SettingPlace,
    type SettingPlaces,
} from "../defender/settings/settingPlaces";
import { settingKeys, type SettingName } from "../defender/settings/settingsKeys";
import { isGiven } from "../defender/settings/settingsReader";

/** What the command line says of a login. */
export interface LoginFlags {
    readonly tenant?: string;
    readonly clientId?: string;
    readonly cloud?: string;
    readonly authorityUrl?: string;
    readonly scope?: string;
}

/** Which login: whom, where, and what for. */
export interface LoginTarget {
    readonly tenantId: string;
    readonly clientId: string;
    readonly cloud: CloudName;
    readonly endpoints: Endpoints;
    /** Where each of these was given, for errors. */
    readonly places: SettingPlaces;
}

/**
 * Applications of Microsoft's own, which anybody could sign in with: their tokens do not carry the
 * permission, and a tenant cannot say who may use them for what.
 */
const microsoftClients: Readonly<Record<string, string>> = {
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46": "the Azure CLI",
    "1950a258-227b-4e31-a9cf-717495945fc2": "Azure PowerShell",
    "14d82eec-204b-4c2f-b7e8-296a70dab67e": "Microsoft Graph PowerShell",
    "aebc6443-996d-45c2-90f0-388ff96faa56": "Visual Studio Code",
    "872cd9fa-d31f-45e0-9eab-6e460a02d1f1": "Visual Studio",
};

/** What the command line calls each setting, and the parser. */
const options = {
    tenantId: { flag: "--tenant", key: "tenant" },
    clientId: { flag: "--client-id", key: "clientId" },
    cloud: { flag: "--cloud", key: "cloud" },
    authorityUrl: { flag: "--authority-url", key: "authorityUrl" },
    scope: { flag: "--scope", key: "scope" },
} as const satisfies Partial<Record<SettingName, { flag: string; key: keyof LoginFlags }>>;
type OptionName = keyof typeof options;
const isOption = (name: SettingName): name is OptionName => name in options;

/**
 * Reads what a login needs: from the command line, and otherwise from the environment variables that
 * the provider reads.
 *
 * @throws {Error} that names all that is missing or wrong.
 */
export function loginTarget(
    flags: LoginFlags,
    environment: Readonly<Record<string, string | undefined>>,
): LoginTarget {
    const problems: string[] = [];
    const find = (name: OptionName): { value: string; place: SettingPlace } | undefined => {
        const { flag, key } = options[name];
        const given = flags[key];
        if (given !== undefined) return { value: given, place: { in: "flags", flag } };
        for (const variable of settingKeys[name].environment) {
            const value = environment[variable];
            if (isGiven(value)) return { value, place: { in: "environment", variable } };
        }
        return undefined;
    };
    const places = placesBy((name) => {
        if (!isOption(name)) return { in: "stack" };
        return find(name)?.place ?? { in: "flags", flag: options[name].flag };
    });
    const label = (name: OptionName) => calledIn(places[name], name);
    const id = (name: "tenantId" | "clientId", what: string) => {
        const found = find(name);
        if (found === undefined)
            problems.push(
                `${label(name)} is missing: it is ${what}, or set ` +
                    settingKeys[name].environment.join(" or "),
            );
        else if (!guid.test(found.value))
            problems.push(`${label(name)} is ${JSON.stringify(found.value)}, but must be ${what}`);
        return found?.value.toLowerCase() ?? "";
    };
    const tenantId = id(
        "tenantId",
        "the tenant's id, a GUID (Entra admin center, Overview, Tenant ID)",
    );
    const clientId = id(
        "clientId",
        "the id of an application of your own in that tenant, a GUID (Entra admin center, App " +
            "registrations), with http://localhost as a redirect URI of a mobile or desktop application",
    );
    const microsofts = microsoftClients[clientId];
    if (microsofts !== undefined)
        problems.push(
            `${label("clientId")} is ${microsofts}: sign in with an application of your own ` +
                `instead, to which your administrator has granted Library.Manage`,
        );
    const named = find("cloud")?.value ?? "commercial";
    const known = clouds.find((one) => one === named);
    if (known === undefined)
        problems.push(
            `${label("cloud")} is ${JSON.stringify(named)}, but must be commercial, gcc, gcchigh or dod`,
        );
    const authority = find("authorityUrl")?.value;
    const wrong = authority === undefined ? undefined : originProblem(authority);
    if (authority !== undefined && wrong !== undefined)
        problems.push(`${label("authorityUrl")} is ${shownAddress(authority)}, but ${wrong}`);
    if (known === "emulator" && authority === undefined)
        problems.push(
            `--authority-url is missing: the emulator is served by "npx pulumi-mde emulator", which ` +
                `prints it`,
        );
    const scope = find("scope")?.value;
    if (scope !== undefined && !/^\S+$/.test(scope))
        problems.push(`${label("scope")} is ${JSON.stringify(scope)}, but must be one scope`);
    if (problems.length > 0) throw new Error(`nobody was logged in: ${problems.join("; ")}.`);

    const cloud = known ?? "commercial";
    const endpoints = endpointsOf({
        cloud,
        authorityUrl: authority && new URL(authority).origin,
        scope,
    });
    return { tenantId, clientId, cloud, endpoints, places };
}
