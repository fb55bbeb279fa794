import * as pulumi from "@pulumi/pulumi";

import { openContentIndex, type ContentIndex } from "../library/contentIndex";
import { fileNameKey } from "../library/fileName";
import { openRunNotes, type RunNotes } from "../library/runNotes";
import { UserFolderError, userFolderPath } from "../library/userFolder";

/** What all resources of one run of a program share. */
interface ProgramRun {
    readonly content: ContentIndex;
    readonly notes: RunNotes;
    /** Tenant and name of each file, and the resource that has it. */
    readonly taken: Map<string, { resource: string; fileName: string }>;
    /** The first thing that was refused. */
    refusal?: pulumi.RunError;
}

const runs = new Map<string, ProgramRun>();

/** The run of the program that is under way: one for each engine that this process serves. */
export function programRun(): ProgramRun {
    const engine = process.env["PULUMI_NODEJS_ENGINE"] ?? "no-engine";
    let run = runs.get(engine);
    if (run === undefined) {
        run = openRun(engine);
        runs.set(engine, run);
    }
    return run;
}

function openRun(engine: string): ProgramRun {
    const folder = userFolderPath(process.env);
    const now = Date.now;
    try {
        return {
            content: openContentIndex({ folder, now }),
            notes: openRunNotes({ folder, run: engine, starts: true, now }),
            taken: new Map(),
        };
    } catch (error) {
        if (!(error instanceof UserFolderError)) throw error;
        throw new pulumi.RunError(error.message);
    }
}

/**
 * A refusal, shown without a stack trace. It also stops the resources that the program has made
 * before it, which Pulumi would register all the same: see {@link unlessRefused}.
 */
export function refusal(message: string): pulumi.RunError {
    const error = new pulumi.RunError(message);
    programRun().refusal ??= error;
    return error;
}

/**
 * Holds a value back until the program's synchronous part is through, and for ever when something
 * in it was refused: nothing of a program that has a mistake is registered. All are stopped by the
 * same error object, which Pulumi shows once.
 */
export async function unlessRefused<T>(value: T): Promise<T> {
    const run = programRun();
    await new Promise((resolve) => setImmediate(resolve));
    if (run.refusal !== undefined) throw run.refusal;
    return value;
}

/** Forgets the run that is under way: for tests, which make several programs in one process. */
export function forgetProgramRun(): void {
    runs.clear();
}

/**
 * Takes a name in a tenant's library for one resource. The library is flat and its names are
 * compared without case.
 *
 * @throws {pulumi.RunError} when another resource of the program has it, naming both.
 */
export function takeName(name: { tenantId: string; fileName: string; resource: string }): void {
    const { taken } = programRun();
    const key = `${name.tenantId}/${fileNameKey(name.fileName)}`;
    const other = taken.get(key);
    if (other !== undefined && other.resource !== name.resource) {
        const names =
            other.fileName === name.fileName
                ? `both name the file ${name.fileName}`
                : `name the files ${other.fileName} and ${name.fileName}, which are the same file: ` +
                  `the library compares names without case`;
        throw refusal(
            `The resources "${other.resource}" and "${name.resource}" ${names} (tenant ` +
                `${name.tenantId}). Nothing was uploaded. Give one of them another fileName.`,
        );
    }
    taken.set(key, { resource: name.resource, fileName: name.fileName });
}
