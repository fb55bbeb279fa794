import type { FileKind } from "../fileKind";
import type { SecretKind } from "./secret";

/** What a secret of a kind looks like. */
export interface Pattern {
    readonly kind: SecretKind;
    /** Where none of these is in the text, in lower case, there is none. */
    readonly hints: readonly string[];
    /**
     * With the flags `g` and `d`; the group `secret` is the secret. All that it repeats has a bound:
     * V8 runs out of memory for a row of some million characters.
     */
    readonly pattern: RegExp;
    /** Whether it is one; what it says of the text around it looks no further than some hundred characters. */
    readonly holds?: (found: Found) => boolean;
}

/** A place that a pattern matches. */
export interface Found {
    readonly secret: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly language: FileKind;
    /** Whether `$x` is a variable there. */
    readonly expands: () => boolean;
    /** Whether it is in a comment of PowerShell that is longer than a line. */
    readonly isInBlockComment: () => boolean;
}

/** A text, and what its language makes of a place in it. */
export interface Reading {
    readonly text: string;
    readonly language: FileKind;
    /** Whether `$x` is a variable there. */
    readonly expandsAt: (start: number) => boolean;
    /** Whether it is in a comment of PowerShell that is longer than a line. */
    readonly isInBlockCommentAt: (start: number) => boolean;
}

/** A place of a text. */
export function foundIn(
    { text, language, expandsAt, isInBlockCommentAt }: Reading,
    { start, end }: Pick<Found, "start" | "end">,
): Found {
    return {
        secret: text.slice(start, end),
        start,
        end,
        text,
        language,
        expands: () => expandsAt(start),
        isInBlockComment: () => isInBlockCommentAt(start),
    };
}

/** The text before a place and that after it, so far as neither is longer nor goes past one of the ends. */
export function around(
    { text, start, end }: Pick<Found, "text" | "start" | "end">,
    { length, ends }: { readonly length: number; readonly ends: string },
): { readonly before: string; readonly after: string } {
    const before = text.slice(Math.max(0, start - length), start);
    const after = text.slice(end, end + length);
    let [from, to] = [0, after.length];
    for (const character of ends) {
        from = Math.max(from, before.lastIndexOf(character) + 1);
        const found = after.indexOf(character);
        if (found !== -1) to = Math.min(to, found);
    }
    return { before: before.slice(from), after: after.slice(0, to) };
}

/** The ends of a line. */
export const LINE = "\r\n";

/** Secrets that are told by their own form. */
export const patternsOfForm: readonly Pattern[] = [
    {
        // Three characters, a number, Q~: those that Entra makes since 2021.
        kind: "client-secret",
        hints: ["7q~", "8q~"],
        pattern: /(?<![\w~.-])(?<secret>[\w~.-]{3}[78]Q~[\w~.-]{31,34})(?![\w~.-])/dg,
    },
    {
        // HMAC-SHA256 in Base64, as in an address or not: storage, Service Bus, Logic Apps.
        kind: "sas-token",
        hints: ["sig="],
        pattern: /(?<![a-z0-9])sig=(?<secret>(?:[a-z0-9+/_-]|%2[bf]){43}(?:=|%3d)?)(?![\w+/%-])/dgi,
    },
    {
        // Keys that say what they are of:
        // https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key and its like.
        kind: "azure-key",
        hints: ["+ast", "+aba", "+amc", "acdb", "apim"],
        pattern:
            /(?<![\w+/])(?<secret>[\w+/]{76}(?:APIM|ACDb|\+(?:ABa|AMC|ASt))[\w+/]{5}[AQgw]==)/dg,
    },
    {
        kind: "azure-key",
        hints: ["aiot", "+asb", "+aeh", "+arm", "azca"],
        pattern: /(?<![\w+/])(?<secret>[\w+/]{33}(?:AIoT|AzCa|\+(?:ASb|AEh|ARm))[A-P][\w+/]{5}=)/dg,
    },
    {
        kind: "azure-key",
        hints: ["azse", "azfu", "+acr", "jqqj9"],
        pattern:
            /(?<![\w+/-])(?<secret>\w{42}AzSe[A-D]\w{5}|[\w-]{44}AzFu[\w-]{5}[AQgw]==|[\w+/]{42}\+ACR[A-D]\w{5}|\w{52}JQQJ9[9DH]\w{26}(?:\w{2}==)?)(?![\w+/=-])/dg,
    },
    {
        kind: "azure-devops-token",
        hints: ["azdo"],
        pattern: /(?<!\w)(?<secret>[a-z0-9]{76}AZDO[a-z0-9]{4})(?!\w)/dgi,
    },
    {
        // Those from before 2024 are nothing but Base32: where the line speaks of a token.
        kind: "azure-devops-token",
        hints: ["pat", "token", "devops", "vsts", "visualstudio", "tfs"],
        pattern: /(?<!\w)(?<secret>[a-z2-7]{52})(?!\w)/dg,
        holds: isOldDevOpsToken,
    },
    {
        kind: "jwt",
        hints: ["eyj"],
        pattern: /(?<![\w-])(?<secret>eyJ[\w-]{8,4000}\.[\w-]{0,16000}\.[\w-]{16,4000})/dg,
        holds: isSignedToken,
    },
    {
        kind: "authorization",
        hints: ["authorization"],
        pattern:
            /\bauthorization["']?\]?\s{0,5}[:=,]\s{0,5}["']?(?:bearer|basic|token|apikey)\s{1,5}(?<secret>[\w+/=~.-]{16,4000})/dgi,
        holds: ({ secret }) => /\d/.test(secret),
    },
    {
        kind: "webhook",
        hints: ["webhook"],
        pattern:
            /https:\/\/(?<secret>[\w-]{1,63}\.webhook\.office\.com\/webhookb2\/[\w@/-]{60,300}|(?:discord|discordapp)\.com\/api\/webhooks\/\d{15,21}\/[\w-]{60,90})/dgi,
    },
];

function isOldDevOpsToken(found: Found): boolean {
    const { before, after } = around(found, { length: 200, ends: LINE });
    const names = /pat\b|token|devops|vsts|visualstudio|\btfs/i;
    return /[2-7]/.test(found.secret) && (names.test(before) || names.test(after));
}

/** A token's own example, on jwt.io and in a thousand pages. */
const EXAMPLE = /"sub"\s*:\s*"1234567890"/;

function isSignedToken({ secret }: Found): boolean {
    const [header = "", payload = ""] = secret.split(".");
    return /"alg"\s*:/.test(decoded(header)) && !EXAMPLE.test(decoded(payload.slice(0, 4000)));
}

function decoded(part: string): string {
    return Buffer.from(part, "base64url").toString("latin1");
}
