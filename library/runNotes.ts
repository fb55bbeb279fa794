import { appendFileSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { fileNameKey } from "./fileName";
import { ensureUserFolder } from "./userFolder";

const DAY = 86_400_000;

/** A file of one tenant's library that a process of this run has to do with. */
export interface RunNote {
    readonly tenantId: string;
    readonly fileName: string;
    /** The URN of the resource that stands for the file. */
    readonly resource: string | undefined;
}

/**
 * What the processes of one run (the program, and a provider process for each provider object)
 * tell each other: which files the program names, and which the provider has put there. Without it
 * a resource that was renamed in the program would lose its file: Pulumi makes the new resource
 * first and deletes the old one at the end, and both are the same file.
 */
export interface RunNotes {
    /** The program names this file. */
    named(note: RunNote): void;
    /**
     * The provider has checked this file: the program has it, and the run brings it about. (A
     * destroy checks nothing, also when it runs the program.)
     */
    wanted(note: RunNote): void;
    /** The provider has put this file there, or has taken it over as it is. */
    wrote(note: RunNote): void;
    /**
     * Whether somebody else in this run wants this file: then it must not be deleted.
     *
     * The run has just written it (in whatever case: to the service it is the same file), has checked
     * it (the old half of a replacement that was interrupted has the same name and resource as the
     * new one), or the program names it under another resource. Named under the same resource alone
     * it is no claim: that is `pulumi destroy --run-program`.
     */
    isClaimed(note: RunNote): boolean;
}

type Line = RunNote & { readonly kind: "named" | "wanted" | "wrote"; readonly at: number };

/**
 * The notes of one run.
 *
 * @param options.run what identifies the run: the address of its engine, which all processes of a
 * run are given and which differs from run to run.
 * @param options.starts true in the program, which comes first: notes that an earlier run left
 * under the same address are removed.
 */
export function openRunNotes(options: {
    folder: string;
    run: string;
    starts: boolean;
    now: () => number;
}): RunNotes {
    const { now } = options;
    const runs = ensureUserFolder(options.folder, "runs");
    const name = options.run.replace(/[^A-Za-z0-9.-]/g, "_");
    if (options.starts) {
        rmSync(join(runs, name), { recursive: true, force: true });
        removeOld(runs, now());
    }
    const folder = ensureUserFolder(runs, name);
    const own = join(folder, `${process.pid}.jsonl`);
    const write = (line: Line) => {
        appendFileSync(own, JSON.stringify(line) + "\n", { mode: 0o600 });
    };

    return {
        named: (note) => {
            write({ ...note, kind: "named", at: now() });
        },
        wanted: (note) => {
            write({ ...note, kind: "wanted", at: now() });
        },
        wrote: (note) => {
            write({ ...note, kind: "wrote", at: now() });
        },
        isClaimed: (note) =>
            readLines(folder).some((line) => now() - line.at < DAY && claims(line, note)),
    };
}

function claims(line: Line, note: RunNote): boolean {
    if (line.tenantId !== note.tenantId) return false;
    // To the service names that differ in case are one file. Only a resource's own change of case
    // is to be told apart: that is a replacement which deletes first.
    if (line.kind === "wrote" || line.resource !== note.resource)
        return fileNameKey(line.fileName) === fileNameKey(note.fileName);
    return line.kind === "wanted" && line.fileName === note.fileName;
}

function readLines(folder: string): Line[] {
    return readdirSync(folder).flatMap((name) =>
        readFileSync(join(folder, name), "utf8").split("\n").flatMap(parseLine),
    );
}

/** A torn last line (its writer was killed) says nothing. */
function parseLine(text: string): Line[] {
    try {
        return [JSON.parse(text) as Line];
    } catch {
        return [];
    }
}

function removeOld(runs: string, now: number): void {
    for (const name of readdirSync(runs)) {
        const path = join(runs, name);
        const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
        if (used !== undefined && now - used > DAY) rmSync(path, { recursive: true, force: true });
    }
}
