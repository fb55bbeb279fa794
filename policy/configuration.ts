import * as z from "zod";

import { printable } from "../library/fileName";
import { nearestWord } from "../library/nearest";
import type { Claim } from "./claim";

/** What a claim was told, or all that is wrong with it, each a whole sentence that names the key. */
export type ReadConfiguration<Configuration> =
    { readonly configuration: Configuration } | { readonly problems: readonly string[] };

/** Reads what a claim was told, and fills in the defaults. It never throws. */
export function readConfiguration<Configuration extends object>(
    claim: Pick<Claim<Configuration>, "name" | "configuration">,
    given: unknown,
): ReadConfiguration<Configuration> {
    const read = claim.configuration.safeParse(given);
    if (read.success) return { configuration: read.data };
    const known = Object.keys(propertiesOf(claim.configuration));
    return {
        problems: read.error.issues.flatMap((issue) =>
            problemsOf(issue, known).map((what) => `The configuration of ${claim.name}: ${what}`),
        ),
    };
}

/** A schema of properties, in JSON Schema. */
export type Properties = Readonly<Record<string, object>>;

/** The keys that a claim can be told, in JSON Schema: Pulumi refuses values of another kind by it. */
export function propertiesOf(schema: z.ZodType): Properties {
    const { properties = {} } = z.toJSONSchema(schema, { io: "input", target: "draft-7" });
    return properties as Properties;
}

/** All that is wrong with one value, each the end of a sentence that says where the value is. */
export function problemsOf(issue: z.core.$ZodIssue, known: readonly string[]): string[] {
    const at = keyOf(issue.path);
    if (issue.code !== "unrecognized_keys") {
        const where = at === "" ? "it" : at;
        return [`${where} is not right: ${lowerFirst(printable(issue.message))}.`];
    }
    return issue.keys.map((key) => {
        const there = at === "" ? known : [];
        const nearest = nearestWord(key, there);
        const meant = nearest === undefined ? "" : `, did you mean ${nearest}?`;
        const all = there.length === 0 ? "" : ` There are: ${there.join(", ")}.`;
        const none = at === "" && known.length === 0 ? " It has no keys of its own." : "";
        const end = meant === "" ? "." : "";
        return `there is no key ${keyOf([...issue.path, key])}${meant}${end}${all}${none}`;
    });
}

/** A key as a user would look for it: `digests[0].sha256`. */
function keyOf(path: readonly PropertyKey[]): string {
    return path
        .map((part) => (typeof part === "number" ? `[${part}]` : `.${printable(String(part))}`))
        .join("")
        .replace(/^\./, "");
}

function lowerFirst(text: string): string {
    return text.slice(0, 1).toLowerCase() + text.slice(1);
}
