import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { fileNameKey } from "./fileName";
import { appendJsonLine, jsonLinesReader } from "./jsonLines";
import {
    isLine,
    isPinLine,
    type Line,
    type PinLine,
    type PinNote,
    type RunNote,
} from "./runNoteLines";
import { ensureUserFolder, inUserFolder } from "./userFolder";

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/**
 * What the processes of one run (the program, and a provider process for each provider object)
 * tell each other: which files the program names, and which the provider has put there. Without it
 * a resource that was renamed in the program would lose its file: Pulumi makes the new resource
 * first and deletes the old one at the end, and both are the same file.
 */
export interface RunNotes {
    /** The program names this file. `aliases`: what else has identified the resource. */
    named(note: RunNote & { readonly aliases?: readonly string[] }): void;
    /**
     * The provider has checked this file: the program has it, and the run brings it about. (A
     * destroy checks nothing, also when it runs the program.) `digests`: what the resource has put
     * there in earlier runs, under this very name.
     */
    wanted(note: RunNote & { readonly digests?: readonly string[] }): void;
    /** The provider has put this file there, or has taken it over as it is. */
    wrote(note: RunNote): void;
    /**
     * The provider was to delete this file and has left it, because of a claim. `digests`: what the
     * stack knows the content to be.
     */
    left(note: RunNote & { readonly digests: readonly string[] }): void;
    /** The provider has deleted this file. */
    removed(note: RunNote): void;
    /** The name under which this run has deleted the file, in whatever case; the last one. */
    removedName(note: RunNote): string | undefined;
    /**
     * The digests of what a resource has put there itself, as far as this run tells: a replacement
     * finds its own old file, and content of one of these is nobody else's.
     */
    ownDigests(note: RunNote): string[];
    /**
     * Whether somebody in this run wants this file: then it must not be deleted.
     *
     * The run has just written it (in whatever case: to the service it is the same file), has checked
     * it (the old half of a replacement that was interrupted has the same name and resource as the
     * new one), or the program names it under another resource. Named under the same resource alone
     * it is no claim: that is `pulumi destroy --run-program`.
     */
    isClaimed(note: RunNote): boolean;
    /** The provider has checked this pin: the state is to keep it. */
    pinned(pin: PinNote): void;
    /** What was noted of a pin last; `undefined` when it was not checked in this run. */
    pinNote(pin: string): PinNote | undefined;
}

/**
 * The notes of one run.
 *
 * @param options.run what identifies the run: the address of its engine, which all processes of a
 * run are given and which differs from run to run.
 * @param options.starts true in the program, which comes first: notes that an earlier run left
 * under the same address are removed.
 * @throws {UserFolderError} when they cannot be written; so does each function that writes one.
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
    if (options.starts)
        inUserFolder(runs, () => {
            rmSync(join(runs, name), { recursive: true, force: true });
            removeOld(runs, now());
        });
    const folder = ensureUserFolder(runs, name);
    const own = join(folder, `${process.pid}.jsonl`);
    const write = (line: Line | PinLine) => {
        appendJsonLine(own, line);
    };
    const book = lineBook(folder, now);

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
        left: (note) => {
            write({ ...note, kind: "left", at: now() });
        },
        removed: (note) => {
            write({ ...note, kind: "removed", at: now() });
        },
        removedName: (note) =>
            book.about(note).findLast(({ kind }) => kind === "removed")?.fileName,
        ownDigests: (note) =>
            book
                .about(note)
                .flatMap((line) =>
                    "digests" in line && book.sameResource(line, note) ? line.digests : [],
                ),
        isClaimed: (note) =>
            book.about(note).some((line) => claims(line, note, book.sameResource(line, note))),
        pinned: (pin) => {
            write({ ...pin, kind: "pinned", at: now() });
        },
        pinNote: (pin) => book.pinNote(pin),
    };
}

function claims(line: Line, note: RunNote, sameResource: boolean): boolean {
    if (line.kind === "left" || line.kind === "removed") return false;
    // To the service names that differ in case are one file. Only a resource's own change of case
    // is to be told apart: that is a replacement which deletes first.
    if (line.kind === "wrote" || !sameResource) return true;
    if (line.kind !== "wanted") return false;
    // A resource that has put the file there in earlier runs changes nothing of its name in this one.
    return line.digests !== undefined || line.fileName === note.fileName;
}

interface LineBook {
    /** The lines about a file, in whatever case its name is, of all processes so far. */
    about(note: RunNote): readonly Line[];
    /** Whether both are of one resource, under whichever of its aliases. */
    sameResource(one: RunNote, other: RunNote): boolean;
    /** The newest line about a pin. */
    pinNote(pin: string): PinNote | undefined;
}

/** All lines of a run's folder by file: a run of thousands of files asks for each of them. */
function lineBook(folder: string, now: () => number): LineBook {
    const read = jsonLinesReader(folder);
    const byFile = new Map<string, Line[]>();
    const aliases = new Map<string, Set<string>>();
    const keyOf = (note: RunNote) => `${note.tenantId}/${fileNameKey(note.fileName)}`;
    const add = (line: Line) => {
        const key = keyOf(line);
        const lines = byFile.get(key);
        if (lines === undefined) byFile.set(key, [line]);
        else lines.push(line);
        if (line.kind !== "named" || line.resource === undefined) return;
        for (const alias of line.aliases ?? [])
            aliases.set(alias, (aliases.get(alias) ?? new Set()).add(line.resource));
    };
    const pins = new Map<string, PinLine>();
    const addPin = (line: PinLine) => {
        if (line.at >= (pins.get(line.pin)?.at ?? 0)) pins.set(line.pin, line);
    };
    const readOn = () => {
        for (const line of read()) {
            if (isLine(line)) add(line);
            else if (isPinLine(line)) addPin(line);
        }
    };
    const today = (resource: string | undefined) =>
        resource === undefined ? [] : [resource, ...(aliases.get(resource) ?? [])];
    return {
        about(note) {
            readOn();
            // However old: a run that sleeps for a night, in a closed laptop, still means it.
            return byFile.get(keyOf(note)) ?? [];
        },
        pinNote(pin) {
            readOn();
            const line = pins.get(pin);
            return line !== undefined && now() - line.at < DAY ? line : undefined;
        },
        sameResource: (one, other) =>
            one.resource === other.resource ||
            today(one.resource).some((resource) => today(other.resource).includes(resource)),
    };
}

/** A run may last for days; nothing is written into its folder while it waits. */
function removeOld(runs: string, now: number): void {
    for (const name of readdirSync(runs)) {
        const path = join(runs, name);
        if (now - lastUsed(path) > WEEK) rmSync(path, { recursive: true, force: true });
    }
}

/** A folder's own time is that of its newest name, not of the newest line. */
function lastUsed(folder: string): number {
    const usedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    try {
        return Math.max(
            usedAt(folder),
            ...readdirSync(folder).map((one) => usedAt(join(folder, one))),
        );
    } catch {
        return usedAt(folder); // No folder, or gone by now: another run looks as well.
    }
}
