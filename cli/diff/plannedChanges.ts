import { fileNameKey } from "../../library/fileName";
import { readFileStep, unreadable, type FileProps } from "./fileStep";
import type { FileVersion, Planned } from "./fileVersion";

/** What an `up` would do with one file. */
export interface PlannedChange {
    /** `forget`: the file stays in the tenant, and the stack knows it no more (`retainOnDelete`). */
    readonly operation: "create" | "update" | "delete" | "forget";
    readonly tenantId: Planned<string>;
    /** As the stack knows it; `undefined` for a new one. */
    readonly before: FileVersion | undefined;
    /** As the program wants it; `undefined` for one that goes. */
    readonly after: FileVersion | undefined;
}

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
        const step = readFileStep(each);
        if (step === undefined) continue;
        const { op, urn, from, to, isRetained } = step;
        const deletes = operations[op] === "delete";
        const operation = deletes && isRetained ? "forget" : operations[op];
        for (const known of [from?.fileName, to?.fileName])
            if (typeof known === "string") names.add(known);
        if (operation === undefined) continue;
        const before = operation === "create" ? undefined : versionOf(from, urn);
        const after = deletes ? undefined : versionOf(to, urn);
        const { tenantId = "" } = (after === undefined ? from : to) ?? {};
        const fileName = (after ?? before)?.fileName;
        // A name that is not known may be any: nothing else is taken for the same file.
        const key =
            typeof fileName === "string" && typeof tenantId === "string"
                ? `${tenantId}/${fileNameKey(fileName)}`
                : `${operation} ${urn}`;
        byFile.set(key, together({ operation, tenantId, before, after }, byFile.get(key)));
    }
    const changes = [...byFile.values()].filter(isChange);
    return {
        changes: changes.sort((one, other) => (place(one) < place(other) ? -1 : 1)),
        names: [...names],
    };
}

function versionOf(props: FileProps | undefined, urn: string): FileVersion {
    if (props?.fileName === undefined) throw unreadable(`fileName of ${urn}`);
    const { fileName, sha256, source, description, parametersDescription, hasParameters } = props;
    const texts = { description, parametersDescription, hasParameters };
    return { fileName, urn, sha256, source, texts };
}

/** By name; the names that are not known come last. */
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
 * A resource that was renamed in the program changes nothing in the tenant. What is not known yet, or
 * is a secret, is never the same.
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
    // A secret is an object of its own on each side.
    return values(after).some((value, index) => value === null || value !== old[index]);
}
