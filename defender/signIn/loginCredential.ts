import { cloudRows } from "../clouds";
import type { AccountInfo, AuthenticationResult } from "@azure/msal-node";

import { UserFolderError } from "../../library/userFolder";
import type { Credential } from "./credential";
import { DefenderError } from "../errors";
import { errorLike } from "../errorLike";
import { errorText } from "../errorText";
import { FileBusyError } from "./fileLock";
import { keptToken } from "./keptToken";
import { LoginUnreadableError, openLoginCache, type LoginPlace } from "./loginCache";
import { openPublicClient, type PersonOptions, type PublicClient } from "./publicClient";
import { signInError } from "./signInError";
import { signInHelp } from "./signInHelp";
import { accessToken } from "./signInOptions";
import { SignInProblem, signInProblemError } from "./signInProblem";

/** The usual end of a login: its refresh token was not used for 90 days. */
const REFRESH_TOKEN_TOO_OLD = 700082;

/** MSAL's errors that only a new login mends, besides those of its class for them. */
const endedBy: ReadonlySet<string> = new Set([
    "no_tokens_found",
    "refresh_token_expired",
    "no_account_in_silent_request",
    "no_account_found",
]);

/**
 * Signs a person in silently (delegated permission), with the account of `npx pulumi-mde login`. It
 * never asks anybody anything: where it cannot, it says how to log in again.
 */
export function loginCredential(options: PersonOptions & LoginPlace): Credential {
    const { tenantId, scope, clock } = options;
    let client: Promise<PublicClient> | undefined;
    let latest: string | undefined;

    const open = () => {
        const cache = openLoginCache(options, options);
        if (!cache.exists()) throw nobody(options);
        return (client ??= openPublicClient({ ...options, cachePlugin: cache.plugin }));
    };

    const acquire = async () => {
        const { application, failure, proofs } = await open();
        const tokens = application.getTokenCache();
        // Who is logged in now, not who was when this process began.
        await tokens.overwriteCache();
        const accounts = await tokens.getAllAccounts();
        const account = accounts.find((known) => isOf(known, tenantId));
        if (account === undefined) throw nobody(options);
        const silent = (forceRefresh: boolean) =>
            application.acquireTokenSilent({ account, scopes: [scope], forceRefresh });
        const asked = Date.now();
        let result: AuthenticationResult;
        try {
            result = await silent(false);
            // Asked for again, it is because the API refused it or it is about to expire.
            if (result.accessToken === latest) result = await silent(true);
        } catch (error) {
            if (needsPerson(error) && !isHelpedOtherwise(error))
                throw ended(account, error, options);
            const known = { failure: failure(), secrets: proofs() };
            throw isOurs(error)
                ? error
                : signInError({ ...options, how: "login", ...known, error });
        }
        latest = result.accessToken;
        const lasts = (result.expiresOn?.getTime() ?? 0) - asked;
        return accessToken(result.accessToken, lasts, clock);
    };

    return keptToken(
        () =>
            acquire().catch((error: unknown) => {
                throw signInProblemError(asProblem(error, options), options);
            }),
        { clock },
    );
}

/** The command that logs in, whole. */
export function loginCommandOf({
    tenantId,
    clientId,
    authorityUrl,
}: {
    readonly tenantId: string;
    readonly clientId: string;
    /** The sign-in address: a login at another one is another login. */
    readonly authorityUrl: string;
}): string {
    const { commercial, gcchigh } = cloudRows;
    const government = authorityUrl === gcchigh.authorityUrl ? " --cloud gcchigh" : undefined;
    const where =
        authorityUrl === commercial.authorityUrl
            ? ""
            : (government ?? ` --authority-url ${authorityUrl}`);
    return `"npx pulumi-mde login --tenant ${tenantId} --client-id ${clientId}${where}"`;
}

function nobody(options: PersonOptions): SignInProblem {
    const { clientId } = options;
    return new SignInProblem(
        `nobody is logged in to it with application ${clientId} on this machine. Log in with ` +
            `${loginCommandOf(options)}, and run this again.`,
    );
}

function ended(account: AccountInfo, error: unknown, options: PersonOptions): SignInProblem {
    const code = codeIn(error);
    return new SignInProblem(
        `the login of ${errorText(account.username)} with application ${options.clientId} has ended` +
            `${code === undefined ? "" : ` (AADSTS${code})`}: the tenant asks for the person again. ` +
            `Log in with ${loginCommandOf(options)}, and run this again.`,
    );
}

function codeIn(error: unknown): number | undefined {
    const digits = /AADSTS(\d+)/.exec(errorLike(error)?.message ?? "")?.[1];
    return digits === undefined ? undefined : Number(digits);
}

/** A missing consent or a policy asks for a person too, but for an administrator first. */
function isHelpedOtherwise(error: unknown): boolean {
    const help = signInHelp(codeIn(error) ?? 0, "login");
    return help !== undefined && help !== signInHelp(REFRESH_TOKEN_TOO_OLD, "login");
}

/** What went wrong with the place of the login is a problem that names it; the rest stays as it is. */
export function asProblem(error: unknown, key: Parameters<typeof loginCommandOf>[0]): unknown {
    if (error instanceof UserFolderError)
        return new SignInProblem(
            `the folder ${error.folder}, where logins are kept, cannot be used: ${error.why}. ` +
                error.advice,
            { cause: error },
        );
    if (error instanceof FileBusyError || error instanceof LoginUnreadableError)
        return new SignInProblem(
            `the login with application ${key.clientId} cannot be read: ${error.message}. Or log in ` +
                `again: ${loginCommandOf(key)}.`,
            { cause: error },
        );
    return error;
}

function isOf(account: AccountInfo, tenantId: string): boolean {
    return account.tenantId.toLowerCase() === tenantId.toLowerCase();
}

function isOurs(error: unknown): boolean {
    return (
        error instanceof DefenderError ||
        error instanceof SignInProblem ||
        error instanceof FileBusyError ||
        error instanceof LoginUnreadableError ||
        error instanceof UserFolderError
    );
}

/** By name and code, not by class: MSAL is loaded only when it is used. */
function needsPerson(error: unknown): boolean {
    const { errorCode } = (error ?? {}) as { readonly errorCode?: unknown };
    return (
        errorLike(error)?.name === "InteractionRequiredAuthError" ||
        (typeof errorCode === "string" && endedBy.has(errorCode))
    );
}
