import * as z from "zod";

import { BrokenCallError } from "../brokenCallError";
import type { Answer } from "../call";
import { networkHelp } from "../networkHelp";
import { errorLike } from "../errorLike";
import { NetworkError, SignInError } from "../errors";
import { causesOf, errorText, inBrackets } from "../errorText";
import { signInHelp, stateHelp, usualSuspects } from "./signInHelp";
import { decidedBy } from "./signInProblem";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import type { SignIn } from "../settings/signInSettings";

const optionalText = z.string().optional().catch(undefined);

const errorBody = z.object({
    error: optionalText,
    error_description: optionalText,
    error_codes: z.array(z.number()).catch([]),
    correlation_id: optionalText,
    trace_id: optionalText,
});

/** What is known when signing in has failed. */
export interface SignInFailure {
    readonly tenantId: string;
    readonly how: SignIn["how"];
    readonly clientId: string;
    readonly authorityUrl: string;
    /** Which keys decided the way of signing in. */
    readonly why?: string | undefined;
    /** Where the settings are; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
    /** Values that must not be shown, should a service repeat them. */
    readonly secrets: readonly string[];
    /** MSAL's own error. */
    readonly error: unknown;
    /** What went wrong on the network, which MSAL does not tell. */
    readonly failure: Answer | BrokenCallError | undefined;
}

/** The error for a sign-in that gave no token. */
export function signInError(details: SignInFailure): SignInError | NetworkError {
    const {
        tenantId,
        clientId,
        authorityUrl,
        failure,
        secrets,
        how,
        places = stackPlaces,
    } = details;
    const by = decidedBy(details.why);
    const who = how === "login" ? "a person in with" : "in as";
    const what =
        `Nothing was done in tenant ${tenantId}: signing ${who} application ${clientId} at ` +
        `${authorityUrl} failed`;

    if (failure instanceof BrokenCallError) {
        const text =
            `${what}, for there was no answer${failure.mayPass ? ", in several attempts" : ""} ` +
            `(${causesOf(failure.cause)}). ${networkHelp(failure, places)}${by}`;
        return new NetworkError({ tenantId, text, cause: failure.cause });
    }
    if (failure === undefined) {
        const words = wordsInText(details.error, secrets);
        if (words !== undefined) {
            const advice = signInHelp(words.number, how, places) ?? usualSuspects(how, places);
            const text = `${what}${inBrackets(words)}. ${advice}${by}`;
            return new SignInError({ ...words, tenantId, text });
        }
        const text = `${what} (${errorText(causesOf(details.error), secrets)}).${by}`;
        return new SignInError({ tenantId, text });
    }
    const body = errorBody.safeParse(failure.json).data;
    const number = body?.error_codes[0];
    const words = {
        status: failure.status,
        code: number === undefined ? body?.error : `AADSTS${number}`,
        message: cleaned(body?.error_description, secrets),
        requestId: cleaned(body?.trace_id ?? body?.correlation_id, secrets),
    };
    const advice = number === undefined ? undefined : signInHelp(number, how, places);
    // What the environment holds is not in the state.
    const old = number === undefined || by !== "" ? "" : stateHelp(number, how);
    const otherwise =
        failure.json === undefined
            ? `The answer is none of a sign-in's: check ${called(places, ["authorityUrl"])}, or what ` +
              `answers in its place.`
            : usualSuspects(how, places);
    return new SignInError({
        ...words,
        tenantId,
        text: `${what}${inBrackets(words)}. ${advice ?? otherwise}${old}${by}`,
    });
}

/** What Entra ID said where it came by a browser, and not as an answer: MSAL's error has the text. */
function wordsInText(error: unknown, secrets: readonly string[]) {
    const text = errorLike(error)?.message ?? "";
    const found = /AADSTS(\d+):/.exec(text);
    if (found === null) return undefined;
    const [all, digits = ""] = found;
    const [message = "", ids = ""] = text.slice(found.index + all.length).split("Trace ID:", 2);
    const requestId = /^\s*([\w-]+)/.exec(ids)?.[1];
    return {
        number: Number(digits),
        code: `AADSTS${digits}`,
        message: cleaned(message.trim(), secrets),
        requestId: cleaned(requestId, secrets),
    };
}

/** The AADSTS codes of an answer, without the letters. */
export function errorCodesOf(answer: Answer | BrokenCallError | undefined): readonly number[] {
    if (answer === undefined || answer instanceof BrokenCallError) return [];
    return errorBody.safeParse(answer.json).data?.error_codes ?? [];
}

/** The description's sentences: its code is told already, and so are the ids and the time after them. */
function cleaned(text: string | undefined, secrets: readonly string[]): string | undefined {
    const [said = ""] = (text ?? "").split(/[\r\n]|\sTrace ID: /);
    const words = errorText(said.replace(/^AADSTS\d+: /, ""), secrets);
    return words === "" ? undefined : words;
}
