import { printable } from "./fileName";
import type { ReleaseDocument } from "./readRelease";
import type { ReleaseFile } from "./release";

/** A content that must never be deployed again. */
export interface RejectedContent {
    /** SHA-256, 64 hexadecimal digits. */
    readonly sha256: string;
    readonly reason: string;
}

/** What a release has to be, beside the same as what is here. */
export interface PromotionRules {
    /** The tenant that it has to have been tested in. */
    readonly fromTenant?: string | undefined;
    /** The digest that it has to have, known from elsewhere. */
    readonly promotedDigest?: string | undefined;
    /** How old a release file may be: `36h` or `14d`. */
    readonly maxAge?: string | undefined;
    /** Contents that never pass. */
    readonly rejected?: readonly RejectedContent[] | undefined;
}

const HOUR = 3_600_000;
const units: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR };

/** An age in milliseconds; `undefined` where the text is none. */
export function ageOf(text: string): number | undefined {
    const [, count, unit = ""] = /^([1-9]\d{0,4})([hd])$/.exec(text) ?? [];
    const length = units[unit];
    return length === undefined ? undefined : Number(count) * length;
}

/** What of the rules themselves is no rule, each a whole sentence. */
export function ruleProblems({ promotedDigest, maxAge, rejected = [] }: PromotionRules): string[] {
    const isDigest = (text: string) => /^[0-9a-f]{64}$/i.test(text);
    return [
        ...(promotedDigest === undefined || isDigest(promotedDigest)
            ? []
            : [`promotedDigest is no digest (64 hexadecimal digits). ${NOT_SET}`]),
        ...(maxAge === undefined || ageOf(maxAge) !== undefined
            ? []
            : [`maxAge must be a number of hours or days, as 36h or 14d.`]),
        ...rejected
            .filter(({ sha256 }) => !isDigest(sha256))
            .map(
                ({ sha256 }) =>
                    `rejected has ${printable(JSON.stringify(sha256))}, which is no digest.`,
            ),
    ];
}

const NOT_SET = "Is the variable set that it comes from?";

/**
 * Why a release does not pass, each a whole sentence.
 *
 * @param options.cloud the cloud that it is to go to; `undefined` where a preview does not know it.
 * @param options.here what is to be promoted.
 * @param options.now the time in milliseconds since 1970.
 */
export function refusedRelease(
    release: ReleaseDocument,
    options: {
        readonly rules: PromotionRules;
        readonly cloud: string | undefined;
        readonly here: readonly ReleaseFile[];
        readonly now: number;
    },
): string[] {
    const { rules, cloud, here, now } = options;
    const { fromTenant, promotedDigest, rejected = [] } = rules;
    const problems: string[] = [];
    if (release.cloud === "emulator" && cloud !== undefined && cloud !== "emulator")
        problems.push(
            `It was made on the emulator, which is no test of a tenant: it never passes into one ` +
                `(${cloud}).`,
        );
    if (fromTenant !== undefined && fromTenant.toLowerCase() !== release.tenantId.toLowerCase())
        problems.push(
            `It was tested in tenant ${printable(release.tenantId)}, and fromTenant asks for ` +
                `${printable(fromTenant)}.`,
        );
    if (promotedDigest !== undefined && promotedDigest.toLowerCase() !== release.digest)
        problems.push(
            `Its digest is ${release.digest}, and promotedDigest asks for ` +
                `${promotedDigest.toLowerCase()}: it is another release than the one that was meant.`,
        );
    problems.push(...tooOld(release, rules, now));
    for (const { sha256, reason } of rejected) {
        const files = here.filter((file) => file.sha256 === sha256.toLowerCase());
        for (const { fileName } of files)
            problems.push(`${fileName} has a content that was rejected: ${printable(reason)}.`);
    }
    return problems;
}

function tooOld({ time }: ReleaseDocument, { maxAge }: PromotionRules, now: number): string[] {
    if (maxAge === undefined) return [];
    if (time === undefined)
        return [
            `maxAge is set, and it does not tell when it was made: only a file that "pulumi-mde ` +
                `release" has written does.`,
        ];
    const age = now - Date.parse(time);
    if (age < -HOUR) return [`It says that it was made at ${time}, which is yet to come.`];
    if (age <= (ageOf(maxAge) ?? 0)) return [];
    const hours = Math.floor(age / HOUR);
    const shown = hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
    return [`It was made ${shown} ago (${time}), and maxAge allows ${maxAge}: test it again.`];
}
