import { RE2JS } from "re2js";

/**
 * The patterns of values that are no secrets. The expressions are those of RE2, which takes time in
 * proportion to the value whatever the pattern: what is looked at may be made to keep another busy.
 */
export function isPattern(text: string): boolean {
    try {
        RE2JS.compile(text);
        return true;
    } catch {
        return false;
    }
}

/** Whether one of the patterns matches the whole value. */
export function allowedBy(patterns: readonly string[]): (value: string) => boolean {
    const compiled = patterns.map((pattern) => RE2JS.compile(pattern));
    return (value) => compiled.some((pattern) => pattern.matches(value));
}
