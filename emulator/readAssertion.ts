import type { KeyObject } from "node:crypto";

import { decode, verify, type Algorithm } from "jsonwebtoken";

import type { KnownTenant } from "./directory";
import type { KnownApp } from "./knownApp";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

/** An assertion as far as it can be read; nothing of it is verified. */
export interface ReadAssertion {
    readonly token: string;
    readonly header: Readonly<Record<string, unknown>>;
    readonly algorithm: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audiences: readonly string[];
    /** Whether `aud` was a list. */
    readonly audienceList: boolean;
    /** Milliseconds since 1970. */
    readonly from: number;
    readonly until: number;
}

/** What an assertion is checked against. */
export interface AssertionContext {
    readonly app: KnownApp;
    readonly tenant: KnownTenant;
    /** The host that was called, with its port. */
    readonly host: string;
    readonly now: number;
}

/** A clock may be off by so much, in milliseconds. Five minutes is what Microsoft's own libraries allow. */
const skew = 300_000;

/** AADSTS700024, unless it is time for the assertion. */
export function timeProblem(assertion: ReadAssertion, now: number): SignInError | undefined {
    const { from, until } = assertion;
    const early = from - skew > now;
    const late = until + skew <= now;
    return early || late ? signInErrors.untimelyAssertion({ now, from, until }) : undefined;
}

/** Whether an assertion is signed with a key, by one of these algorithms. */
export function isSignedBy(
    { token }: ReadAssertion,
    key: KeyObject,
    algorithms: readonly Algorithm[],
): boolean {
    try {
        verify(token, key, {
            algorithms: [...algorithms],
            // The times are checked by the emulator's own clock.
            ignoreExpiration: true,
            ignoreNotBefore: true,
        });
        return true;
    } catch {
        return false;
    }
}

/** Reads an assertion; `undefined` where it is none. */
export function readAssertion(token: string): ReadAssertion | undefined {
    const read = parse(token);
    if (read === null || typeof read.payload === "string") return undefined;
    const { iss, sub, aud, exp, nbf } = read.payload as Readonly<Record<string, unknown>>;
    const audiences = (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === "string");
    if (typeof iss !== "string" || typeof sub !== "string" || audiences.length === 0)
        return undefined;
    if (typeof exp !== "number" || !["undefined", "number"].includes(typeof nbf)) return undefined;
    return {
        token,
        header: { ...read.header },
        algorithm: read.header.alg,
        issuer: iss,
        subject: sub,
        audiences,
        audienceList: Array.isArray(aud),
        from: typeof nbf === "number" ? nbf * 1000 : -Infinity,
        until: exp * 1000,
    };
}

function parse(token: string) {
    try {
        return decode(token, { complete: true });
    } catch {
        // A part that is not JSON.
        return null;
    }
}
