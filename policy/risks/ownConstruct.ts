import * as z from "zod";

import type { Fact, Language } from "../syntax/script";
import type { Construct } from "./construct";

const words = z.string().trim().min(1, { error: "must not be empty" });

/** A construct of one's own, in a configuration: a command, and what its arguments are like. */
export const ownConstruct = z.strictObject({
    id: z
        .string()
        .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: "must be lower-case words with - between" }),
    command: z.union([words, z.array(words).min(1)]),
    arguments: z.array(words).default([]),
    language: z.enum(["powershell", "shell"], { error: "must be powershell or shell" }).optional(),
    what: words,
    why: words.optional(),
    instead: words.default("Write it in another way, or exempt the file."),
});

/** The construct that a configuration describes. */
export function constructOf(given: z.infer<typeof ownConstruct>): Construct {
    const {
        id,
        command,
        language,
        what,
        why = "the policy's configuration says so",
        instead,
    } = given;
    const finder = (of: Language) => {
        const ignoreCase = of === "powershell";
        const names = [command].flat().map((pattern) => wildcard(pattern, ignoreCase));
        const wanted = given.arguments.map((pattern) => wildcard(pattern, ignoreCase));
        const isIt = ({ kind, name, args }: Fact) =>
            kind === "call" &&
            names.some((like) => like(name)) &&
            wanted.every((like) => args.some(like));
        return (script: { find(test: (fact: Fact) => boolean): readonly number[] }) =>
            script.find(isIt);
    };
    const languages = language === undefined ? (["powershell", "shell"] as const) : [language];
    return {
        id,
        what,
        why,
        instead,
        finds: Object.fromEntries(languages.map((of) => [of, finder(of)])),
    };
}

/** Whether a text is like a pattern: `*` is any characters. It takes linear time. */
export function wildcard(pattern: string, ignoreCase: boolean): (text: string) => boolean {
    const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
    const [first = "", ...rest] = fold(pattern).split("*");
    const last = rest.pop();
    return (given) => {
        const text = fold(given);
        if (last === undefined) return text === first;
        if (!text.startsWith(first) || !text.endsWith(last)) return false;
        let at = first.length;
        for (const part of rest) {
            const found = text.indexOf(part, at);
            if (found === -1) return false;
            at = found + part.length;
        }
        return at <= text.length - last.length;
    };
}
