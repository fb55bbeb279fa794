import * as z from "zod";

import type { Claim } from "../claim";
import { Content } from "../content";
import { fileKind, type FileKind } from "../fileKind";
import { scriptParameters } from "../scriptParameters";

/** A script that takes parameters says so, and one that takes none does not. */
export const parametersDocumented: Claim = {
    name: "mde-parameters-documented",
    description:
        "Checks that each script that takes parameters says so and what they mean, and that one that takes none does not.",
    level: "advisory",
    remembered: true,
    configuration: z.strictObject({}),
    async check(file) {
        const { fileName, hasParameters, parametersDescription } = file;
        if (hasParameters && parametersDescription.trim() === "") {
            return [
                {
                    message: "has parameters, and nothing says what they mean",
                    mend: `Describe them: ${placesFor(fileKind(fileName, NO_CONTENT))}.`,
                },
            ];
        }
        const content = await file.content();
        const kind = fileKind(fileName, content);
        const found = scriptParameters(kind, content.text);
        if (found === undefined) return [];
        if (found.takes && !hasParameters) {
            return [
                {
                    message: "takes parameters, and the console will not ask for them",
                    mend: `Describe them: ${placesFor(kind)}.`,
                    line: found.line,
                },
            ];
        }
        if (!found.takes && hasParameters) {
            return [
                {
                    message: "takes no parameters, and the console will ask for some",
                    mend: "Take its parametersDescription and hasParameters out, or mend the script.",
                },
            ];
        }
        return [];
    },
};

/** A preview may not know the content yet, and the name says enough. */
const NO_CONTENT = new Content(Buffer.alloc(0));

/** What is understood of a script's own help: a user has written some, perhaps, and wonders. */
const HELP: Readonly<Partial<Record<FileKind, string>>> = {
    powershell: ".PARAMETER of the comment-based help at its top",
    shell: '"Usage:" or "Options:" in the comment at its top; what it prints for -h is not read',
    python: '"Usage:" or "Options:" in the docstring or the comment at its top; the help of argparse and the like is not read',
};

function placesFor(kind: FileKind): string {
    const places = ["in the program (parametersDescription)", "in the folder's library.yaml"];
    const help = HELP[kind];
    if (help === undefined) return places.join(" or ");
    return `${places.join(", ")}, or in the script's own help (${help})`;
}
