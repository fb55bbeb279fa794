import { explain } from "./afterRun";
import type { RunResult } from "./engineRun";
import { kindOf } from "./explained";
import { contentOf, edited } from "./program";
import type { Disturbance, Round, Schedule } from "./schedule";
import { somebody } from "./service";
import { liveNameOf } from "./stackState";
import { differences, Orphans } from "./library";
import { World, type Command, type Stage } from "./world";

/** So often `up` may be needed until nothing changes: each refusal has a way out of its own. */
const MAX_UPS = 12;

/** Something against a promise. */
export class Broken extends Error {
    override name = "Broken" as const;
}

/** Plays a schedule to its end. @throws {Broken} when a promise is. */
export async function runSchedule(
    schedule: Schedule,
    options: { readonly stage: Stage; readonly log?: (line: string) => void },
): Promise<void> {
    const world = new World(schedule, options.stage);
    const player = new Player(world, options.log ?? (() => undefined));
    try {
        for (const round of schedule.rounds) {
            await player.play(round);
            if (round.settles) await player.settle();
        }
        await player.settle();
    } finally {
        await world.close();
    }
}

class Player {
    private readonly orphans: Orphans;

    constructor(
        private readonly world: World,
        private readonly log: (line: string) => void,
    ) {
        this.orphans = new Orphans(world);
    }

    async play(round: Round): Promise<void> {
        const { world } = this;
        for (const edit of round.edits) world.program = edited(world.program, edit, world);
        for (const disturbance of round.before) await this.disturb(disturbance);
        const { during } = round;
        const happenings = during && [{ at: during.at, what: () => this.disturb(during.what) }];
        await this.run({
            what: round.command,
            continueOnError: round.continueOnError,
            parallel: round.parallel,
            faults: round.faults.map(({ meanwhile, ...fault }) => ({
                ...fault,
                ...(meanwhile && { meanwhile: () => this.disturb(meanwhile) }),
            })),
            kill: round.kill,
            ...(happenings && { happenings }),
        });
    }

    /** `up` until nothing changes, with the way out that each refusal names. */
    async settle(): Promise<void> {
        const { world } = this;
        let refreshes = false;
        const unfound = new Set<string>();
        for (let ups = 0; ups < MAX_UPS; ups++) {
            const isDue = world.ledger.drifted || world.state.interrupted.size > 0;
            const what = refreshes || isDue ? "upRefresh" : "up";
            refreshes = false;
            world.wait(world.ledger.hidden.longest);
            const { failures } = await this.run({ what });
            // After a run that was shown an old list a refresh is due.
            if (failures.length === 0 && world.ledger.hidden.misshown.size === 0) {
                this.require(await differences(world, this.orphans));
                await this.requireQuiet();
                return;
            }
            for (const failure of failures) {
                const kind = kindOf(failure);
                if (kind === "drift") refreshes = true;
                // Run again, for a list may lag; then the file is removed in the portal.
                if (kind === "unfound") {
                    if (unfound.has(failure.resource)) {
                        await world.removeInPortal(failure.message);
                        refreshes = true;
                    }
                    unfound.add(failure.resource);
                }
                if (kind !== "unowned") continue;
                world.program = world.program.map((each) =>
                    each.resource === failure.resource ? { ...each, adopt: true } : each,
                );
            }
        }
        throw new Broken(`nothing settled after ${MAX_UPS} ups`);
    }

    /** The next `up` has nothing to do, and calls nobody. */
    private async requireQuiet(): Promise<void> {
        const { ops } = await this.run({ what: "up" });
        const changes = ops.filter(({ op }) => op !== "same");
        const calls = this.world.service.emulator.journal.entries.map(({ call }) => call);
        if (changes.length === 0 && calls.length === 0) return;
        const what = changes.map(({ op, resource }) => `${op} ${resource}`);
        throw new Broken(`a second up did ${what.join(", ")} and called ${calls.join(", ")}`);
    }

    private async run(command: Command): Promise<RunResult> {
        const { world, orphans } = this;
        const before = world.state.read();
        const result = await world.run(command);
        const { met } = world.service;
        this.log(
            [
                `${command.what}: ${result.ops.map(({ op, resource }) => `${op} ${resource}`).join(", ")}`,
                ...(command.kill
                    ? [`  kill ${command.kill.who} at ${command.kill.at}: ${result.killed}`]
                    : []),
                ...met.map(({ call, effect }) => `  ${call} met ${JSON.stringify(effect)}`),
                ...result.failures.map(
                    ({ op, resource, message }) => `  ${op} ${resource}: ${message}`,
                ),
                `  program ${world.program.map((d) => `${d.resource}=${d.fileName}#${d.content}${d.adopt ? "!" : ""}`).join(" ")}`,
                `  state ${world.state
                    .files()
                    .map(
                        (e) =>
                            `${e.urn.split("::").at(-1)}=${liveNameOf(e)}${e.isOld ? " (old)" : ""}`,
                    )
                    .join(" ")}`,
                `  live ${(await world.service.library.list()).map((f) => `${f.fileName}:${f.sha256.slice(0, 6)}`).join(" ")}`,
            ].join("\n"),
        );
        this.require(await explain(world, { command, result, before, orphans }));
        return result;
    }

    private require(problems: readonly string[]): void {
        if (problems.length > 0) throw new Broken(problems.join("\n"));
    }

    private async disturb({ kind, which, value }: Disturbance): Promise<void> {
        const { world } = this;
        const { library } = world.service;
        if (kind === "wait") {
            world.wait(1_200_000);
            return;
        }
        if (kind === "tear") {
            world.tear(which);
            return;
        }
        const names = new Set([
            ...world.program.map(({ fileName }) => fileName),
            ...world.state.files().map(liveNameOf),
        ]);
        const name = kind === "putOther" ? `z${value % 2}.sh` : [...names][which % names.size];
        if (name === undefined) return;
        this.log(`somebody: ${kind} ${name}`);
        if (kind === "remove") await world.service.removeOutside(name);
        else if (kind === "putAlike")
            await library.put(name, contentOf(value), { createdBy: somebody });
        else if (kind === "putInOtherCase")
            await library.put(name.toUpperCase(), contentOf(value), { createdBy: somebody });
        else if (kind === "retext") {
            const bytes = await library.read(name);
            if (bytes === undefined) return;
            await library.put(name, bytes, { description: "theirs", createdBy: somebody });
        } else
            await library.put(name, `theirs ${value}\n${contentOf(99)}`, { createdBy: somebody });
    }
}
