import * as z from "zod";

import { printable } from "../../library/fileName";
import type { Claim } from "../claim";
import { visibleText } from "../visibleText";

const configuration = z.strictObject({
    minLength: z
        .int()
        .min(1)
        .default(10)
        .describe(
            "How many characters a description has at least, without invisible ones and white space at its ends.",
        ),
    pattern: z
        .string()
        .min(1)
        .refine(isPattern, {
            error: "must be a regular expression of JavaScript (with the flag u)",
        })
        .optional()
        .describe(
            "A regular expression that a description must match somewhere, such as a ticket.",
        ),
});

/** Each file says what it is for. */
export const hasDescription: Claim<z.infer<typeof configuration>> = {
    name: "mde-has-description",
    description: "Checks that each file says what it is for.",
    level: "mandatory",
    configuration,
    check({ description }, { minLength, pattern }) {
        const text = visibleText(description);
        const length = Array.from(text).length;
        if (length === 0) {
            return [
                {
                    message: "has no description",
                    mend: `Say what it is for, in ${minLength} characters or more: ${PLACES}.`,
                },
            ];
        }
        const found = [];
        if (length < minLength) {
            found.push({
                message: `has a description of ${length} characters, "${printable(text)}"`,
                mend: `Say what it is for, in ${minLength} characters or more: ${PLACES}.`,
            });
        }
        if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) {
            found.push({
                message: `has a description that does not match ${printable(pattern)}`,
                mend: `Put what the pattern asks for into it: ${PLACES}.`,
            });
        }
        return found;
    },
};

const PLACES =
    "in the program (description), in the folder's library.yaml, or in the script's own help";

function isPattern(text: string): boolean {
    try {
        new RegExp(text, "u");
        return true;
    } catch {
        return false;
    }
}
