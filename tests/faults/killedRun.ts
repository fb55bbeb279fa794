import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as passes } from "node:timers/promises";

import type { Project } from "../e2e/project";
import type { Victim } from "./lifeline";

/** When a real process is killed: at a line that the CLI prints, or at a call that was answered. */
export interface RealMoment {
    readonly at: "line" | "call";
    /** From 1; a run that is shorter is not killed. */
    readonly number: number;
}

/** Runs of a project's CLI, one of whose processes is killed (SIGKILL). */
export class KilledRuns {
    private calls = 0;
    private moment: RealMoment | undefined;
    private kill: () => void = () => undefined;

    /** For the project's service: each answer is a moment, before it goes out. */
    readonly answered = (): Promise<void> => {
        this.calls++;
        if (this.moment?.at === "call" && this.moment.number === this.calls) this.kill();
        return Promise.resolve();
    };

    /** An `up` in which a process is killed. @returns whether it was. */
    async up(project: Project, moment: RealMoment, who: Victim): Promise<boolean> {
        this.calls = 0;
        this.moment = moment;
        const words = ["up", "--yes", "--skip-preview", "--stack", "test"];
        const options = { cwd: project.folder, env: { ...process.env, ...project.environment } };
        const cli = spawn("pulumi", words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        const done = { killed: false };
        let providers: readonly number[] = [];
        this.kill = () => {
            if (done.killed || cli.exitCode !== null) return;
            providers = providersOf(cli);
            const [provider] = providers;
            if (who === "cli") done.killed = cli.kill("SIGKILL");
            else if (provider !== undefined) done.killed = process.kill(provider, "SIGKILL");
        };
        let lines = 0;
        cli.stderr.resume();
        createInterface({ input: cli.stdout }).on("line", () => {
            lines++;
            if (moment.at === "line" && moment.number === lines) this.kill();
        });
        await once(cli, "exit");
        this.moment = undefined;
        if (done.killed && who === "cli") {
            await gone(providers, { wasAtWork: this.calls > 0 });
            await cancel(project);
        }
        return done.killed;
    }
}

/** The provider of a CLI, if it has one yet: the one process of that name below it. */
function providersOf(cli: ChildProcess): number[] {
    const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
    const rows = table.split("\n").map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row));
    const parents = new Map(rows.map((row) => [Number(row?.[1]), Number(row?.[2])]));
    const isBelow = (pid: number): boolean => {
        const parent = parents.get(pid);
        return parent !== undefined && parent > 1 && (parent === cli.pid || isBelow(parent));
    };
    return rows
        .filter((row) => row?.[3]?.includes("dynamic-provider") === true)
        .map((row) => Number(row?.[1]))
        .filter(isBelow);
}

/**
 * A provider ends with its CLI, so that it does not go on uploading under the next run: what it was at
 * counts with the killed run. One that had not been asked for anything yet is Pulumi's host alone,
 * which knows of no such rule, and waits for ever.
 */
async function gone(
    providers: readonly number[],
    { wasAtWork }: { readonly wasAtWork: boolean },
): Promise<void> {
    const isAlive = (pid: number) => {
        const words = ["-o", "stat=", "-p", String(pid)];
        const { stdout } = spawnSync("ps", words, { encoding: "utf8" });
        // A process that has ended, and whose new parent has not asked, is a zombie.
        return /^[^Z\s]/.test(stdout);
    };
    for (let looks = 0; providers.some(isAlive); looks++) {
        await passes(100);
        if (looks < (wasAtWork ? 300 : 30)) continue;
        if (wasAtWork) throw new Error("the provider of a killed CLI lives on");
        for (const pid of providers.filter(isAlive)) process.kill(pid, "SIGKILL");
    }
}

/** As after any killed run; with what docs/reliability.md says where that fails. */
async function cancel(project: Project): Promise<void> {
    const words = ["cancel", "--yes"];
    const { failed, output } = await project.command(...words);
    if (!failed) return;
    const stacks = join(project.folder, "backend", ".pulumi", "stacks", "e2e");
    const emptied = readdirSync(stacks)
        .filter((name) => name.endsWith(".attrs"))
        .map((name) => join(stacks, name))
        .filter((path) => statSync(path).size === 0);
    if (!output.includes("EOF") || emptied.length === 0) throw new Error(output);
    for (const path of emptied) rmSync(path);
    const again = await project.command(...words);
    if (again.failed) throw new Error(again.output);
}
