import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

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
        this.kill = () => {
            if (done.killed || cli.exitCode !== null) return;
            done.killed = who === "cli" ? cli.kill("SIGKILL") : killProvider(cli);
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
            const words = ["cancel", "--yes", "--stack", "test"];
            const { status, stderr } = spawnSync("pulumi", words, options);
            if (status !== 0) throw new Error(`pulumi cancel failed: ${String(stderr)}`);
        }
        return done.killed;
    }
}

/** Kills the provider of a CLI, if it has one yet: the one process of that name below it. */
function killProvider(cli: ChildProcess): boolean {
    const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
    const rows = table.split("\n").map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row));
    const parents = new Map(rows.map((row) => [Number(row?.[1]), Number(row?.[2])]));
    const isBelow = (pid: number): boolean => {
        const parent = parents.get(pid);
        return parent !== undefined && parent > 1 && (parent === cli.pid || isBelow(parent));
    };
    for (const row of rows) {
        const pid = Number(row?.[1]);
        if (row?.[3]?.includes("dynamic-provider") !== true || !isBelow(pid)) continue;
        return process.kill(pid, "SIGKILL");
    }
    return false;
}
