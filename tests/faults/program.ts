import { sha256Of } from "../../library/digest";
import { fileNameKey } from "../../library/fileName";

/** A `LibraryFile` as a program declares it. */
export interface Declared {
    /** The resource's name in the program. */
    readonly resource: string;
    /** What it was called before, with an alias that says so. */
    readonly aliases: readonly string[];
    readonly fileName: string;
    /** Number of its content: see `contentOf`. */
    readonly content: number;
    readonly description: string;
    readonly adopt: boolean;
}

/** What a person does to a program between two runs; the numbers are taken modulo what there is. */
export interface Edit {
    readonly kind:
        | "add"
        | "edit"
        | "describe"
        | "renameResource"
        | "renameWithAlias"
        | "renameFile"
        | "changeCase"
        | "renameAndChangeCase"
        | "swapNames"
        | "adopt"
        | "remove";
    readonly which: number;
    readonly value: number;
}

/** What files may be called: plainly, or so that a path, a form or a server may read it otherwise. */
export const fileNames = {
    plain: ["a.sh", "b.sh", "c.ps1", "d.py"],
    odd: ["a b.sh", "b%20.sh", "..c.v1.ps1", "100%"],
} as const;

/** Which of them a program takes. */
export type NameKind = keyof typeof fileNames;

/** A mark that every content has, and that no state, note or message may hold. */
export const contentMark = "canary-content";
/** The bytes of a content. */
export const contentOf = (content: number) => `#!/bin/sh\n# ${contentMark} ${content}\n`;

/** The digest of what a resource declares. */
export function digestOf(declared: Declared): string {
    return sha256Of(Buffer.from(contentOf(declared.content)));
}

/** The program after an edit; as it was where the edit makes no sense. */
export function edited(
    program: readonly Declared[],
    edit: Edit,
    { newName, names = "plain" }: { readonly newName: () => string; readonly names?: NameKind },
): readonly Declared[] {
    const { kind, value } = edit;
    if (kind === "add") return added(program, freeName(program, names, value), value, newName);
    const index = program.length === 0 ? 0 : edit.which % program.length;
    const one = program[index];
    if (one === undefined) return program;
    const changed = (more: Partial<Declared>) => program.with(index, { ...one, ...more });
    switch (kind) {
        case "edit":
            return changed({ content: value });
        case "describe":
            return changed({ description: value % 3 === 0 ? "" : `text ${value % 3}` });
        case "renameResource":
            return changed({ resource: newName(), aliases: [] });
        case "renameWithAlias":
            return changed({ resource: newName(), aliases: [...one.aliases, one.resource] });
        case "renameFile":
            return changed({ fileName: freeName(program, names, value) ?? one.fileName });
        case "changeCase":
            return changed({ fileName: otherCase(one.fileName) });
        case "renameAndChangeCase":
            return changed({
                resource: newName(),
                aliases: [],
                fileName: otherCase(one.fileName),
            });
        case "swapNames": {
            const other = program[(index + 1) % program.length] ?? one;
            return program.map((each) => {
                if (each === one) return { ...one, fileName: other.fileName };
                return each === other ? { ...other, fileName: one.fileName } : each;
            });
        }
        case "adopt":
            return changed({ adopt: !one.adopt });
        case "remove":
            return program.filter((each) => each !== one);
    }
}

function added(
    program: readonly Declared[],
    fileName: string | undefined,
    value: number,
    newName: () => string,
) {
    if (fileName === undefined) return program;
    const more = { aliases: [], content: value, description: "", adopt: false };
    return [...program, { resource: newName(), fileName, ...more }];
}

/** A name that no resource has: two resources for one file are refused before anything is done. */
function freeName(
    program: readonly Declared[],
    names: NameKind,
    value: number,
): string | undefined {
    const taken = new Set(program.map(({ fileName }) => fileNameKey(fileName)));
    const free = fileNames[names].filter((name) => !taken.has(name));
    return free[value % Math.max(free.length, 1)];
}

function otherCase(name: string): string {
    return name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
}
