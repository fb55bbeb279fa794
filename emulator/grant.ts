import type { KnownApp, KnownTenant } from "./directory";
import type { SignInError } from "./signInErrors";

/** What a grant decides on. */
export interface GrantRequest {
    readonly form: URLSearchParams;
    readonly authorization: string | null;
    readonly tenant: KnownTenant;
    /** The API's own audiences. */
    readonly audiences: readonly string[];
    /** Milliseconds since 1970. */
    readonly now: number;
}

/** What a token is issued for. */
export interface Granted {
    readonly app: KnownApp;
    readonly resource: string;
    readonly roles: readonly string[];
}

/** One `grant_type` of the token endpoint. */
export type Grant = (request: GrantRequest) => Granted | SignInError;
