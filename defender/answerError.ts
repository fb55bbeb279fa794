import { quoteName } from "../library/fileName";
import type { BrokenCallError } from "./brokenCallError";
import type { Answer, CallKind } from "./call";
import type { TokenClaims } from "./signIn/credential";
import {
    AudienceError,
    NetworkError,
    PermissionError,
    RefusedError,
    ServiceFailedError,
    SignInError,
    ThrottledError,
    UnexpectedAnswerError,
    type DefenderError,
    type DefenderErrorDetails,
} from "./errors";
import { causesOf, inBrackets } from "./errorText";
import { audienceHelp, permissionHelp, scopeAs, wrongAudience } from "./signIn/tokenHelp";
import { networkHelp } from "./networkHelp";
import { called, stackPlaces, type SettingPlaces } from "./settings/settingPlaces";
import type { CloudName } from "./settings/settings";
import { isTransient } from "./withRetry";
import { wordsOf } from "./wire";

/** What a call was to do, for its errors. */
export interface Purpose {
    readonly kind: CallKind;
    readonly tenantId: string;
    readonly fileName?: string | undefined;
    /** The scope that tokens are asked for. */
    readonly scope: string;
    /** The cloud whose addresses serve where none is overridden. */
    readonly cloud: CloudName;
    /** Where the settings are; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
}

/** What was not done, as the beginning of a paragraph. */
export function notDone({ kind, tenantId, fileName }: Purpose): string {
    const name = fileName === undefined ? "A file" : quoteName(fileName);
    const library = `the live response library of tenant ${tenantId}`;
    if (kind === "upload") return `${name} was not uploaded to ${library}`;
    if (kind === "delete") return `${name} was not deleted from ${library}`;
    if (kind === "token") return `Nothing was done in tenant ${tenantId}`;
    return `T${library.slice(1)} was not read`;
}

/** The error for a call that got no answer. */
export function brokenCallError(error: BrokenCallError, purpose: Purpose): NetworkError {
    const maybe =
        error.mayHaveArrived && purpose.kind !== "list"
            ? " The request may have arrived all the same: refresh to see what is live."
            : "";
    return new NetworkError({
        ...purpose,
        cause: error.cause,
        text:
            `${notDone(purpose)}: there was no answer${error.mayPass ? ", in several attempts" : ""} ` +
            `(${causesOf(error.cause)}).${maybe} ${networkHelp(error, purpose.places)}`,
    });
}

/** The error for an answer that is no success (defender-api.md 1.6, 1.7, 2.3). */
export function answerError(answer: Answer, purpose: Purpose): DefenderError {
    const words = wordsOf(answer);
    const said = inBrackets(words);
    const about = (rest: string): DefenderErrorDetails => ({
        ...words,
        ...purpose,
        text: `${notDone(purpose)}: ${rest}`,
    });
    const { status } = answer;
    const claims = answer.token?.claims;
    const { places = stackPlaces } = purpose;

    if (status >= 300 && status < 400) {
        return new UnexpectedAnswerError(
            about(
                `the answer is a redirect to ${redirectHost(answer)}${said}, which is never ` +
                    `followed. Check ${called(places, ["apiUrl"])}, or what answers in its place (a proxy?).`,
            ),
        );
    }
    if (status === 401) return new SignInError(about(unauthorizedText(said, claims, purpose)));
    if (status === 403) {
        if (claims !== undefined && wrongAudience(claims, purpose.scope))
            return new AudienceError(
                about(`the token is for another API${said}. ${audienceHelp(claims, purpose)}`),
            );
        if (words.code === "Forbidden")
            return new PermissionError(
                about(`the permission is missing${said}. ${permissionHelp(claims, places)}`),
            );
    }
    if (status === 429)
        return new ThrottledError(
            about(
                `the API went on asking to wait${said}. Other programs may be using up the ` +
                    `tenant's calls (100 a minute, 1,500 an hour): run it again later.`,
            ),
        );
    if (isTransient(answer))
        return new ServiceFailedError(
            about(`the service failed, at each of several attempts${said}. Run it again later.`),
        );
    if (status === 404)
        return new RefusedError(
            about(
                `nothing is known at this address${said}. Check ${called(places, ["apiUrl", "cloud"])}.`,
            ),
        );
    if (status >= 400)
        return new RefusedError(about(`the API refused it${said}.${advice(words.code)}`));
    return new UnexpectedAnswerError(
        about(
            `the answer is none that the API documents${said}. Check ${called(places, ["apiUrl"])}.`,
        ),
    );
}

function unauthorizedText(said: string, claims: TokenClaims | undefined, purpose: Purpose): string {
    const forWhom =
        claims?.aud === undefined
            ? ""
            : ` The token is for ${claims.aud}, asked for ${scopeAs(purpose)}.`;
    return (
        `the API accepts no token, not even a new one${said}.${forWhom} Check ` +
        `${called(purpose.places ?? stackPlaces, ["cloud", "apiUrl", "scope"])}, which must belong together, and this machine's clock.`
    );
}

function advice(code: string | undefined): string {
    if (code === "DisabledFeature")
        return (
            ` Turn live response on in the tenant: Microsoft Defender portal, Settings, Endpoints, ` +
            `Advanced features.`
        );
    return "";
}

function redirectHost(answer: Answer): string {
    const location = answer.headers.get("location") ?? "";
    return URL.canParse(location) ? new URL(location).origin : "another address";
}
