import { z } from "zod";

import { fileNameKey, fileNameProblem, printable, quoteName } from "./fileName";
import { releaseDigest, type Release } from "./release";

/** What a release file tells beside the release itself. None of it is in the digest. */
export interface Provenance {
    /** When the file was written: ISO 8601 in UTC. */
    readonly time?: string | undefined;
    /** The stack that it was read from. */
    readonly stack?: string | undefined;
    /** The commit of the folder that it was written in, and whether all there was committed. */
    readonly git?: { readonly commit: string; readonly clean: boolean } | undefined;
}

/** A release with where it comes from: what `pulumi-mde release` writes. */
export interface ReleaseDocument extends Release, Provenance {}

/** What was given as a release is none; the message says all that is wrong with it. */
export class ReleaseError extends Error {
    override name = "ReleaseError" as const;

    constructor(readonly problems: readonly string[]) {
        super(problems.join(" "));
    }
}

/** Problems beyond these would fill the screen. */
const MAX_PROBLEMS = 10;

const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: "must be a SHA-256 digest" });
const file = z.strictObject({
    fileName: z.string().superRefine((name, context) => {
        const problem = fileNameProblem(name);
        if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    }),
    sha256: digest,
    description: z.string(),
    parametersDescription: z.string(),
    hasParameters: z.boolean(),
});
const document = z.strictObject({
    schema: z.literal(1),
    tenantId: z.string().min(1, { error: "must be the tenant that it is live in" }),
    cloud: z.string().min(1, { error: "must be the cloud of that tenant" }),
    count: z.number(),
    digest,
    __files: z.array(file).min(1, { error: "must have a file" }),
    time: z.iso.datetime({ error: "must be a time in UTC: 2026-01-31T12:00:00Z" }).optional(),
    stack: z.string().optional(),
    git: z.strictObject({ commit: z.string(), clean: z.boolean() }).optional(),
});

/**
 * Checks that a value is a release: its schema, its files, and that its digest is theirs. The digest
 * is no signature: it finds what was damaged or edited by hand, not who made it.
 *
 * @param value as a stack output, a file or a program gives it.
 * @throws {ReleaseError}
 */
export function readRelease(value: unknown): ReleaseDocument {
    const schema = (value as { schema?: unknown } | null | undefined)?.schema;
    if (typeof schema === "number" && schema > 1)
        throw new ReleaseError([
            `It has schema ${schema}, and this pulumi-mde knows schema 1: update pulumi-mde here.`,
        ]);
    const parsed = document.safeParse(value);
    if (!parsed.success)
        throw new ReleaseError([
            ...(schema === undefined ? ["It is no release: it has no schema."] : []),
            ...parsed.error.issues
                .filter(({ path }) => schema !== undefined || path[0] !== "schema")
                .slice(0, MAX_PROBLEMS)
                .map(({ path, message }) => `${placeIn(value, path)}: ${printable(message)}.`),
        ]);
    const { data } = parsed;
    const problems = contradictions(data);
    if (problems.length > 0) throw new ReleaseError(problems);
    return data;
}

/** {@link readRelease} of a file's text. @throws {ReleaseError} */
export function parseRelease(text: string): ReleaseDocument {
    let value: unknown;
    try {
        value = JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch (error) {
        const why = error instanceof Error ? printable(error.message) : String(error);
        throw new ReleaseError([`It is no JSON: ${why}.`]);
    }
    return readRelease(value);
}

/** A file is called by its name, where it has one. */
function placeIn(value: unknown, path: readonly PropertyKey[]): string {
    const [key, index, ...rest] = path;
    if (key !== "__files" || typeof index !== "number")
        return path.length === 0 ? "It" : path.map(String).join(".");
    const files = (value as { __files?: unknown }).__files as readonly unknown[];
    const { fileName } = (files[index] ?? {}) as { fileName?: unknown };
    const name = typeof fileName === "string" ? quoteName(fileName) : `file ${index + 1}`;
    return [name, ...rest.map(String)].join(".");
}

function contradictions({ __files, count, digest }: Release): string[] {
    const byKey = Map.groupBy(__files, ({ fileName }) => fileNameKey(fileName));
    const twice = [...byKey.values()]
        .filter((same) => same.length > 1)
        .map(
            (same) =>
                `It has one file twice: ${same.map((f) => quoteName(f.fileName)).join(", ")}.`,
        );
    const found = releaseDigest(__files);
    return [
        ...twice,
        ...(count === __files.length
            ? []
            : [`It says that it has ${count} files, and has ${__files.length}.`]),
        ...(found === digest
            ? []
            : [
                  `Its digest is not that of its files (${digest} in it, ${found} of them): it was ` +
                      `edited or damaged after it was made. Make it again, from the stack that was ` +
                      `tested.`,
              ]),
    ];
}
