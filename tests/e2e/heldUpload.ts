import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import type { Project } from "./project";

/** Holds the answer to an upload back that the service has stored, so that a run can be stopped there. */
export class HeldUpload {
    private held: PromiseWithResolvers<undefined> | undefined;
    private release = Promise.withResolvers<undefined>();

    /** For `Project.create`. */
    readonly answered = async ({ method, url }: Request): Promise<void> => {
        const { held } = this;
        const isUpload = method === "POST" && url.endsWith("/api/libraryfiles");
        if (!isUpload || held === undefined) return;
        held.resolve(undefined);
        await this.release.promise;
    };

    /** From now on; resolved when the service has stored one. */
    hold(): Promise<undefined> {
        this.release = Promise.withResolvers();
        this.held = Promise.withResolvers();
        return this.held.promise;
    }

    /** Lets it, and all that follow, be answered. */
    let(): void {
        this.held = undefined;
        this.release.resolve(undefined);
    }
}

/** A run of the CLI that can be stopped, and what it printed. */
export interface StoppableRun {
    readonly cli: ChildProcess;
    readonly exited: Promise<number | null>;
    readonly printed: () => string;
}

/** Starts the CLI as a person does in a terminal. */
export function startPulumi(project: Project, ...words: string[]): StoppableRun {
    const { folder, environment } = project;
    const cli = spawn("pulumi", [...words, "--stack", "test", "--non-interactive"], {
        cwd: folder,
        env: { ...process.env, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const printed: Buffer[] = [];
    cli.stdout.on("data", (data: Buffer) => printed.push(data));
    cli.stderr.on("data", (data: Buffer) => printed.push(data));
    const exited = once(cli, "exit").then(([code]) => code as number | null);
    return { cli, exited, printed: () => Buffer.concat(printed).toString() };
}

/** Takes the lock away that a killed run has left. */
export function cancelPulumi({ folder, environment }: Project): void {
    const env = { ...process.env, ...environment };
    const words = ["cancel", "--yes", "--stack", "test"];
    expect(spawnSync("pulumi", words, { cwd: folder, env }).status).toBe(0);
}

/** The processes that a process has started, and those that they have: the CLI's provider is one. */
export function processesBelow(parent: number): number[] {
    const children = processes().filter((one) => one.parent === parent);
    return children.flatMap(({ id }) => [id, ...processesBelow(id)]);
}

/** Whether one of these is alive; one that has ended and is not buried yet is not. */
export function areAlive(ids: readonly number[]): boolean {
    return processes().some(({ id, state }) => ids.includes(id) && !state.startsWith("Z"));
}

function processes(): { id: number; parent: number; state: string }[] {
    const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" });
    return table
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .map(([id, parent, state = ""]) => ({ id: Number(id), parent: Number(parent), state }));
}
