/** A file of one tenant's library that a process of this run has to do with. */
export interface RunNote {
    readonly tenantId: string;
    readonly fileName: string;
    /** What identifies the resource that stands for the file. */
    readonly resource: string | undefined;
}

/** The tenant and cloud that a pin is to keep after this run. */
export interface PinNote {
    /** What identifies the pin, whatever the stack is called. */
    readonly pin: string;
    readonly urn: string;
    readonly tenantId: string;
    readonly cloud: string;
}

/** What a process notes. */
export type Line = RunNote & { readonly at: number } & (
        | { readonly kind: "named"; readonly aliases?: readonly string[] }
        | { readonly kind: "wrote" | "removed" }
        | { readonly kind: "wanted"; readonly digests?: readonly string[] }
        | { readonly kind: "left"; readonly digests: readonly string[] }
    );

/** What a process notes of a pin. */
export type PinLine = PinNote & { readonly at: number; readonly kind: "pinned" };

const KINDS = new Set<unknown>([
    ...(["named", "wanted", "wrote", "left", "removed"] satisfies Line["kind"][]),
]);

/** What lies in the user's folder may be anything: what is no line of ours says nothing. */
export function isLine(value: unknown): value is Line {
    if (typeof value !== "object" || value === null) return false;
    const { tenantId, fileName, resource, at, kind, aliases, digests } = value as Bag;
    const isText = (text: unknown) => typeof text === "string";
    const isTexts = (list: unknown) => Array.isArray(list) && list.every(isText);
    return (
        KINDS.has(kind) &&
        typeof at === "number" &&
        isText(tenantId) &&
        isText(fileName) &&
        (resource === undefined || isText(resource)) &&
        (aliases === undefined || isTexts(aliases)) &&
        (digests === undefined || isTexts(digests))
    );
}

/** Whether a line is one about a pin. */
export function isPinLine(value: unknown): value is PinLine {
    if (typeof value !== "object" || value === null) return false;
    const { at, kind, pin, urn, tenantId, cloud } = value as Bag;
    const texts = [pin, urn, tenantId, cloud];
    return (
        kind === "pinned" &&
        typeof at === "number" &&
        texts.every((text) => typeof text === "string")
    );
}

type Bag = Readonly<Record<string, unknown>>;
