import type { Authority } from "./authority";

/** What an app trusts of another issuer (workload identity federation). */
export interface FederatedCredential {
    /** The token's `iss`, to the letter. */
    readonly issuer: string;
    /** The token's `sub`, to the letter; upper and lower case count. */
    readonly subject: string;
    /** The token's `aud`. @default "api://AzureADTokenExchange" */
    readonly audience?: string;
    /** What the issuer signs with, in PEM: a public key of RSA or EC. */
    readonly publicKey: string;
}

/** An app registration that may sign a person in without a secret. */
export interface PublicClientOptions {
    /** `http://localhost` is any port of it. @default ["http://localhost"] */
    readonly redirectUris?: readonly string[];
    /** Delegated permissions that were consented to. @default ["Library.Manage"] */
    readonly scopes?: readonly string[];
}

/** An app registration of a tenant. */
export interface AppOptions {
    readonly displayName: string;
    /** It may change later, as when a secret is rotated. @default none: no secret is the right one */
    readonly secret?: string;
    /** When the secret expires, in milliseconds since 1970. @default never */
    readonly secretExpires?: number;
    /** App roles that an administrator consented to. @default ["Library.Manage"] */
    readonly roles?: readonly string[];
    /** Registered certificates in PEM, of RSA. @default none */
    readonly certificates?: readonly string[];
    /** @default none */
    readonly federatedCredentials?: readonly FederatedCredential[];
    /** Allows public client flows. @default none: nobody signs in with this app */
    readonly publicClient?: PublicClientOptions;
    /** AADSTS7000112. @default false */
    readonly disabled?: boolean;
    /** `false`: no roles in an app's token, AADSTS65001 for a person's. @default true */
    readonly consented?: boolean;
    /** A policy that lets nobody in: AADSTS53003 or AADSTS530003. @default none */
    readonly conditionalAccess?: "block" | "managedDevice";
}

/** A person of a tenant. */
export interface UserOptions {
    readonly displayName: string;
    /** A GUID. @default one that is always the same for this name in this tenant */
    readonly objectId?: string;
}

/** A tenant of the emulator. */
export interface TenantOptions {
    readonly displayName?: string;
    /** By client id. */
    readonly apps: Readonly<Record<string, AppOptions>>;
    /** By user principal name; the first one signs in unless another is asked for. @default one person */
    readonly users?: Readonly<Record<string, UserOptions>>;
    /** Whether live response is on. @default true */
    readonly liveResponse?: boolean;
    /** Region of the tenant's data, as in a regional host: `us`, `eu`, … @default none: each host is its own */
    readonly region?: string;
    /**
     * Where its cloud signs in: what its tokens are by and what assertions are for, beside the host
     * that is called. @default the cloud whose host is called, elsewhere "login.microsoftonline.com"
     */
    readonly authority?: Authority;
}
