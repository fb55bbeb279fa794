import * as z from "zod";

import type { Claim } from "../claim";
import { fileKind } from "../fileKind";
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
                    mend: `Describe them: ${PLACES}.`,
                },
            ];
        }
        const content = await file.content();
        const found = scriptParameters(fileKind(fileName, content), content.text);
        if (found === undefined) return [];
        if (found.takes && !hasParameters) {
            return [
                {
                    message: "takes parameters, and the console will not ask for them",
                    mend: `Describe them: ${PLACES}.`,
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

const PLACES =
    "in the program (parametersDescription), in the folder's library.yaml, or in the script's own help";
