import picomatch from "picomatch/posix";

import { fileNameKey, quoteName } from "./fileName";

/** Which files of a folder are meant; paths are relative to it and use "/". */
export interface FileFilter {
    /** Whether a file of this path is meant. */
    matches(file: string): boolean;
    /** Whether a file below this folder can be meant. */
    mayMatchBelow(folder: string): boolean;
    /** The patterns without wildcards that match none of these files. */
    unmatchedNames(files: readonly string[]): string[];
}

type Test = (path: string) => boolean;

/**
 * What is wrong with a list of globs, each a whole sentence. The lists come from a program that may
 * be plain JavaScript, so that the types promise nothing.
 */
export function globProblems(argument: "include" | "exclude", value: unknown): string[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
        return [`${argument} must be a list of globs, such as ["**/*.ps1"], not ${shown(value)}.`];
    }
    return (value as unknown[]).flatMap((pattern) => {
        const problem = patternProblem(pattern);
        return problem === undefined ? [] : [`${argument} ${problem}.`];
    });
}

/**
 * The files that match one of `include` and none of `exclude`. Both are globs as `picomatch` reads
 * them, in the same case, with "/" on every system; a pattern that names a folder means all that is
 * in it. `include` does not match names that begin with a dot unless the pattern writes the dot;
 * `exclude` matches them all.
 *
 * @param globs lists in which {@link globProblems} finds nothing wrong.
 */
export function fileFilter(globs: {
    include: readonly string[];
    exclude: readonly string[];
}): FileFilter {
    const include = globs.include.map(normalised);
    const exclude = globs.exclude.map(normalised);
    const isIncluded = anyOf(include, { dot: false });
    const isExcluded = anyOf(exclude, { dot: true });
    const below = include.flatMap(withContents).map(belowTest);
    return {
        matches: (file) => isIncluded(file) && !isExcluded(file),
        mayMatchBelow: (folder) => !isExcluded(folder) && below.some((test) => test(folder)),
        unmatchedNames: (files) =>
            include.filter((pattern) => {
                if (picomatch.scan(pattern).isGlob) return false;
                const test = anyOf([pattern], { dot: false });
                return !files.some(test);
            }),
    };
}

function patternProblem(pattern: unknown): string | undefined {
    if (typeof pattern !== "string") return `must hold globs only, not ${shown(pattern)}`;
    if (pattern.trim() === "") return "must not hold an empty glob";
    if (pattern.startsWith("!") && !pattern.startsWith("!(")) {
        return `must not hold ${quoteName(pattern)}: write what is left out in exclude, without "!"`;
    }
    if (/^(\/|[A-Za-z]:)/.test(pattern) || pattern.split("/").includes("..")) {
        return `must not hold ${quoteName(pattern)}: globs are relative to the folder and stay in it`;
    }
    return undefined;
}

function shown(value: unknown): string {
    if (typeof value === "string") return quoteName(value);
    return value === null ? "null" : `a value of type ${typeof value}`;
}

function normalised(pattern: string): string {
    return pattern.replace(/^(\.\/+)+/, "").replace(/(?<!\/)\/+$/, "");
}

/** A pattern may name a folder: then it means everything in it. */
function withContents(pattern: string): string[] {
    if (pattern === "" || pattern === ".") return ["**"];
    return pattern.endsWith("*") ? [pattern] : [pattern, `${pattern}/**`];
}

function anyOf(patterns: readonly string[], options: { dot: boolean }): Test {
    const all = patterns.flatMap(withContents);
    if (all.length === 0) return () => false;
    const test = picomatch(all, options);
    // No wildcard matches a line break: such a name must be refused, not overlooked.
    return (path) => test(path.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "_"));
}

/** Whether a folder's path fits the beginning of a pattern; where it cannot tell, it says yes. */
function belowTest(pattern: string): Test {
    if (hasSlashInGroup(pattern)) return () => true;
    const parts = pattern.split("/");
    const stop = parts.findIndex((part) => part.includes("**"));
    const fixed = (stop === -1 ? parts.slice(0, -1) : parts.slice(0, stop)).map((part) =>
        picomatch(part, { dot: false }),
    );
    const dotsAfter = stop !== -1 && parts.slice(stop).some((part) => part.startsWith("."));
    return (folder) => {
        const names = folder.split("/");
        if (!fixed.every((test, at) => at >= names.length || test(names[at] ?? ""))) return false;
        if (names.length <= fixed.length) return true;
        if (stop === -1) return false;
        return dotsAfter || !names.slice(fixed.length).some((name) => name.startsWith("."));
    };
}

/** Whether a "/" stands within braces or brackets, however deep: what it parts is no folder's name. */
function hasSlashInGroup(pattern: string): boolean {
    let depth = 0;
    for (const sign of pattern) {
        if (sign === "{" || sign === "(") depth++;
        if (sign === "}" || sign === ")") depth--;
        if (sign === "/" && depth > 0) return true;
    }
    return false;
}

/**
 * The names of a library that match one of these globs, or are one of them as it stands: a name may have
 * brackets in it. The library compares names without case, and a dot at the beginning hides no file there.
 */
export function nameFilter(patterns: readonly string[]): (fileName: string) => boolean {
    const names = new Set(patterns.map(fileNameKey));
    const matches = picomatch([...patterns], { nocase: true, dot: true });
    return (fileName) => names.has(fileNameKey(fileName)) || matches(fileName);
}

/** Why a glob of names may mean other files than its writer thinks; `undefined` where it may not. */
export function nameGlobProblem(pattern: string): string | undefined {
    if (pattern.trim() === "") return "is empty";
    if (pattern.startsWith("!") && !pattern.startsWith("!("))
        return 'begins with "!", which would mean all files but some: name those that are meant';
    return undefined;
}
