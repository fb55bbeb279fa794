import { guid } from "../defender/settings/guid";
import { endpointsOf, type Endpoints } from "../defender";
import { originProblem } from "../defender/hosts";
import { clouds, type CloudName } from "../defender/settings/settings";
import { settingKeys } from "../defender/settings/settingsKeys";
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
    const find = (flag: keyof LoginFlags, label: string, names: readonly string[]) => {
        const given = flags[flag];
        if (given !== undefined) return { value: given, label };
        for (const name of names) {
            const value = environment[name];
            if (isGiven(value)) return { value, label: name };
        }
        return undefined;
    };
    const id = (
        flag: "tenant" | "clientId",
        label: string,
        what: string,
        names: readonly string[],
    ) => {
        const found = find(flag, label, names);
        if (found === undefined)
            problems.push(`${label} is missing: it is ${what} (or set ${names.join(" or ")})`);
        else if (!guid.test(found.value))
            problems.push(`${found.label} is ${JSON.stringify(found.value)}, but must be ${what}`);
        return found?.value.toLowerCase() ?? "";
    };
    const tenantId = id(
        "tenant",
        "--tenant",
        "the tenant's id, a GUID (Entra admin center, Overview, Tenant ID)",
        settingKeys.tenantId.environment,
    );
    const clientId = id(
        "clientId",
        "--client-id",
        "the id of an application of your own in that tenant, a GUID (Entra admin center, App " +
            "registrations), with http://localhost as a redirect URI of a mobile or desktop application",
        settingKeys.clientId.environment,
    );
    const microsofts = microsoftClients[clientId];
    if (microsofts !== undefined)
        problems.push(
            `--client-id is ${microsofts}: sign in with an application of your own instead, to ` +
                `which your administrator has granted Library.Manage`,
        );
    const cloud = find("cloud", "--cloud", settingKeys.cloud.environment);
    const named = cloud?.value ?? "commercial";
    const known = clouds.find((one) => one === named);
    if (known === undefined)
        problems.push(
            `${cloud?.label ?? "--cloud"} is ${JSON.stringify(named)}, but must be commercial, gcc, ` +
                `gcchigh or dod`,
        );
    const authority = find("authorityUrl", "--authority-url", settingKeys.authorityUrl.environment);
    const wrong = authority === undefined ? undefined : originProblem(authority.value);
    if (authority !== undefined && wrong !== undefined)
        problems.push(`${authority.label} is ${authority.value}, but ${wrong}`);
    if (known === "emulator" && authority === undefined)
        problems.push(
            `--authority-url is missing: the emulator is served by "npx pulumi-mde emulator", which ` +
                `prints it`,
        );
    const scope = find("scope", "--scope", settingKeys.scope.environment);
    if (scope !== undefined && !/^\S+$/.test(scope.value))
        problems.push(`${scope.label} is ${JSON.stringify(scope.value)}, but must be one scope`);
    if (problems.length > 0) throw new Error(`nobody was logged in: ${problems.join("; ")}.`);

    const place = known ?? "commercial";
    const endpoints = endpointsOf({
        cloud: place,
        authorityUrl: authority && new URL(authority.value).origin,
        scope: scope?.value,
    });
    return { tenantId, clientId, cloud: place, endpoints };
}
