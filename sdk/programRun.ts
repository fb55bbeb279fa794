import * as pulumi from "@pulumi/pulumi";

import { openContentIndex, type ContentIndex } from "../library/contentIndex";
import { fileNameKey } from "../library/fileName";
import { openRunNotes, type RunNotes } from "../library/runNotes";
import { userFolderPath } from "../library/userFolder";

/** What all resources of one run of a program share. */
interface ProgramRun {
    readonly content: ContentIndex;
    readonly notes: RunNotes;
    /** Tenant and name of each file, and the resource that has it. */
    readonly taken: Map<string, { resource: string; fileName: string }>;
}

const runs = new Map<string, ProgramRun>();

/** The run of the program that is under way: one for each engine that this process serves. */
export function programRun(): ProgramRun {
    const engine = process.env["PULUMI_NODEJS_ENGINE"] ?? "no-engine";
    let run = runs.get(engine);
    if (run === undefined) {
        const folder = userFolderPath(process.env);
        const now = Date.now;
        run = {
            content: openContentIndex({ folder, now }),
            notes: openRunNotes({ folder, run: engine, starts: true, now }),
            taken: new Map(),
        };
        runs.set(engine, run);
    }
    return run;
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
        throw new pulumi.RunError(
            `The resources "${other.resource}" and "${name.resource}" ${names} (tenant ` +
                `${name.tenantId}). Nothing was uploaded. Give one of them another fileName.`,
        );
    }
    taken.set(key, { resource: name.resource, fileName: name.fileName });
}
