import { realpathSync } from "node:fs";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { readRegularFile, sha256Of } from "../library/digest";
import { programRun, refusal } from "./programRun";
import type { LibraryFileArgs } from "./libraryFileArgs";

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
    const { source, content } = args;
    if (source !== undefined && content !== undefined)
        throw refused(name, `has both "source" and "content": give exactly one`);
    if (typeof source === "string") return fileFacts(name, source, maxBytes);
    if (source !== undefined)
        return unlessSecret(name, pulumi.output(source)).apply((known) =>
            sourceFacts(name, known, maxBytes),
        );
    if (content === undefined)
        throw refused(name, `has neither "source" nor "content": give exactly one`);
    if (typeof content === "string") return textFacts(content);
    return unlessSecret(name, pulumi.output(content)).apply((text: unknown) => {
        if (typeof text === "string") return textFacts(text);
        throw refused(name, `has a "content" that is no text`);
    });
}

/** Refuses a secret already in a preview that does not know its value; never shows it. */
function unlessSecret<T>(name: string, value: pulumi.Output<T>): pulumi.Output<T> {
    const checked = pulumi.output(pulumi.isSecret(value)).apply((secret) => {
        if (!secret) return true;
        throw refused(
            name,
            `has a secret content: everybody who can open a live response console reads the ` +
                `library. Leave the secret out, or, if it is none, wrap the value in pulumi.unsecret()`,
        );
    });
    return pulumi.all([value, checked]).apply(([known]) => known) as pulumi.Output<T>;
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
    const asked = resolve(source);
    try {
        const path = realpathSync(asked);
        const bytes = readRegularFile(path, maxBytes);
        const sha256 = sha256Of(bytes);
        programRun().content.notePlace(sha256, path);
        return {
            sha256,
            size: bytes.byteLength,
            source: relativeSource(asked),
            baseName: basename(asked),
        };
    } catch (cause) {
        const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
        const why = missing
            ? `there is no such file: ${asked}`
            : cause instanceof Error
              ? cause.message
              : String(cause);
        throw refused(name, `cannot read its source ${JSON.stringify(source)}: ${why}`);
    }
}

function textFacts(text: string): ContentFacts {
    const bytes = Buffer.from(text, "utf8");
    const sha256 = sha256Of(bytes);
    programRun().content.keep(sha256, bytes);
    return { sha256, size: bytes.byteLength };
}

/** Relative to the program's folder, with `/`: no machine's path enters the state. */
function relativeSource(path: string): string {
    const found = relative(process.cwd(), path);
    return isAbsolute(found) ? basename(path) : found.split(sep).join("/");
}

/** A refusal that is shown without a stack trace. */
export function refused(name: string, why: string): pulumi.RunError {
    const sentence = why.endsWith(".") ? why : `${why}.`;
    return refusal(`LibraryFile "${name}" ${sentence} Nothing was uploaded.`);
}
