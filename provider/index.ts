import { fstatSync } from "node:fs";

import type { dynamic } from "@pulumi/pulumi";

import { userFolderPath } from "../library/userFolder";
import { libraryClientOf } from "./client";
import { dynamicDoor } from "./dynamicDoor";
import { hasProgram } from "./engine";
import { createRuntime } from "./runtime";

/** Pulumi's host is started with the engine's address as its only argument. */
const engine = process.argv[2] ?? "no-engine";

const log = (line: string) => {
    process.stderr.write(`${line}\n`);
};

/**
 * The provider that each resource's constant `__provider` text asks for: one per process, made when
 * it is first needed.
 */
export const provider: dynamic.ResourceProvider = dynamicDoor((configuration) => {
    stopWithEngine();
    return createRuntime({
        configuration,
        environment: process.env,
        userFolder: userFolderPath(process.env),
        engine,
        hasProgram: () => hasProgram(engine),
        now: Date.now,
        log,
        client: (settings, tenantId) =>
            libraryClientOf({
                settings,
                tenantId,
                projectFolder: process.cwd(),
                environment: process.env,
                log,
            }),
    });
});

/**
 * Ends the process when the engine is gone: an orphan must not go on uploading under the next run.
 * The engine holds the other end of standard input, which then ends; anything but a pipe or
 * a socket (a terminal, /dev/null) says nothing about the engine.
 */
function stopWithEngine(): void {
    try {
        const input = fstatSync(0);
        if (!input.isFIFO() && !input.isSocket()) return;
    } catch {
        return; // Standard input is closed from the start: nothing to watch.
    }
    process.stdin.on("error", () => process.exit(1));
    process.stdin.on("end", () => process.exit(1));
    process.stdin.resume();
}
