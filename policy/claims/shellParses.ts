import * as z from "zod";

import type { Claim } from "../claim";
import { languageOf } from "../languageOf";
import { grammarFindings } from "../parsers/grammarFindings";
import { checkByShell, shellOf, type CheckByShell } from "../parsers/shellCheck";
import { readScript, type ReadByGrammar } from "../syntax/readScript";

/** The claim, with what reads scripts as arguments. */
export function shellParsesBy(by: { shell: CheckByShell; grammar: ReadByGrammar }): Claim {
    return {
        name: "mde-shell-parses",
        description:
            "Checks that each shell script has no syntax errors: by the shell of its #! line where that is installed, by a grammar where it is not.",
        level: "mandatory",
        configuration: z.strictObject({}),
        async check(file) {
            const content = await file.content();
            if (languageOf(file.fileName, content) !== "shell") return [];
            const shell = shellOf(file.fileName, content);
            const answer = await by.shell(shell, content.bytes);
            if ("absent" in answer) return grammarFindings(by.grammar, "shell", content);
            if ("failed" in answer) {
                return [
                    {
                        message: `was not parsed by a shell: ${shell} ${answer.failed}`,
                        mend: `What is said of it else is by a grammar. Try \`${shell} -n\` with it.`,
                        advisory: true,
                    },
                    ...(await grammarFindings(by.grammar, "shell", content)),
                ];
            }
            if (answer.problem === undefined) return [];
            const { message, line } = answer.problem;
            return [
                {
                    message: `is no script of ${shell}: ${message} (by ${shell} -n)`,
                    mend: "Mend it, or name the shell that it is for in its #! line.",
                    line,
                },
            ];
        },
    };
}

/** Each shell script has no syntax errors. */
export const shellParses = shellParsesBy({ shell: checkByShell, grammar: readScript });
