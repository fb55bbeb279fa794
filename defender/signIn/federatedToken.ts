import * as z from "zod";

import { BrokenCallError } from "../brokenCallError";
import type { Answer, Send } from "../call";
import type { ReadCredentialFile } from "./credentialFile";
import { causesOf } from "../errorText";
import { isJsonWebToken, type OidcAssertion } from "../settings/oidcSettings";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import { signInCall, type SignInRequest } from "./signInCall";
import { SignInProblem } from "./signInProblem";

/**
 * Whom a federated token must be for; every federated credential has it by default. Each cloud has
 * its own: https://learn.microsoft.com/en-us/graph/api/resources/federatedidentitycredentials-overview.
 */
function audienceOf(authorityUrl: string): string {
    const isGovernment = new URL(authorityUrl).hostname.endsWith(".microsoftonline.us");
    return isGovernment ? "api://AzureADTokenExchangeUSGov" : "api://AzureADTokenExchange";
}

/** What getting a federated token needs. */
export interface FederatedTokenOptions {
    readonly assertion: OidcAssertion;
    /** The sign-in's origin. */
    readonly authorityUrl: string;
    readonly send: Send;
    readonly readFile: ReadCredentialFile;
    /** Where the settings are, for errors; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
}

/**
 * The federated token for one sign-in: as given, from its file as it is now, or from the runner.
 *
 * @throws {SignInProblem} when there is none.
 */
export async function federatedToken(options: FederatedTokenOptions): Promise<string> {
    const { assertion, places = stackPlaces } = options;
    if (assertion.from === "token") return assertion.token;
    if (assertion.from === "file") return fromFile(assertion.path, options);
    // Whatever builds the header would show it in its error.
    if (!/^[!-~]+$/.test(assertion.requestToken))
        throw new SignInProblem(
            `${called(places, ["oidcRequestToken"])} is no token: it holds a line break, a space or ` +
                `another character that no header can. Nobody was asked.`,
        );
    const isGitHub = assertion.from === "github";
    const answer = await ask(
        isGitHub ? gitHub(assertion, options) : azurePipelines(assertion),
        options,
    );
    const body = answerBody.safeParse(answer.json).data;
    const token = (isGitHub ? body?.value : body?.oidcToken)?.trim();
    if (token !== undefined && isJsonWebToken(token)) return token;
    throw new SignInProblem(
        `${endpointOf(assertion.requestUrl)} answered without a token (${answer.status}). Check ` +
            `${called(places, ["oidcRequestUrl"])}, or what answers in its place.`,
    );
}

const optionalText = z.string().optional().catch(undefined);
const answerBody = z.object({ value: optionalText, oidcToken: optionalText });

function fromFile(path: string, { readFile, places = stackPlaces }: FederatedTokenOptions): string {
    const key = called(places, ["oidcTokenFilePath"]);
    const token = readFile(path, key).toString("utf8").trim();
    if (token === "")
        throw new SignInProblem(
            `${key} names ${path}, which is empty: whoever writes the token there has not done so.`,
        );
    if (!isJsonWebToken(token))
        throw new SignInProblem(`${key} names ${path}, which holds no JSON web token.`);
    return token;
}

type From<Origin extends OidcAssertion["from"]> = Extract<OidcAssertion, { from: Origin }>;

/**
 * https://docs.github.com/en/actions/reference/security/oidc: the audience is added to the
 * address's own parameters.
 */
function gitHub(
    { requestUrl, requestToken }: From<"github">,
    { authorityUrl }: FederatedTokenOptions,
): SignInRequest {
    const url = new URL(requestUrl);
    url.searchParams.set("audience", audienceOf(authorityUrl));
    return { method: "GET", url, headers: headersWith(requestToken) };
}

/** https://learn.microsoft.com/en-us/rest/api/azure/devops/distributedtask/oidctoken/create */
function azurePipelines(assertion: From<"azurePipelines">): SignInRequest {
    const url = new URL(assertion.requestUrl);
    url.searchParams.set("api-version", "7.1");
    url.searchParams.set("serviceConnectionId", assertion.serviceConnectionId);
    return { method: "POST", url, headers: headersWith(assertion.requestToken) };
}

const headersWith = (requestToken: string) => ({
    accept: "application/json",
    authorization: `Bearer ${requestToken}`,
    "content-type": "application/json",
    // Azure DevOps answers 401 then, and not with a page to sign in on.
    "x-tfs-fedauthredirect": "Suppress",
});

async function ask(
    request: SignInRequest,
    { send, places = stackPlaces }: FederatedTokenOptions,
): Promise<Answer> {
    const address = endpointOf(request.url);
    try {
        const answer = await send(signInCall(request));
        if (answer.status === 200) return answer;
        throw new SignInProblem(
            `${address} gave no federated token: it answered ${answer.status}. ${helpFor(answer, places)}`,
        );
    } catch (error) {
        if (!(error instanceof BrokenCallError)) throw error;
        throw new SignInProblem(
            `${address} gave no federated token, for there was no answer ` +
                `(${causesOf(error.cause)}). Check ${called(places, ["oidcRequestUrl"])}, the ` +
                `network and HTTPS_PROXY.`,
            { cause: error.cause },
        );
    }
}

function helpFor({ status }: Answer, places: SettingPlaces): string {
    const address = called(places, ["oidcRequestUrl"]);
    if (status === 429 || status === 408 || status >= 500)
        return "The runner's service failed, at each of several attempts: run it again later.";
    if (status >= 300 && status < 400) return `Redirects are not followed: check ${address}.`;
    if (status === 401 || status === 403)
        return (
            `The request's own token (${called(places, ["oidcRequestToken"])}) is not accepted: it ` +
            `ends with its job, and in Azure Pipelines the pipeline must be allowed to use the ` +
            `service connection.`
        );
    return `Check ${address}, and in Azure Pipelines the id of the service connection.`;
}

/** Where a token was asked for, without parameters. */
function endpointOf(address: string | URL): string {
    const { origin, pathname } = new URL(address);
    return `${origin}${pathname}`;
}
