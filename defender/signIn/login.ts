import type { AuthenticationResult } from "@azure/msal-node";

import { errorLike } from "../errorLike";
import { errorText } from "../errorText";
import { DefenderError } from "../errors";
import type { CloudName } from "../settings/settings";
import { openLoginCache, type KeptLogin, type LoginPlace } from "./loginCache";
import { asProblem } from "./loginCredential";
import { openPublicClient, type PersonOptions, type PublicClient } from "./publicClient";
import { requireToken } from "./requireToken";
import { signInError } from "./signInError";
import { accessToken } from "./signInOptions";
import { SignInProblem, signInProblemError } from "./signInProblem";

/** How a person is asked to sign in. */
export type LoginWay =
    /** In a browser of this machine, which comes back to `http://localhost` (with PKCE). */
    | { readonly by: "browser"; readonly open: (url: string) => Promise<void> }
    /** In a browser anywhere, where a code is entered. */
    | { readonly by: "deviceCode"; readonly show: (page: string, code: string) => void };

/** A person's login, as it was kept. */
export interface Login extends KeptLogin {
    /** The person's user principal name. */
    readonly userName: string;
}

const page = (text: string) =>
    `<!DOCTYPE html><meta charset="utf-8"><title>pulumi-mde</title><p>${text}</p>`;

/**
 * Logs a person in to one tenant, with an application of the customer's own, and keeps the tokens in
 * place of those of a login before it. What was kept before stays where the login fails, or gives a
 * token that could not manage the library.
 *
 * @throws {DefenderError} one paragraph: why nobody was logged in, and what to do.
 */
export async function login(
    options: PersonOptions & LoginPlace & { readonly way: LoginWay; readonly cloud: CloudName },
): Promise<Login> {
    const { clock } = options;
    try {
        // Before anybody is asked anything.
        const cache = openLoginCache(options, options);
        const client = await openPublicClient(options);
        const asked = Date.now();
        const result = await signIn(client, options);
        const lasts = (result.expiresOn?.getTime() ?? 0) - asked;
        const token = accessToken(result.accessToken, lasts, clock);
        const credential = { getToken: () => Promise.resolve(token) };
        await requireToken({ ...options, credential })();
        const kept = await cache.replace(client.application.getTokenCache().serialize());
        return { ...kept, userName: errorText(result.account?.username ?? "") };
    } catch (error) {
        throw signInProblemError(asProblem(error, options), options);
    }
}

async function signIn(
    client: PublicClient,
    options: PersonOptions & { readonly way: LoginWay },
): Promise<AuthenticationResult> {
    const { application } = client;
    const { way, scope } = options;
    let problem: unknown;
    try {
        const result =
            way.by === "browser"
                ? await application.acquireTokenInteractive({
                      scopes: [scope],
                      // Never silently as whoever the browser was signed in as last.
                      prompt: "select_account",
                      openBrowser: (url) => way.open(client.browserUrl(url)),
                      successTemplate: page("You are logged in. You can close this window."),
                      errorTemplate: page(
                          "You are not logged in. The terminal says why; you can close this window.",
                      ),
                  })
                : await application.acquireTokenByDeviceCode({
                      scopes: [scope],
                      deviceCodeCallback: ({ verificationUri, userCode }) => {
                          way.show(client.browserUrl(verificationUri), errorText(userCode));
                      },
                  });
        if (result !== null) return result;
    } catch (error) {
        problem = error;
    }
    if (problem instanceof DefenderError) throw problem;
    const given = givenUp(problem);
    if (given !== undefined) throw new SignInProblem(given);
    const known = { failure: client.failure(), secrets: client.proofs() };
    throw signInError({ ...options, how: "login", ...known, error: problem });
}

/** What a person has done, or not done, to a login: no error of a service's. */
function givenUp(error: unknown): string | undefined {
    const { errorCode, errorMessage } = (error ?? {}) as Readonly<Record<string, unknown>>;
    const said = `${String(errorCode)} ${String(errorMessage)} ${errorLike(error)?.message ?? ""}`;
    if (/authorization_declined|AADSTS65004/.test(said))
        return "the sign-in was declined in the browser. Run it again, and accept.";
    if (/expired_token|device_code_expired/.test(said))
        return "the code was not entered in time. Run it again for a new one.";
    return undefined;
}
