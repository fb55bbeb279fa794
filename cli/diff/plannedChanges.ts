import { z } from "zod";

import { fileNameKey } from "../../library/fileName";
import { sameTexts, type Texts } from "../../library/liveFile";
import { textsOf } from "../../provider/inputs";
import { fileType } from "../../sdk/fileType";

/** A file as the stack knows it, or as the program wants it. */
export interface FileVersion {
    /** The name in the library. */
    readonly fileName: string;
    /** `undefined` where a preview does not know it yet. */
    readonly sha256: string | undefined;
    /** Where its bytes were, or are: relative to the program's folder. */
    readonly source: string | undefined;
    readonly texts: Texts;
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

const known = z
    .string()
    .nullish()
    .transform((text) => (text === UNKNOWN ? undefined : (text ?? undefined)));
const version = z.object({
    fileName: known,
    sha256: known,
    source: known,
    tenantId: known,
    description: known,
    parametersDescription: known,
    hasParameters: z.boolean().nullish().catch(undefined),
});
const side = z.object({ inputs: version, outputs: version.nullish() }).nullish();
/** Of an event of the engine what is needed here: its own shape may grow. */
const step = z.object({
    metadata: z.object({ op: z.string(), type: z.literal(fileType), old: side, new: side }),
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
 */
export function plannedChanges(steps: readonly unknown[]): {
    readonly changes: readonly PlannedChange[];
    readonly names: readonly string[];
} {
    const names = new Set<string>();
    const byFile = new Map<string, PlannedChange>();
    for (const each of steps) {
        const parsed = step.safeParse(each);
        if (!parsed.success) continue;
        const { op, old, new: wanted } = parsed.data.metadata;
        const operation = operations[op];
        const before = operation === "create" ? undefined : (old?.outputs ?? old?.inputs);
        const after = operation === "delete" ? undefined : wanted?.inputs;
        const fileName = after?.fileName ?? before?.fileName;
        if (fileName === undefined) continue;
        names.add(fileName);
        if (operation === undefined) continue;
        const tenantId = after?.tenantId ?? before?.tenantId ?? "";
        const key = `${tenantId}/${fileNameKey(fileName)}`;
        const change = { tenantId, before: versionOf(before), after: versionOf(after) };
        byFile.set(key, together({ operation, ...change }, byFile.get(key)));
    }
    const changes = [...byFile.values()].filter(isChange);
    const order = ({ before, after }: PlannedChange) =>
        fileNameKey((after ?? before)?.fileName ?? "");
    return {
        changes: changes.sort((one, other) => (order(one) < order(other) ? -1 : 1)),
        names: [...names],
    };
}

function versionOf(props: z.infer<typeof version> | undefined): FileVersion | undefined {
    if (props?.fileName === undefined) return undefined;
    const { fileName, sha256, source } = props;
    return { fileName, sha256, source, texts: textsOf(props) };
}

function together(change: PlannedChange, other: PlannedChange | undefined): PlannedChange {
    const before = change.before ?? other?.before;
    const after = change.after ?? other?.after;
    const isBoth = before !== undefined && after !== undefined;
    return { ...change, before, after, ...(isBoth && { operation: "update" }) };
}

/** A resource that was renamed in the program changes nothing in the tenant. */
function isChange({ before, after }: PlannedChange): boolean {
    if (before === undefined || after === undefined) return true;
    const isSame = before.sha256 === after.sha256 && before.fileName === after.fileName;
    return !isSame || !sameTexts(before.texts, after.texts);
}
