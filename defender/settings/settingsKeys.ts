import { nearestWord } from "../../library/nearest";

/** One configuration key: what it is called in the environment, and whether it is a secret. */
export interface SettingKey {
    /** Names in the environment, the first that is set counts. */
    readonly environment: readonly string[];
    readonly secret?: true;
}

/** The namespace of all configuration keys: `mde:tenantId`. */
export const namespace = "mde";

/** The name of a provider object, among the arguments that its process is given; no key of a stack. */
export const providerNameKey = `${namespace}:providerName`;

/** All configuration keys (design: section 2), named as in `@pulumi/azure-native`. */
export const settingKeys = {
    tenantId: { environment: ["ARM_TENANT_ID", "AZURE_TENANT_ID"] },
    clientId: { environment: ["ARM_CLIENT_ID", "AZURE_CLIENT_ID"] },
    clientSecret: { environment: ["ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET"], secret: true },
    clientCertificatePath: {
        environment: ["ARM_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH"],
    },
    clientCertificatePassword: {
        environment: ["ARM_CLIENT_CERTIFICATE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PASSWORD"],
        secret: true,
    },
    useOidc: { environment: ["ARM_USE_OIDC"] },
    oidcToken: { environment: ["ARM_OIDC_TOKEN"], secret: true },
    oidcTokenFilePath: { environment: ["ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE"] },
    oidcRequestUrl: {
        environment: [
            "ARM_OIDC_REQUEST_URL",
            "ACTIONS_ID_TOKEN_REQUEST_URL",
            "SYSTEM_OIDCREQUESTURI",
        ],
    },
    oidcRequestToken: {
        environment: [
            "ARM_OIDC_REQUEST_TOKEN",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
            "SYSTEM_ACCESSTOKEN",
        ],
        secret: true,
    },
    useMsi: { environment: ["ARM_USE_MSI"] },
    // As in azurerm and azure-native, ARM_CLIENT_ID is a user-assigned identity's id too.
    msiClientId: { environment: [] },
    useCli: { environment: ["ARM_USE_CLI"] },
    useLogin: { environment: ["MDE_USE_LOGIN"] },
    cloud: { environment: ["MDE_CLOUD"] },
    region: { environment: ["MDE_REGION"] },
    apiUrl: { environment: ["MDE_API_URL"] },
    authorityUrl: { environment: ["MDE_AUTHORITY_URL"] },
    scope: { environment: ["MDE_SCOPE"] },
    onDrift: { environment: ["MDE_ON_DRIFT"] },
    mark: { environment: ["MDE_MARK"] },
    markAlso: { environment: ["MDE_MARK_ALSO"] },
    callsPerMinute: { environment: [] },
    callsPerHour: { environment: [] },
    maxUploadBytes: { environment: [] },
} as const satisfies Record<string, SettingKey>;

/** The name of a configuration key, without its namespace. */
export type SettingName = keyof typeof settingKeys;

const names = Object.keys(settingKeys) as SettingName[];

/** Something wrong with the configuration: a whole sentence that names the key. */
export interface SettingProblem {
    /** The key as a user writes it: `mde:tenantId`. */
    readonly key: string;
    readonly message: string;
}

/**
 * What is wrong with the keys themselves: those that do not exist, and secrets set in clear.
 *
 * @param options.keys the full keys that the stack's configuration holds.
 * @param options.secretKeys those of them that are encrypted.
 */
export function keyProblems(options: {
    keys: readonly string[];
    secretKeys: readonly string[];
}): SettingProblem[] {
    const problems: SettingProblem[] = [];
    for (const key of options.keys) {
        if (!key.startsWith(`${namespace}:`)) continue;
        const name = key.slice(namespace.length + 1);
        const known = names.find((other) => other === name);
        if (known === undefined) {
            problems.push({
                key,
                message:
                    `${key} is not a configuration key of pulumi-mde: ${hint(name)} Remove it with ` +
                    `"pulumi config rm ${key}".`,
            });
        } else if (isSecret(known) && !options.secretKeys.includes(key)) {
            problems.push({
                key,
                message:
                    `${key} is a secret, but the configuration holds it in clear. Change it where it ` +
                    `was issued, for whoever can read the file knows it now, and set the new one ` +
                    `with "pulumi config set --secret ${key}".`,
            });
        }
    }
    return problems;
}

/** Whether a key's value must never be shown. */
export function isSecret(name: SettingName): boolean {
    return (settingKeys[name] as SettingKey).secret === true;
}

function hint(name: string): string {
    const nearest = nearestWord(name, names);
    if (nearest !== undefined) return `did you mean ${namespace}:${nearest}?`;
    return `there are ${names.map((known) => `${namespace}:${known}`).join(", ")}.`;
}
