import { sendOver, type Send } from "../call";
import type { Clock } from "../clock";
import type { AccessToken } from "./credential";
import type { SettingPlaces } from "../settings/settingPlaces";
import type { SignIn } from "../settings/signInSettings";
import { tokenClaims } from "./tokenClaims";
import type { Transport } from "../transport";
import { createWaits } from "../waits";
import { withRetry, type RetryLimits } from "../withRetry";

/** What signing in needs, whichever way. */
export interface SignInOptions {
    readonly tenantId: string;
    /** Such as `https://api.securitycenter.microsoft.com/.default`. */
    readonly scope: string;
    readonly transport: Transport;
    readonly clock: Clock;
    readonly random: () => number;
    /** Takes one line for a person to read. */
    readonly log: (line: string) => void;
    readonly retry?: RetryLimits;
    /** Which keys decided the way of signing in, for errors. */
    readonly why?: string | undefined;
    /** Where the settings are, for errors; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
}

/** What signing in at Entra ID needs beside. */
export interface AuthorityOptions extends SignInOptions {
    readonly how: SignIn["how"];
    readonly clientId: string;
    /** The sign-in's origin: `https://login.microsoftonline.com`. */
    readonly authorityUrl: string;
    /** Takes the authority as it is, without instance discovery: for one that was configured. */
    readonly knownAuthority: boolean;
}

/** Sends sign-in's calls, again while that can help. */
export function signInSend(
    options: Omit<SignInOptions, "scope" | "why" | "places">,
    limits?: RetryLimits,
): Send {
    const { clock, random } = options;
    const waits = createWaits(options);
    const retry = { ...limits, ...options.retry, clock, random, waits };
    return withRetry(sendOver(options.transport, { clock }), retry);
}

/**
 * A token with what it says.
 *
 * @param lasts how long it lasts, in milliseconds: never reckoned from the time that a token itself
 * names, for this machine's clock may be another than the one that issued it.
 */
export function accessToken(token: string, lasts: number, clock: Pick<Clock, "now">): AccessToken {
    return { token, expiresOn: clock.now() + lasts, claims: tokenClaims(token) };
}
