/** A language that there is a grammar of. */
export type Language = "powershell" | "shell";

/** A place in a text, line and column from 1, the column in UTF-16 code units. */
interface Place {
    readonly line: number;
    readonly column: number;
}

/** A place that is wrong by the grammar. */
export interface SyntaxProblem extends Place {
    /** As the end of a sentence that begins with the file's name. */
    readonly message: string;
}

/** How many characters are kept of an argument, but of a constant one while code is looked for in it. */
export const MAX_ARGUMENT = 400;

/** What a script does somewhere, without how it is written. */
export interface Fact extends Place {
    /**
     * `call`: a command; `member`: a member that is called; `set`: an assignment; `write`: a
     * redirection into a file.
     */
    readonly kind: "call" | "member" | "set" | "write";
    /**
     * The command (without its folder), member, variable or file, without quotes and escapes; of
     * PowerShell in lower case, and without `.exe`.
     * "" where only a run can tell it.
     */
    readonly name: string;
    /** Each argument; without quotes and escapes where it is constant, otherwise as it is written. */
    readonly args: readonly string[];
    /** How the text of a command or a member begins; of others "". */
    readonly text: string;
    /** The facts after this one and before the number `end` lie within it. */
    readonly end: number;
}

/** From the first fact of a stage up to, and without, the second number. */
export type Stage = readonly [from: number, to: number];

/** Code in a text of a script that was not looked at. */
export interface SkippedCode extends Place {
    /** Why, as the end of a sentence about it. */
    readonly why: string;
}

/** What a grammar says of a text. */
export interface Script {
    /** The first places that are wrong; no more are told. */
    readonly problems: readonly SyntaxProblem[];
    /** In the order of the text, what encloses before what is enclosed. */
    readonly facts: readonly Fact[];
    /** The pipelines of two stages or more. */
    readonly pipelines: readonly (readonly Stage[])[];
    /** The first code that a command is given as a text and that was not looked at; no more is told. */
    readonly skipped: SkippedCode | undefined;
}

/** A text as a grammar reads it, or why none has read it: `has 20,000,000 characters, …`. */
export type ReadScript = Script | { readonly unread: string };
