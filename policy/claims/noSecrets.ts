import * as z from "zod";

import type { CheckedFile, Claim, Finding } from "../claim";
import { positionAt } from "../content";
import { fileKind, type FileKind } from "../fileKind";
import { allowedBy, isPattern } from "../secrets/allowed";
import { secretKinds, type SecretKind } from "../secrets/secret";
import { MOST, secretsIn } from "../secrets/secretsIn";

const KINDS = Object.keys(secretKinds).sort() as [SecretKind, ...SecretKind[]];

const configuration = z.strictObject({
    allow: z
        .array(
            z.string().min(1).refine(isPattern, { error: "must be a regular expression of RE2" }),
        )
        .default([])
        .describe(
            "Regular expressions (of RE2) for values that are no secrets: one must match the whole value.",
        ),
    disable: z
        .array(z.enum(KINDS, { error: `must be one of ${KINDS.join(", ")}` }))
        .default([])
        .describe("The kinds of secrets that are not looked for."),
});

/** Where `$x` is a variable, outside of single quotes; one that is not known may be a shell's. */
const WITH_VARIABLES: ReadonlySet<FileKind> = new Set(["powershell", "shell", "other"]);

/** No file has a credential in it. */
export const noSecrets: Claim<z.infer<typeof configuration>> = {
    name: "mde-no-secrets",
    description: "Checks that no file has a key, a password or another credential in it.",
    level: "mandatory",
    remembered: true,
    configuration,
    async check(file, { allow, disable }) {
        const content = await file.content();
        const { text } = content;
        const kind = fileKind(file.fileName, content);
        const options = {
            hasVariables: WITH_VARIABLES.has(kind),
            language: kind,
            disable,
            isAllowed: allowedBy(allow),
        };
        // A text of two bytes to a character that does not say so, or one in a program.
        const texts = text.includes("\0") ? [text, text.replaceAll("\0", "")] : [text];
        const found: Finding[] = [];
        for (const one of texts) {
            const secrets = await secretsIn(one, options);
            for (const { kind: secret, start } of secrets.slice(0, MOST)) {
                const message = `has what looks like ${secretKinds[secret]} (${secret})`;
                const known = found.some((other) => other.message === message);
                if (one !== text && known) continue;
                found.push({ message, mend: MEND, ...positionAt(one, start) });
            }
            if (secrets.length > MOST) {
                found.push({
                    message: `has more than ${MOST} places that look like secrets`,
                    mend: "Look through all of it.",
                });
            }
        }
        return [...found, ...(await textFindings(file, options))];
    },
};

/** The texts are in the state and the portal, for more people than the file is for. */
async function textFindings(
    file: CheckedFile,
    options: Parameters<typeof secretsIn>[1],
): Promise<Finding[]> {
    const found: Finding[] = [];
    for (const [name, text] of [
        ["description", file.description],
        ["description of its parameters", file.parametersDescription],
    ] as const) {
        const secrets = await secretsIn(text, { ...options, hasVariables: false });
        for (const kind of new Set(secrets.map(({ kind }) => kind)))
            found.push({
                message: `has what looks like ${secretKinds[kind]} (${kind}) in the ${name}`,
                mend: MEND,
            });
    }
    return found;
}

const MEND =
    "Revoke it where it was made, for whoever can read the file has it, and let the script be given one: " +
    `as a parameter, from a vault, by a managed identity. What is none is named in the policy's "allow".`;
