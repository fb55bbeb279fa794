import type { StoredFile } from "../../emulator";
import { fileNameKey } from "../../library/fileName";
import { splitMark } from "../../library/mark";
import type { RunResult } from "./engineRun";
import { isUnclear, kindOf } from "./explained";
import { digestOf } from "./program";
import { liveNameOf, type Entry } from "./stackState";
import type { World } from "./world";

/**
 * The stack's own files that no state knows of. A run that is killed after an upload leaves one
 * behind when its resource then leaves the program: no program can tell it from somebody else's.
 */
export class Orphans {
    private readonly excused = new Set<string>();

    constructor(private readonly world: World) {}

    has(fileName: string): boolean {
        return this.excused.has(this.world.ledger.keyOf(fileName));
    }

    /** After each run: what has become an orphan by something that explains it, and what has not. */
    async found(result: RunResult): Promise<string[]> {
        const { world } = this;
        const { ledger, program, state, service } = world;
        const names = state
            .files()
            .flatMap((entry) => [liveNameOf(entry), String(entry.outputs["fileName"])]);
        const known = new Set(names.map(ledger.keyOf));
        // A service that tells case apart has two files of what was one resource's and is another's.
        const alike = new Set(
            [...names, ...program.map(({ fileName }) => fileName)].map(fileNameKey),
        );
        const problems: string[] = [];
        for (const { fileName } of await service.library.list()) {
            const key = ledger.keyOf(fileName);
            if (known.has(key)) {
                this.excused.delete(key);
                continue;
            }
            const writer = ledger.writerOf(fileName);
            if (writer?.by !== "stack" || this.excused.has(key)) continue;
            const isExplained =
                writer.mangled ||
                result.killed ||
                ledger.isLiedAbout(fileName) ||
                (ledger.tellsCaseApart && alike.has(fileNameKey(fileName)));
            if (isExplained || this.isUnclear(key, result)) this.excused.add(key);
            else problems.push(`${fileName} is in the library, and the state has forgotten it`);
        }
        return problems;
    }

    /** A failure left its resource out of the state, with its file there perhaps. */
    private isUnclear(key: string, { failures }: RunResult): boolean {
        const { ledger, program, service } = this.world;
        const declared = program.find(({ fileName }) => ledger.keyOf(fileName) === key);
        // An answer that reports another digest may be of somebody's file, until a list shows it.
        const mayBeAnothers = service.met.some(
            ({ call, effect }) => call === "upload" && effect.kind === "wrongDigest",
        );
        return failures.some(
            (failure) =>
                failure.resource === declared?.resource &&
                (isUnclear(failure.message) || (mayBeAnothers && kindOf(failure) === "exists")),
        );
    }
}

function reportedTextOf({ outputs }: Entry): string | undefined {
    return (outputs["__reported"] as { description?: string } | undefined)?.description;
}

/** In what the library is not what the program says, beside somebody's files and orphans. */
export async function differences(world: World, orphans: Orphans): Promise<string[]> {
    const { program, service, ledger, state } = world;
    const live = await service.library.list();
    const ownAlike = (name: string) =>
        live.filter(
            ({ fileName }) =>
                fileNameKey(fileName) === fileNameKey(name) &&
                ledger.writerOf(fileName)?.by === "stack",
        );
    const problems = program.flatMap((declared) => {
        const { fileName, description } = declared;
        const entry = state.files().find((each) => each.outputs["fileName"] === fileName);
        // One that was taken over keeps the case of its name, which some services tell apart.
        const key = ledger.keyOf(entry === undefined ? fileName : liveNameOf(entry));
        const file = live.find((each) => ledger.keyOf(each.fileName) === key);
        if (ledger.tellsCaseApart && ownAlike(fileName).length > 1) {
            // One was another resource's: no delete takes what the program has in whatever case.
            const isThere = ownAlike(fileName).some(({ sha256 }) => sha256 === digestOf(declared));
            return isThere ? [] : [`${fileName} is in the library with other contents only`];
        }
        if (file === undefined) return [`${fileName} is not in the library`];
        if (file.sha256 !== digestOf(declared)) return [`${fileName} has another content`];
        if (entry === undefined) return [`${fileName} is not in the state`];
        const { text } = splitMark(file.description ?? "");
        // What somebody writes while an upload is verified may be taken for a text that was cut, and so
        // may a file of the same content that an old list has not shown.
        const mayBeCut = ledger.actedMeanwhile || ledger.wasLiedTo || ledger.hidden.longest > 0;
        const isCut = mayBeCut && reportedTextOf(entry) === text;
        if (text !== description && !isCut)
            return [`${fileName} has the description ${String(file.description)}`];
        if (liveNameOf(entry) !== file.fileName)
            return [`${fileName} is called ${file.fileName}, and the state does not know`];
        const writer = ledger.writerOf(fileName);
        // What another resource or somebody has put there keeps its name.
        const isOwn = writer?.by === "stack" && writer.namedBy === declared.resource;
        if (world.wentSmoothly && !ledger.hasActed && isOwn && file.fileName !== fileName)
            return [`${fileName} is called ${file.fileName}`];
        return [];
    });
    const wanted = new Set(
        [...program.map(({ fileName }) => fileName), ...state.files().map(liveNameOf)].map(
            ledger.keyOf,
        ),
    );
    const isWanted = ({ fileName }: StoredFile) => wanted.has(ledger.keyOf(fileName));
    for (const file of live) {
        if (isWanted(file) || orphans.has(file.fileName)) continue;
        if (ledger.writerOf(file.fileName)?.by === "stack")
            problems.push(`${file.fileName} is in the library, and not in the program`);
    }
    return problems;
}
