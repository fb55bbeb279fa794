import type { KnownTenant, KnownUser } from "./directory";
import type { KnownApp } from "./knownApp";
import type { SignInBehaviour } from "./signInBehaviour";
import type { SignInError } from "./signInError";
import type { SignInSessions } from "./signInSessions";

/** What a grant decides on. */
export interface GrantRequest {
    readonly form: URLSearchParams;
    readonly authorization: string | null;
    readonly tenant: KnownTenant;
    /** The host that was called, with its port. */
    readonly host: string;
    /** The API's own audiences. */
    readonly audiences: readonly string[];
    readonly sessions: SignInSessions;
    readonly behaviour: SignInBehaviour;
    /** Milliseconds since 1970. */
    readonly now: number;
}

/** What a token for an app is issued for. */
export interface GrantedToApp {
    readonly app: KnownApp;
    readonly resource: string;
    readonly roles: readonly string[];
}

/** What tokens for a person are issued for. */
export interface GrantedToUser {
    readonly app: KnownApp;
    readonly user: KnownUser;
    readonly resource: string;
    /** Delegated permissions of the resource. */
    readonly permissions: readonly string[];
    /** The scopes as they were asked for. */
    readonly scope: string;
    readonly nonce?: string;
}

/** One `grant_type` of the token endpoint. */
export type Grant = (request: GrantRequest) => GrantedToApp | GrantedToUser | SignInError;
