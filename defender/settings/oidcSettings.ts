import { isLoopback, shownAddress } from "../hosts";
import type { SettingName } from "./settingsKeys";
import { labelOf, nameIn, type Found, type SettingsReader } from "./settingsReader";

/** Where a federated token comes from, which proves who the workload is. */
export type OidcAssertion =
    | { readonly from: "token"; readonly token: string }
    /** Read anew for each sign-in: whoever wrote it writes it again before it expires. */
    | { readonly from: "file"; readonly path: string }
    | { readonly from: "github"; readonly requestUrl: string; readonly requestToken: string }
    | {
          readonly from: "azurePipelines";
          readonly requestUrl: string;
          readonly requestToken: string;
          readonly serviceConnectionId: string;
      };

/** An assertion and the settings that it was read from. */
export interface ReadAssertion {
    readonly assertion: OidcAssertion;
    readonly used: readonly Found[];
}

/** The id of the pipeline's service connection, by the names that azurerm and azapi know. */
const serviceConnectionVariables = [
    "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
];

/** What somebody set for this purpose, and what a cluster or a runner sets by itself. */
const origins = {
    oidcToken: { deliberate: ["ARM_OIDC_TOKEN"], ambient: [] },
    oidcTokenFilePath: {
        deliberate: ["ARM_OIDC_TOKEN_FILE_PATH"],
        ambient: ["AZURE_FEDERATED_TOKEN_FILE"],
    },
    oidcRequestUrl: {
        deliberate: ["ARM_OIDC_REQUEST_URL"],
        ambient: ["ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
    },
} as const satisfies Partial<Record<SettingName, unknown>>;

type Origin = keyof typeof origins;

/** What a platform sets for whoever may want it: by itself it says nothing of what somebody wants. */
export const ambientVariables: readonly string[] = Object.values(origins).flatMap(
    ({ ambient }) => ambient,
);

interface FoundOrigin {
    readonly origin: Origin;
    readonly found: Found;
}

/**
 * Where the federated token comes from. What changes with each run, and only the runner can know,
 * comes from the environment also where the configuration chose this way of signing in; what was
 * set for the purpose comes before what a cluster or runner sets by itself.
 *
 * @param from where the way of signing in was chosen.
 */
export function readOidcAssertion(
    reader: SettingsReader,
    from: Found["from"],
): ReadAssertion | undefined {
    const { variable, refuse } = reader;
    const names = Object.keys(origins) as Origin[];
    const level = (look: (origin: Origin) => Found | undefined): FoundOrigin[] =>
        names.flatMap((origin) => {
            const found = look(origin);
            return found === undefined ? [] : [{ origin, found }];
        });
    const found =
        [
            level((origin) => configuredOnly(reader, origin)),
            level((origin) => variable(...origins[origin].deliberate)),
            level((origin) => variable(...origins[origin].ambient)),
        ].find((one) => one.length > 0) ?? [];
    const [one, other] = found;
    if (one === undefined) {
        const chosen = nameIn(reader, from, "useOidc");
        const called = (name: SettingName) => nameIn(reader, "configuration", name);
        refuse(
            chosen,
            `${chosen} is true, but there is no token to sign in with: set ` +
                `${called("oidcToken")}, ${called("oidcTokenFilePath")}, or ` +
                `${called("oidcRequestUrl")} with ${called("oidcRequestToken")}, or run where ARM_OIDC_TOKEN, ` +
                `AZURE_FEDERATED_TOKEN_FILE, ACTIONS_ID_TOKEN_REQUEST_URL (in GitHub Actions: ` +
                `"permissions: id-token: write") or SYSTEM_OIDCREQUESTURI is set.`,
        );
        return undefined;
    }
    if (other !== undefined) {
        const named = found.map(({ found: { label } }) => label).join(" and ");
        refuse(
            one.found.label,
            `${named} are ${found.length} sources of the token to sign in with, and one is needed. ` +
                (one.found.from === "environment"
                    ? `Say which with ${labelOf("oidcTokenFilePath", reader)} or ` +
                      `${labelOf("oidcRequestUrl", reader)}, or unset the rest.`
                    : reader.of === "arguments"
                      ? `Leave the rest out.`
                      : `Remove the rest with "pulumi config rm".`),
        );
        return undefined;
    }
    return readOrigin(one, reader);
}

/** The configuration's value, where the environment serves too. */
function configuredOnly(reader: SettingsReader, name: SettingName): Found | undefined {
    const found = reader.find(name);
    return found?.from === "configuration" ? found : undefined;
}

function readOrigin(
    { origin, found }: FoundOrigin,
    reader: SettingsReader,
): ReadAssertion | undefined {
    if (origin === "oidcRequestUrl") return readRequest(found, reader);
    const used = [found];
    if (origin === "oidcTokenFilePath")
        return { assertion: { from: "file", path: found.value }, used };
    const token = found.value.trim();
    if (isJsonWebToken(token)) return { assertion: { from: "token", token }, used };
    reader.refuse(found.label, `${found.label} is no token: a JSON web token has three parts.`);
    return undefined;
}

function readRequest(found: Found, reader: SettingsReader): ReadAssertion | undefined {
    const { refuse, variable } = reader;
    const problem = requestUrlProblem(found.value);
    if (problem !== undefined) {
        refuse(found.label, `${found.label} is ${shownAddress(found.value)}, but ${problem}.`);
        return undefined;
    }
    const url = new URL(found.value);
    const ofUrl = url.searchParams.get("serviceConnectionId") || undefined;
    const ofRun = variable(...serviceConnectionVariables);
    const isGitHub = found.label.startsWith("ACTIONS_");
    // As azurerm tells them apart: only Azure Pipelines knows service connections.
    const isPipelines =
        !isGitHub && (found.label.startsWith("SYSTEM_") || (ofUrl ?? ofRun) !== undefined);
    const token =
        configuredOnly(reader, "oidcRequestToken") ??
        variable("ARM_OIDC_REQUEST_TOKEN") ??
        variable(isPipelines ? "SYSTEM_ACCESSTOKEN" : "ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    if (token === undefined) {
        refuse(
            found.label,
            `${nameIn(reader, "configuration", "oidcRequestToken")} is missing, which goes with ${found.label}: ` +
                (isPipelines
                    ? `map "SYSTEM_ACCESSTOKEN: $(System.AccessToken)" in the step's env.`
                    : `in GitHub Actions, ACTIONS_ID_TOKEN_REQUEST_TOKEN has it where the job has ` +
                      `"permissions: id-token: write".`),
        );
        return undefined;
    }
    const request = { requestUrl: found.value, requestToken: token.value };
    if (!isPipelines) return { assertion: { from: "github", ...request }, used: [found, token] };
    const serviceConnectionId = ofUrl ?? ofRun?.value;
    if (serviceConnectionId === undefined) {
        refuse(
            found.label,
            `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is missing, which goes with ${found.label}: ` +
                `set it to the id of the service connection (Project settings, Service connections).`,
        );
        return undefined;
    }
    return {
        assertion: { from: "azurePipelines", ...request, serviceConnectionId },
        used: [found, token, ...(ofUrl === undefined && ofRun !== undefined ? [ofRun] : [])],
    };
}

/** Whether a text has the form of a JSON web token; nothing is said of what it holds. */
export function isJsonWebToken(text: string): boolean {
    return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}

/** What is wrong with the address of a token endpoint, as a phrase after "but". */
function requestUrlProblem(address: string): string | undefined {
    if (!URL.canParse(address)) return "must be an address such as https://host/path";
    const url = new URL(address);
    if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https://";
    if (url.username !== "" || url.password !== "") return "must hold no user name or password";
    if (url.protocol === "http:" && !isLoopback(address))
        return "http: is for loopback only; use https:";
    return undefined;
}
