import * as pulumi from "@pulumi/pulumi";

import { printable } from "../library/fileName";
import { nearestWord } from "../library/nearest";
import { takenBy } from "./claimedName";
import { readLiveLibrary, type LiveLibraryFile } from "./getLibrary";
import type { Place } from "./place";
import { programRun, refusal, unlessRefused, type ProgramRun } from "./programRun";

/** What is to become of files that are live and belong to nobody here. */
export const unmanagedModes = ["ignore", "warn", "fail"] as const;
/** One of them. */
export type UnmanagedMode = (typeof unmanagedModes)[number];

/** A Library that looks for files that nobody has. */
export interface UnmanagedLook {
    /** The component's name in the program. */
    readonly name: string;
    readonly mode: "warn" | "fail";
    readonly place: Place;
    /** Tells a warning. */
    readonly warn: (message: string) => void;
    /** Reads what is live. */
    readonly read?: typeof readLiveLibrary;
}

/**
 * The mode that a Library was given.
 *
 * @throws {pulumi.RunError} when it is none.
 */
export function unmanagedMode(name: string, given: unknown): UnmanagedMode {
    const mode = given ?? "ignore";
    const known = unmanagedModes.find((each) => each === mode);
    if (known !== undefined) return known;
    const nearest = typeof mode === "string" ? nearestWord(mode, unmanagedModes) : undefined;
    const hint = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
    throw refusal(
        `Library "${name}" has the "unmanaged" ${printable(JSON.stringify(mode))}, which must be ` +
            `${unmanagedModes.join(", ")}${hint}. Nothing was registered.`,
    );
}

/**
 * Looks for files that are live and belong to nobody: that nothing in the program has, under whatever
 * resource or Library, and that no stack has marked. Passes with a warning, or fails.
 *
 * The program's names are taken when its resources are made, so that those are known which it has made
 * before anything was waited for.
 *
 * @throws {pulumi.RunError} when there are such files, or it cannot be told, and the mode is `fail`.
 */
export async function noneUnmanaged(look: UnmanagedLook): Promise<void> {
    const { name, mode, place, warn } = look;
    const run = programRun();
    await unlessRefused(undefined, run);
    if (place.settings !== undefined && (await place.settings) === undefined) {
        warn(
            `Library "${name}" did not look for unmanaged files: this preview does not know its ` +
                `provider's arguments yet. The "pulumi up" will.`,
        );
        return;
    }
    let live;
    try {
        live = await (look.read ?? readLiveLibrary)(`Library "${name}"`, place.provider);
    } catch (error) {
        if (run.refusal !== undefined) throw run.refusal;
        if (!(error instanceof pulumi.RunError)) throw error;
        if (mode === "fail") throw stopped(run, name, error.message);
        warn(`Library "${name}" did not look for unmanaged files. ${error.message}`);
        return;
    }
    // Names that come with a tenant, or with a promise, are taken in the turns after these are known.
    await unlessRefused(undefined, run);
    const { tenantId } = live;
    const found = live.files.filter(
        ({ fileName, mark }) =>
            mark === undefined && takenBy(run, { tenantId, fileName }) === undefined,
    );
    if (found.length === 0) return;
    const text = await unmanagedText(tenantId, found);
    const late = [...run.late.values()].filter((each) => (each.tenantId ?? tenantId) === tenantId);
    const open =
        late.length === 0
            ? ""
            : ` Whether one of them is the file of ` +
              `${late.map(({ resource }) => JSON.stringify(resource)).join(", ")} is not known yet, for ` +
              `its name is not: give it a "fileName" as plain text.`;
    if (mode === "fail" && !(late.length > 0 && pulumi.runtime.isDryRun()))
        throw stopped(run, name, `${text}${open}`);
    // Several Libraries of a tenant find the same.
    const told = `${text}${open}`;
    if (run.told.has(told)) return;
    run.told.add(told);
    warn(told);
}

/** Several Libraries of a tenant are stopped by the error of the first. */
function stopped(run: ProgramRun, name: string, why: string): pulumi.RunError {
    return (
        run.refusal ??
        refusal(
            `Library "${name}" was stopped before any file of it was uploaded, as its "unmanaged" is ` +
                `"fail". ${why}`,
        )
    );
}

/** More fill the screen. */
const MAX_ROWS = 30;

/** Loaded when it is needed: a program that finds none pays nothing for it. */
async function unmanagedText(tenantId: string, found: readonly LiveLibraryFile[]): Promise<string> {
    const { textTable } = await import("../library/textTable.js");
    const table = textTable({
        head: ["file", "uploaded by", "on"],
        body: found
            .slice(0, MAX_ROWS)
            .map(({ fileName, createdBy, creationTime = "not known" }) => [
                printable(fileName),
                printable(createdBy || "somebody unnamed"),
                creationTime.slice(0, "2026-01-31".length),
            ]),
    });
    const more = found.length - MAX_ROWS;
    const lines = [...table.split("\n"), ...(more > 0 ? [`and ${more} more`] : [])];
    const [what, it] =
        found.length === 1
            ? ["1 file is live that belongs", "it"]
            : [`${found.length} files are live that belong`, "them"];
    return (
        `In tenant ${tenantId} ${what} to nobody as far as this program knows: nothing in it has ${it}, and ` +
        `no stack has marked ${it}. "npx pulumi-mde list" tells what another stack of the project has.\n${lines.map((line) => `  ${line}\n`).join("")}` +
        `"npx pulumi-mde adopt DIR" compares them with a folder, to take them over; "npx pulumi-mde ` +
        `prune" removes them. What was just taken out of the program counts too, until a run has ` +
        `removed it, unless it bears a mark (mde:mark): set unmanaged to "warn" for that run.`
    );
}
