import { stripVTControlCharacters } from "node:util";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { printable } from "../../library/fileName";

/** What a preview has said beside its steps, each once. */
export interface PreviewNotes {
    readonly errors: ReadonlySet<string>;
    readonly warnings: ReadonlySet<string>;
}

/**
 * Notes what the engine and the policies say.
 *
 * @returns the notes, which grow with each event that is told.
 */
export function previewNotes(): PreviewNotes & { readonly tell: (event: NotedEvent) => void } {
    const errors = new Set<string>();
    const warnings = new Set<string>();
    return {
        errors,
        warnings,
        tell({ diagnosticEvent, policyEvent }) {
            if (diagnosticEvent !== undefined) {
                const { severity, message, urn } = diagnosticEvent;
                if (severity === "error") errors.add(plain(message));
                if (severity === "warning") warnings.add(about(urn, message));
            }
            if (policyEvent !== undefined) {
                const { enforcementLevel, policyName, resourceUrn, message } = policyEvent;
                const text = about(resourceUrn, `policy ${policyName}: ${plain(message)}`);
                (enforcementLevel === "mandatory" ? errors : warnings).add(text);
            }
        },
    };
}

/** Of an event of the engine what is noted. */
export type NotedEvent = Pick<EngineEvent, "diagnosticEvent" | "policyEvent">;

/** A message with the resource that it is about; that of the whole program is the stack. */
function about(urn: string | undefined, message: string): string {
    const [, , type, ...name] = (urn ?? "").split("::");
    const isNamed = name.length > 0 && type !== "pulumi:pulumi:Stack";
    return `${isNamed ? `${printable(name.join("::"))}: ` : ""}${plain(message)}`;
}

/** A message without the engine's marks for colours. */
function plain(message: string): string {
    const text = stripVTControlCharacters(message.replace(/<\{%[^%]*%\}>/g, ""));
    return text.trim().split("\n").map(printable).join("\n");
}
