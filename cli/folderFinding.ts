import { exemptionText, type Exemption } from "../policy/exemptions";

/** What is wrong with a file of a folder, or with the exemptions. */
export interface FolderFinding {
    /** The policy's name. */
    readonly policy: string;
    readonly level: "mandatory" | "advisory";
    /** The name in the library; `undefined` for what concerns the configuration. */
    readonly fileName: string | undefined;
    /** Where that lies: absolute, links resolved. */
    readonly path: string;
    /** From 1, where it is known; `endColumn` is the one after the line's last character. */
    readonly line: number | undefined;
    readonly column: number | undefined;
    readonly endColumn: number | undefined;
    /** What is wrong, as a sentence without the place. */
    readonly message: string;
    /** How to mend it; "" where the message says that too. */
    readonly mend: string;
    /** By which it is an advisory. */
    readonly exemption: Exemption | undefined;
}

/** A policy that was not asked, and why. */
export interface NotChecked {
    readonly policy: string;
    /** A whole sentence. */
    readonly why: string;
}

/** What a check of a folder came to. */
export interface FolderCheck {
    /** The folder, and what its paths start at: absolute, links resolved. */
    readonly folder: string;
    readonly root: string;
    /** How many files it has. */
    readonly files: number;
    readonly findings: readonly FolderFinding[];
    readonly notChecked: readonly NotChecked[];
}

/** A finding in words, without its place. */
export function wordsOf({ message, mend, exemption }: FolderFinding): string {
    const exempted = exemption === undefined ? "" : exemptionText(exemption);
    return [message, mend, exempted].filter((text) => text !== "").join(" ");
}
