import * as z from "zod";

import type { Claim, Finding } from "../claim";
import { languageOf } from "../languageOf";
import type { Construct } from "../risks/construct";
import { constructs } from "../risks/constructs";
import { constructOf, ownConstruct } from "../risks/ownConstruct";
import { Reading } from "../risks/reading";
import { readScript, type ReadByGrammar } from "../syntax/readScript";
import type { Language, Script } from "../syntax/script";

const ids = constructs.map(({ id }) => id);

const configuration = z
    .strictObject({
        disable: z
            .array(z.string())
            .default([])
            .describe("The ids of constructs that are not looked for."),
        add: z
            .array(ownConstruct)
            .default([])
            .describe("Constructs of your own: a command, its arguments, what it does."),
    })
    .superRefine(({ disable, add }, context) => {
        const known = [...ids, ...add.map(({ id }) => id)];
        disable.forEach((id, index) => {
            if (!known.includes(id)) {
                const message = `must be one of ${known.join(", ")}`;
                context.addIssue({ code: "custom", path: ["disable", index], message });
            }
        });
        add.forEach(({ id }, index) => {
            if (known.indexOf(id) !== ids.length + index) {
                const message = "is the id of another construct";
                context.addIssue({ code: "custom", path: ["add", index, "id"], message });
            }
        });
    });

/** How many places of one construct are told. */
const MAX_PLACES = 5;

/** The claim, with what reads scripts as an argument. */
export function riskyConstructsBy(read: ReadByGrammar): Claim<z.infer<typeof configuration>> {
    return {
        name: "mde-risky-constructs",
        description:
            "Checks that no script does what nobody can review or what leaves a machine less protected, or says so.",
        level: "advisory",
        configuration,
        remembered: true,
        async check(file, { disable, add }) {
            const content = await file.content();
            const language = languageOf(file.fileName, content);
            if (language === undefined) return [];
            const script = await read(language, content);
            if ("unread" in script) return [notRead(script.unread)];
            const looked = [...constructs, ...add.map(constructOf)].filter(
                ({ id }) => !disable.includes(id),
            );
            const found = looked.flatMap((construct) => findings(construct, language, script));
            return [...found.sort(byPlace), ...skipped(script), ...partlyRead(script)];
        },
    };
}

/** No script does what nobody can review, or what leaves a machine less protected, unsaid. */
export const riskyConstructs = riskyConstructsBy(readScript);

function findings(construct: Construct, language: Language, script: Script): Finding[] {
    const { id, what, why, instead, finds } = construct;
    const numbers = finds[language]?.(new Reading(language, script)) ?? [];
    const places = new Map<string, Finding>();
    for (const number of [...new Set(numbers)].sort((one, other) => one - other)) {
        const fact = script.facts[number];
        if (fact === undefined) continue;
        const { line, column } = fact;
        places.set(`${line}:${column}`, {
            message: `${what} (${id}): ${why}`,
            mend: instead,
            line,
            column,
        });
    }
    const all = [...places.values()];
    const told = all.slice(0, MAX_PLACES);
    const last = told.at(-1);
    if (last === undefined || all.length === told.length) return told;
    const more = `${last.message}; there are ${all.length - told.length} more places like this`;
    return [...told.slice(0, -1), { ...last, message: more }];
}

function notRead(why: string): Finding {
    return {
        message: `was not looked through for risky constructs: it ${why}`,
        mend: "Look through it yourself, or write it so that it can be read.",
    };
}

/** Code that stands in a text is looked at only so deep, so often and in the script's own language. */
function skipped({ skipped: code }: Script): Finding[] {
    if (code === undefined) return [];
    const { why, line, column } = code;
    return [
        {
            message: `was not looked through completely for risky constructs: the code that a command is given as a text here ${why}`,
            mend: "Look through it yourself, and all such code after it, or put it into the script as it is.",
            line,
            column,
        },
    ];
}

/** Where the grammar goes on after what it cannot read, it may have taken code for something else. */
function partlyRead({ problems: [problem] }: Script): Finding[] {
    if (problem === undefined) return [];
    return [
        {
            message:
                "was not looked through completely for risky constructs: the grammar cannot read what begins here",
            mend: "Look through it yourself from here on; mde-powershell-parses and mde-shell-parses say whether it is wrong.",
            line: problem.line,
            column: problem.column,
        },
    ];
}

function byPlace(one: Finding, other: Finding): number {
    return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}
