import * as z from "zod";

import { printable, undocumentedCharacters } from "../../library/fileName";
import type { Claim, Finding } from "../claim";
import { extensionOf } from "../fileKind";

const EXTENSIONS = (
    ".ps1 .psm1 .psd1 .ps1xml .bat .cmd .vbs .js .sh .bash .zsh .ksh .py .exe .dll .sys .msi " +
    ".zip .7z .gz .tgz .tar .jar .json .xml .yaml .yml .csv .txt .md .ini .conf .cfg .reg .yar .yara"
).split(" ");

const configuration = z.strictObject({
    extensions: z
        .array(
            z.string().regex(/^(?:\.[A-Za-z0-9_-]+)?$/, {
                error: `must be an extension with its dot, such as ".ps1", or "" for none`,
            }),
        )
        .min(1)
        .default([...EXTENSIONS, ""])
        .describe('The extensions that are allowed, without case; "" allows names without one.'),
    maxLength: z.int().min(1).default(100).describe("How many characters a name has at most."),
});

/** Each name has documented characters alone, a length and an extension. */
export const fileName: Claim<z.infer<typeof configuration>> = {
    name: "mde-file-name",
    description:
        "Checks that each name has only the characters that the service documents, a length and an extension of a list.",
    level: "mandatory",
    configuration,
    check({ fileName: name }, { extensions, maxLength }) {
        const found: Finding[] = [];
        const odd = undocumentedCharacters(name);
        if (odd.length > 0) {
            found.push({
                message: `has ${odd.join(", ")} in its name`,
                mend: "Microsoft documents letters and digits (A-Z, a-z, 0-9), -, _ and . alone: rename it.",
            });
        }
        const { length } = Array.from(name);
        if (length > maxLength) {
            found.push({
                message: `has a name of ${length} characters`,
                mend: `Give it one of ${maxLength} or fewer.`,
            });
        }
        const extension = extensionOf(name);
        if (!extensions.some((allowed) => allowed.toLowerCase() === extension)) {
            const all = extensions.map((allowed) => (allowed === "" ? "none" : allowed)).join(" ");
            found.push({
                message:
                    extension === ""
                        ? "has no extension"
                        : `has the extension ${printable(extension)}`,
                mend: `Rename it, or add what it has to the policy's "extensions"; allowed are: ${all}.`,
            });
        }
        return found;
    },
};
