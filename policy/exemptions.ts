import * as z from "zod";

import { fileNameKey, printable, quoteName } from "../library/fileName";
import { nearestWord } from "../library/nearest";
import { rejectedContent } from "./claims/rejectedContent";
import { problemsOf, propertiesOf } from "./configuration";
import { saysSomething } from "./visibleText";

const text = z
    .string({ error: ({ input }) => (input === undefined ? "it is missing" : "must be text") })
    .trim()
    .min(1, { error: "must not be empty" });

const telling = text.refine(saysSomething, { error: "must say something: a letter or a digit" });

const exemption = z
    .strictObject(
        {
            policy: text,
            file: text.optional(),
            sha256: z
                .string({ error: "must be a SHA-256: 64 hexadecimal digits" })
                .regex(/^[0-9a-fA-F]{64}$/, { error: "must be a SHA-256: 64 hexadecimal digits" })
                .toLowerCase()
                .optional(),
            reason: telling,
            owner: telling,
            expires: z.iso.date({ error: "must be a day such as 2027-01-31" }),
        },
        {
            error: "must be an object with policy, file or sha256 (or both), reason, owner and expires",
        },
    )
    .refine(({ file, sha256 }) => file !== undefined || sha256 !== undefined, {
        error: 'needs "file" (its name in the library), "sha256" (its digest), or both',
    });

/** One policy's findings about one file are advisory for a while. */
export type Exemption = z.infer<typeof exemption>;

/** The configuration of the exemptions, in JSON Schema; what an entry lacks is told as a violation. */
export const exemptionProperties = propertiesOf(
    z.strictObject({
        exemptions: z
            .array(z.record(z.string(), z.unknown()))
            .default([])
            .describe(
                "Each with policy, file or sha256 (or both), reason, owner and expires (a day, YYYY-MM-DD).",
            ),
    }),
);

/** The exemptions that hold, and all that is wrong with the others. */
export interface ReadExemptions {
    readonly inForce: readonly Exemption[];
    /** Each a whole sentence that names the entry. */
    readonly problems: readonly string[];
}

/**
 * Reads the exemptions of a configuration. One that is incomplete, unknown or over is no exemption.
 * It never throws.
 *
 * @param options.policies the names of the policies that can be exempted from.
 * @param options.today as `YYYY-MM-DD`: an exemption holds through the whole day when it expires.
 */
export function readExemptions(
    configuration: Readonly<Record<string, unknown>>,
    options: { policies: readonly string[]; today: string },
): ReadExemptions {
    const { exemptions = [], ...others } = configuration;
    const problems = Object.keys(others).map((key) => unknownKey(key, ["exemptions"]));
    if (!Array.isArray(exemptions)) {
        return {
            inForce: [],
            problems: [...problems, "exemptions is not right: it must be a list."],
        };
    }
    const inForce: Exemption[] = [];
    exemptions.forEach((entry: unknown, index) => {
        const place = `exemptions[${index}]`;
        const read = exemption.safeParse(entry);
        if (!read.success) {
            const known = Object.keys(exemption.shape);
            const found = read.error.issues.flatMap((issue) => problemsOf(issue, known));
            problems.push(`${place}${calledIn(entry)} is no exemption: ${found.join(" And ")}`);
            return;
        }
        const problem = problemOf(read.data, options);
        if (problem === undefined) inForce.push(read.data);
        else problems.push(`${place}${calledIn(entry)} ${problem}`);
    });
    return { inForce, problems };
}

/** The exemption of a file from a policy; of several, the one that holds longest. */
export function exemptionFor(
    inForce: readonly Exemption[],
    policy: string,
    file: { readonly fileName: string | undefined; readonly sha256: string | undefined },
): Exemption | undefined {
    return inForce
        .filter(
            (exemption) =>
                exemption.policy === policy &&
                (exemption.file === undefined ||
                    (file.fileName !== undefined &&
                        fileNameKey(exemption.file) === fileNameKey(file.fileName))) &&
                (exemption.sha256 === undefined || exemption.sha256 === file.sha256),
        )
        .reduce<Exemption | undefined>(
            (longest, next) =>
                longest === undefined || next.expires > longest.expires ? next : longest,
            undefined,
        );
}

/** What an exemption says of itself, as a sentence. */
export function exemptionText({ sha256, reason, owner, expires }: Exemption): string {
    const until = sha256 === undefined ? "" : ", or until its content changes";
    return `Exempted through ${expires}${until}, by ${printable(owner)}: ${printable(reason)}`;
}

/** A name would exempt each later content that goes by it, the next rejected one too. */
const BY_DIGEST_ALONE: readonly string[] = [rejectedContent.name];

function problemOf(
    { policy, sha256, expires }: Exemption,
    { policies, today }: { policies: readonly string[]; today: string },
): string | undefined {
    if (!policies.includes(policy)) {
        const nearest = nearestWord(policy, policies);
        const meant = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
        return `is of ${quoteName(policy)}, and there is no such policy${meant}. There are: ${policies.join(", ")}.`;
    }
    if (sha256 === undefined && BY_DIGEST_ALONE.includes(policy))
        return (
            `exempts a name from ${policy}, and with it whatever content it will have. Give the ` +
            `content that may go, as "sha256".`
        );
    if (expires >= today) return undefined;
    return (
        `expired on ${expires}. Mend the file and remove the exemption, or have its owner decide ` +
        `on another day.`
    );
}

/** Which file and policy an entry is about, as far as it says so. */
function calledIn(entry: unknown): string {
    if (typeof entry !== "object" || entry === null) return "";
    const { policy, file, sha256, owner } = entry as Record<string, unknown>;
    const parts = [
        typeof file === "string" ? quoteName(file) : "",
        typeof sha256 === "string" ? `sha256 ${printable(sha256)}` : "",
        typeof policy === "string" ? `from ${printable(policy)}` : "",
        typeof owner === "string" ? `owner ${printable(owner)}` : "",
    ].filter((part) => part !== "");
    return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function unknownKey(key: string, known: readonly string[]): string {
    const nearest = nearestWord(key, known);
    const meant = nearest === undefined ? "" : `, did you mean ${nearest}?`;
    return `there is no key ${printable(key)}${meant === "" ? "." : meant} There are: ${known.join(", ")}.`;
}
