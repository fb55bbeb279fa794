/**
 * A path of a URL as a template: each value becomes exactly one percent-encoded segment, so that a
 * file name can never reach another address.
 *
 * @throws {RangeError} for a value that no segment can hold: `""`, `"."`, `".."` (which URLs
 * resolve away) and text that is no valid Unicode.
 */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
    return parts.reduce((made, part, index) => made + segment(values[index - 1] ?? "") + part);
}

function segment(value: string): string {
    if (value === "" || value === "." || value === ".." || !value.isWellFormed())
        throw new RangeError(`${JSON.stringify(value)} cannot be part of an address`);
    return encodeURIComponent(value);
}
