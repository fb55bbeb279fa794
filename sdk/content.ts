import { realpathSync } from "node:fs";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { FileTooLargeError, readRegularFile, sha256Of } from "../library/digest";
import type { LibraryFileArgs } from "./libraryFileArgs";
import { noted, programRun } from "./programRun";
import { refused } from "./refused";
import { unlessSecret } from "./secretInputs";

/** What the inputs tell of a content; the bytes stay where they are. */
export interface ContentFacts {
    readonly sha256: string;
    readonly size: number;
    /** The path in the program's folder, with `/`; absent for content that lies in no file. */
    readonly source?: string;
    /** The base name of the source. */
    readonly baseName?: string;
}

/**
 * Hashes a file's content and notes where it lies. Plain arguments are read at once, so that a
 * mistake stops the program before anything is registered; outputs when they are known.
 *
 * @throws {pulumi.RunError} when the content cannot be had, or is secret.
 */
export function contentFacts(
    name: string,
    args: LibraryFileArgs,
    maxBytes: number,
): ContentFacts | pulumi.Output<ContentFacts> {
    // JavaScript programs leave an argument out with null too.
    const source = args.source ?? undefined;
    const content = args.content ?? undefined;
    const known = readAlready.get(args);
    if (known !== undefined) return withinLimit(name, known, maxBytes);
    if (source !== undefined && content !== undefined)
        throw refused(name, `has both "source" and "content": give exactly one`);
    if (typeof source === "string") return fileFacts(name, source, maxBytes);
    if (source !== undefined)
        return unlessSecret(name, "source", pulumi.output(source)).apply((known) =>
            sourceFacts(name, known, maxBytes),
        );
    if (content === undefined)
        throw refused(name, `has neither "source" nor "content": give exactly one`);
    if (typeof content === "string") return textFacts(content);
    return unlessSecret(name, "content", pulumi.output(content)).apply((text: unknown) => {
        if (typeof text === "string") return textFacts(text);
        throw refused(name, `has a "content" that is no text`);
    });
}

async function sourceFacts(name: string, source: unknown, maxBytes: number): Promise<ContentFacts> {
    if (typeof source === "string") return fileFacts(name, source, maxBytes);
    if (pulumi.asset.Asset.isInstance(source) && "path" in source)
        return fileFacts(name, await (source as pulumi.asset.FileAsset).path, maxBytes);
    if (pulumi.asset.Asset.isInstance(source) && "text" in source)
        return textFacts(await (source as pulumi.asset.StringAsset).text);
    throw refused(name, `has a "source" that is neither a path, a FileAsset nor a StringAsset`);
}

function fileFacts(name: string, source: string, maxBytes: number): ContentFacts {
    return factsOf({ source, ...contentOf(name, source, maxBytes) });
}

function contentOf(name: string, source: string, maxBytes: number) {
    const asked = resolve(source);
    try {
        const path = realpathSync(asked);
        return { path, bytes: readRegularFile(path, maxBytes) };
    } catch (cause) {
        const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
        const why = missing
            ? `there is no such file: ${asked}`
            : cause instanceof Error
              ? cause.message
              : String(cause);
        throw unreadable(name, source, why);
    }
}

function unreadable(name: string, source: string, why: string): pulumi.RunError {
    return refused(name, `cannot read its source ${JSON.stringify(source)}: ${why}`);
}

/**
 * The facts of a file that has just been read, and a note of where its bytes lie.
 *
 * @param file.source the path as the program gives it; `file.path` where it leads, links resolved.
 * @throws {pulumi.RunError} when that cannot be noted.
 */
export function factsOf(file: { source: string; path: string; bytes: Uint8Array }): ContentFacts {
    const asked = resolve(file.source);
    const sha256 = sha256Of(file.bytes);
    const { content } = programRun();
    noted(() => {
        content.notePlace(sha256, file.path);
    });
    return {
        sha256,
        size: file.bytes.byteLength,
        source: relativeSource(asked, isAbsolute(file.source)),
        baseName: basename(asked),
    };
}

/** Facts that a component has found when it read the files for its children. */
const readAlready = new WeakMap<LibraryFileArgs, ContentFacts>();

/**
 * Arguments of a file that has been read: it is not read again, so that its texts and its digest are
 * of the same bytes.
 */
export function argsWithFacts(args: LibraryFileArgs, facts: ContentFacts): LibraryFileArgs {
    readAlready.set(args, facts);
    return args;
}

function withinLimit(name: string, facts: ContentFacts, maxBytes: number): ContentFacts {
    if (facts.size <= maxBytes) return facts;
    const source = facts.source ?? "";
    const { message } = new FileTooLargeError(resolve(source), facts.size, maxBytes);
    throw unreadable(name, source, message);
}

function textFacts(text: string): ContentFacts {
    const bytes = Buffer.from(text, "utf8");
    const sha256 = sha256Of(bytes);
    const { content } = programRun();
    noted(() => {
        content.keep(sha256, bytes);
    });
    return { sha256, size: bytes.byteLength };
}

/**
 * Relative to the program's folder, with `/`: no machine's path enters the state. Of an absolute
 * path that leads elsewhere the way there would be one; its last name is left.
 */
function relativeSource(path: string, givenAbsolute: boolean): string {
    const found = relative(process.cwd(), path);
    const elsewhere = isAbsolute(found) || (givenAbsolute && found.startsWith(".."));
    return elsewhere ? basename(path) : found.split(sep).join("/");
}
