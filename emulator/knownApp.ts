import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

import type { AppOptions, FederatedCredential, PublicClientOptions } from "./tenantOptions";

/** A federated credential with its key read. */
export interface KnownFederatedCredential extends Required<Omit<FederatedCredential, "publicKey">> {
    readonly key: KeyObject;
}

/** An app as the sign-in page knows it. */
export interface KnownApp {
    readonly clientId: string;
    readonly displayName: string;
    /** Any secret and any sound assertion will do: an app of a tenant that nobody described. */
    readonly open: boolean;
    readonly secret: string | undefined;
    readonly secretExpires: number;
    readonly certificates: readonly X509Certificate[];
    readonly federatedCredentials: readonly KnownFederatedCredential[];
    readonly roles: readonly string[];
    readonly publicClient: Required<PublicClientOptions> | undefined;
    readonly disabled: boolean;
    readonly consented: boolean;
    readonly conditionalAccess: "block" | "managedDevice" | undefined;
}

const exchangeAudience = "api://AzureADTokenExchange";

/** What a public client has where nothing else is said. */
export const usualPublicClient: Required<PublicClientOptions> = {
    redirectUris: ["http://localhost"],
    scopes: ["Library.Manage"],
};

/**
 * An app as it was described.
 *
 * @param where names it in an error: `app … of tenant …`.
 * @throws TypeError for a certificate or key that is none.
 */
export function knownApp(clientId: string, app: AppOptions, where: string): KnownApp {
    const { publicClient, certificates = [], federatedCredentials = [] } = app;
    return {
        clientId,
        displayName: app.displayName,
        open: false,
        // Read at each sign-in: whoever holds the options may rotate a secret.
        get secret() {
            return app.secret;
        },
        get secretExpires() {
            return app.secretExpires ?? Infinity;
        },
        certificates: certificates.map((pem) => readCertificate(pem, where)),
        federatedCredentials: federatedCredentials.map(({ publicKey, ...credential }) => ({
            audience: exchangeAudience,
            ...credential,
            key: readKey(publicKey, where),
        })),
        roles: app.roles ?? ["Library.Manage"],
        publicClient: publicClient && { ...usualPublicClient, ...publicClient },
        disabled: app.disabled ?? false,
        consented: app.consented ?? true,
        conditionalAccess: app.conditionalAccess,
    };
}

function readCertificate(pem: string, where: string): X509Certificate {
    const certificate = reading(() => new X509Certificate(pem), `A certificate of ${where}`);
    if (certificate.publicKey.asymmetricKeyType === "rsa") return certificate;
    throw new TypeError(`A certificate of ${where} is not of RSA, which Entra ID asks for.`);
}

function readKey(pem: string, where: string): KeyObject {
    return reading(() => createPublicKey(pem), `A federated credential's publicKey of ${where}`);
}

function reading<T>(read: () => T, what: string): T {
    try {
        return read();
    } catch (cause) {
        throw new TypeError(`${what} cannot be read as PEM.`, { cause });
    }
}
