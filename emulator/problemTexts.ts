import type * as z from "zod";

type Issue = z.core.$ZodIssue;

/**
 * All that is wrong with a document, each problem after its place.
 *
 * @param options.hint what to say of a key that is not known; `place` is where the key stands.
 */
export function problemTexts(
    error: z.ZodError,
    options: { readonly hint?: (key: string, place: readonly PropertyKey[]) => string } = {},
): string[] {
    return error.issues.flatMap((issue) => textsOf(issue, [], options.hint));
}

function textsOf(
    issue: Issue,
    above: readonly PropertyKey[],
    hint: ((key: string, place: readonly PropertyKey[]) => string) | undefined,
): string[] {
    const path = [...above, ...issue.path];
    const place = path.length === 0 ? "the document" : path.map(String).join(" → ");
    if (issue.code === "unrecognized_keys" && hint !== undefined)
        return issue.keys.map(
            (key) => `${place}: there is no ${JSON.stringify(key)}: ${hint(key, path)}`,
        );
    if (issue.code === "invalid_union") {
        // The alternative that was meant is the one of which a part is right.
        const meant = issue.errors.find((issues) => issues.some(isWithin));
        if (meant !== undefined) return meant.flatMap((one) => textsOf(one, path, hint));
        const messages = issue.errors.flat().map(({ message }) => message);
        return [`${place}: ${messages.join(", or ")}`];
    }
    const [inKey] = issue.code === "invalid_key" ? issue.issues : [];
    return [`${place}: ${(inKey ?? issue).message}`];
}

function isWithin({ path, code }: Issue): boolean {
    return path.length > 0 || code === "unrecognized_keys";
}
