import { z } from "zod";

import { fileNameKey, printable } from "../../library/fileName";
import type { Texts } from "../../library/liveFile";
import { fileType } from "../../sdk/fileType";
import { StackConfigurationError } from "../stackConfiguration";

/** A value that the program wants: `null` where it is known only once the program has run. */
export type Planned<Value> = Value | null;

/** A file as the stack knows it, or as the program wants it. */
export interface FileVersion {
    /** The name in the library. */
    readonly fileName: Planned<string>;
    /** The resource of the program; what tells two files apart whose names are not known yet. */
    readonly urn: string;
    /** `undefined` where the service reported none. */
    readonly sha256: Planned<string> | undefined;
    /** Where its bytes were, or are: relative to the program's folder. */
    readonly source: Planned<string> | undefined;
    readonly texts: { readonly [Key in keyof Texts]: Planned<Texts[Key]> };
}

/** What an `up` would do with one file. */
export interface PlannedChange {
    readonly operation: "create" | "update" | "delete";
    readonly tenantId: string;
    /** As the stack knows it; `undefined` for a new one. */
    readonly before: FileVersion | undefined;
    /** As the program wants it; `undefined` for one that goes. */
    readonly after: FileVersion | undefined;
}

/** What stands for a value that a preview does not know, in the engine's events. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const text = z
    .string()
    .nullish()
    .transform((value) => (value === UNKNOWN ? null : (value ?? undefined)));
const textOrNone = text.transform((value) => (value === undefined ? "" : value));
const version = z.object({
    fileName: text,
    sha256: text,
    source: text,
    tenantId: text,
    description: textOrNone,
    parametersDescription: textOrNone,
    hasParameters: z
        .union([z.boolean(), z.literal(UNKNOWN)])
        .nullish()
        .transform((value) => (value === UNKNOWN ? null : (value ?? false))),
});
const side = z.object({ inputs: version, outputs: version.nullish() }).nullish();
/** Of an event of the engine what is needed here: its own shape may grow. */
const anyStep = z.object({ metadata: z.object({ type: z.string() }) });
const fileStep = z.object({
    metadata: z.object({ op: z.string(), urn: z.string(), old: side, new: side }),
});

const operations: Readonly<Record<string, PlannedChange["operation"]>> = {
    create: "create",
    "create-replacement": "create",
    update: "update",
    delete: "delete",
    "delete-replaced": "delete",
};

/**
 * What the steps of a preview would change, by name, and the names of all files that it has looked at.
 *
 * A file that one resource gives up and another one takes is one that stays.
 *
 * @param steps the `resourcePreEvent`s of the engine.
 * @throws {StackConfigurationError} when one cannot be read: it may be the one that matters.
 */
export function plannedChanges(steps: readonly unknown[]): {
    readonly changes: readonly PlannedChange[];
    readonly names: readonly string[];
} {
    const names = new Set<string>();
    const byFile = new Map<string, PlannedChange>();
    for (const each of steps) {
        if (readAs(anyStep, each).metadata.type !== fileType) continue;
        const { op, urn, old, new: wanted } = readAs(fileStep, each).metadata;
        const operation = operations[op];
        const [from, to] = [asKept(old), wanted?.inputs];
        for (const known of [from?.fileName, to?.fileName])
            if (typeof known === "string") names.add(known);
        if (operation === undefined) continue;
        const before = operation === "create" ? undefined : versionOf(from, urn);
        const after = operation === "delete" ? undefined : versionOf(to, urn);
        const tenantId = (after && to?.tenantId) ?? (before && from?.tenantId) ?? "";
        const fileName = (after ?? before)?.fileName;
        // A name that is not known yet may be any: nothing else is taken for the same file.
        const key = typeof fileName === "string" ? `${tenantId}/${fileNameKey(fileName)}` : urn;
        byFile.set(key, together({ operation, tenantId, before, after }, byFile.get(key)));
    }
    const changes = [...byFile.values()].filter(isChange);
    return {
        changes: changes.sort((one, other) => (place(one) < place(other) ? -1 : 1)),
        names: [...names],
    };
}

/** What the state has of a file; an `up` that was stopped may have left no outputs. */
function asKept(old: z.infer<typeof side>): z.infer<typeof version> | undefined {
    return old?.outputs?.fileName === undefined ? old?.inputs : old.outputs;
}

function readAs<Read>(shape: z.ZodType<Read>, step: unknown): Read {
    const parsed = shape.safeParse(step);
    if (parsed.success) return parsed.data;
    throw unreadable(parsed.error.issues[0]?.path.join(".") ?? "");
}

function unreadable(where: string): StackConfigurationError {
    return new StackConfigurationError(
        `a step of the preview has a shape that this pulumi-mde does not know ` +
            `(${printable(where)}), so that what an "up" would change cannot be told: update pulumi-mde.`,
    );
}

function versionOf(props: z.infer<typeof version> | undefined, urn: string): FileVersion {
    if (props?.fileName === undefined) throw unreadable(`fileName of ${urn}`);
    const { fileName, sha256, source, description, parametersDescription, hasParameters } = props;
    const texts = { description, parametersDescription, hasParameters };
    return { fileName, urn, sha256, source, texts };
}

/** By name; the names that are not known yet come last. */
function place({ before, after }: PlannedChange): string {
    const file = after ?? before;
    return typeof file?.fileName === "string"
        ? fileNameKey(file.fileName)
        : `\uffff${file?.urn ?? ""}`;
}

function together(change: PlannedChange, other: PlannedChange | undefined): PlannedChange {
    const before = change.before ?? other?.before;
    const after = change.after ?? other?.after;
    const isBoth = before !== undefined && after !== undefined;
    return { ...change, before, after, ...(isBoth && { operation: "update" }) };
}

/**
 * A resource that was renamed in the program changes nothing in the tenant. What is not known yet is
 * never the same.
 */
function isChange({ before, after }: PlannedChange): boolean {
    if (before === undefined || after === undefined) return true;
    const values = ({ fileName, sha256, texts }: FileVersion) => [
        fileName,
        sha256,
        texts.description,
        texts.parametersDescription,
        texts.hasParameters,
    ];
    const old = values(before);
    return values(after).some((value, index) => value === null || value !== old[index]);
}
