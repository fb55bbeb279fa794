/** What an access token says about itself; only what is of use here. */
export interface TokenClaims {
    /** The tenant that the token is of. */
    readonly tid?: string | undefined;
    /** The resource that it is for. */
    readonly aud?: string | undefined;
    /** Application permissions. */
    readonly roles: readonly string[];
    /** Delegated permissions. */
    readonly scp: readonly string[];
    /** The application's id (`appid`, or `azp` in newer tokens). */
    readonly appid?: string | undefined;
    /** The application's display name. */
    readonly appName?: string | undefined;
    /** The person's name, in a delegated token. */
    readonly userName?: string | undefined;
    /** The id of the person or of the application's principal (`oid`). */
    readonly objectId?: string | undefined;
    /** The Azure resource whose managed identity it is. */
    readonly managedIdentity?: string | undefined;
}

/** A token, with what it says. The token itself belongs in no log, error or state. */
export interface AccessToken {
    readonly token: string;
    /** When it expires, in milliseconds since 1970. */
    readonly expiresOn: number;
    /** Read from the token, not verified: the API verifies, this only asks the right tenant. */
    readonly claims: TokenClaims;
}

/** A way of signing in. */
export interface Credential {
    /**
     * A token; the same one while it lasts, and concurrent callers share one request.
     *
     * @param options.fresh leave the kept token: the API refused it.
     * @throws {SignInError} when there is none to be had.
     */
    getToken(options?: { readonly fresh?: boolean }): Promise<AccessToken>;
}
