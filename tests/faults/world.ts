import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BehaviourOptions } from "../../emulator";
import { openContentIndex } from "../../library/contentIndex";
import { sha256Of } from "../../library/digest";
import { markOf, stackKeyOf } from "../../library/mark";
import { openRunNotes } from "../../library/runNotes";
import { __provider } from "../host/providerProcess";
import type { FakeClock } from "../defender/fakeClock";
import { EngineUp, type Registration } from "./engineUp";
import type { RunResult } from "./engineRun";
import { Ledger } from "./ledger";
import { Lifeline, type Happening, type Victim } from "./lifeline";
import { contentOf, type Declared, type NameKind } from "./program";
import type { Bag, Seat } from "./seat";
import { Service, tenantId, type PlannedFault } from "./service";
import { fileUrn, liveNameOf, pinUrn, resourceOf, StackState } from "./stackState";

const stackName = markOf("faults", "test");

/** One command, and what goes wrong meanwhile. */
export interface Command {
    readonly what: "up" | "upRefresh" | "refresh" | "destroy";
    readonly continueOnError?: boolean;
    readonly parallel?: number;
    readonly faults?: readonly PlannedFault[];
    readonly kill?: { readonly at: number; readonly who: Victim } | undefined;
    readonly happenings?: readonly Happening[];
}

/** Whether somebody acts in the middle of it. */
export function isDisturbed({ happenings = [], faults = [] }: Command): boolean {
    return happenings.length > 0 || faults.some(({ meanwhile }) => meanwhile !== undefined);
}

/** Where the provider is, and whose time it has. */
export interface Stage {
    /** The time of everybody; without it the machine's. */
    readonly clock: FakeClock | undefined;
    /** Begins a run: a provider, and the address that it is told of its engine. */
    open(run: {
        readonly service: Service;
        readonly whenKilled: (kill: (who: Victim) => void) => void;
        readonly lifeline: Lifeline;
        readonly userFolder: string;
        readonly number: number;
    }): Promise<{ readonly seat: Seat; readonly engine: string }>;
    close(): Promise<void>;
}

/** A stack, its program's folder, the service, and who looks at all that is done to it. */
export class World {
    readonly state = new StackState();
    readonly service: Service;
    readonly ledger: Ledger;
    program: readonly Declared[] = [];
    /** Nothing has been killed so far, and no step has failed. */
    wentSmoothly = true;
    private readonly isPaged: boolean;
    private readonly folder = mkdtempSync(join(tmpdir(), "mde-faults-"));
    private runs = 0;
    private resources = 0;

    /** What its files may be called. */
    readonly names: NameKind;

    constructor(
        { behaviour, names = "plain" }: { behaviour: BehaviourOptions; names?: NameKind },
        private readonly stage: Stage,
    ) {
        this.names = names;
        mkdirSync(join(this.folder, "src"));
        const { clock } = stage;
        this.isPaged = Number.isFinite(behaviour.list?.pageSize ?? Infinity);
        this.ledger = new Ledger(this.state, { behaviour, now: this.now });
        this.service = new Service(behaviour, this.ledger, clock);
    }

    /** Waits, where the time is the test's own. */
    wait(ms: number): void {
        this.stage.clock?.pass(ms);
    }

    now = () => (this.stage.clock?.now ?? Date.now)();
    newName = () => `r${++this.resources}`;

    /** A person removes the file that a message names. */
    async removeInPortal(message: string): Promise<void> {
        for (const { fileName } of await this.service.library.list())
            if (message.startsWith(`"${fileName}"`)) await this.service.removeOutside(fileName);
    }

    /** Somebody saves another content in a source file. */
    tear(which: number): void {
        const declared = this.program[which % Math.max(this.program.length, 1)];
        if (declared !== undefined) writeFileSync(this.sourceOf(declared), "torn\n");
    }

    /** Carries a command out. */
    async run(command: Command): Promise<RunResult> {
        const number = ++this.runs;
        const { service, stage } = this;
        stage.clock?.pass(5_000);
        for (const declared of this.program)
            writeFileSync(this.sourceOf(declared), contentOf(declared.content));
        let kill: (who: Victim) => void = () => undefined;
        const lifeline = new Lifeline(command.happenings ?? [], command.kill, (who) => {
            kill(who);
        });
        service.begin(command.faults ?? []);
        const { program } = this;
        const met = () => service.met;
        const disturbed = isDisturbed(command);
        const mayTearList = () =>
            disturbed &&
            (this.isPaged || service.met.some(({ effect }) => effect.kind === "failingPage"));
        const { keyOf } = this.ledger;
        const sent = (key: string, sha256: string) =>
            service.emulator.journal
                .of("upload")
                .filter((each) => each.sha256 === sha256 && keyOf(each.fileName ?? "") === key)
                .length;
        this.ledger.begin({ number, program, met, mayTearList, sent });
        const userFolder = join(this.folder, "user");
        const whenKilled = (how: typeof kill) => {
            kill = how;
        };
        const opened = { service, lifeline, whenKilled, userFolder, number };
        const { seat, engine } = await stage.open(opened);
        const { parallel = 8, continueOnError = false } = command;
        const run = new EngineUp(seat, lifeline, this.state, { parallel, continueOnError });
        const before = this.state.files();
        const result = await run.run(async () => {
            if (command.what === "upRefresh" || command.what === "refresh") await run.refresh();
            if (command.what === "up" || command.what === "upRefresh")
                await run.up(() => this.registrations(engine, userFolder));
            if (command.what === "destroy") await run.destroy();
        });
        await seat.close();
        await service.settled();
        const now = new Set(this.state.files().map(liveNameOf).map(keyOf));
        for (const entry of before)
            if (!now.has(keyOf(liveNameOf(entry))))
                this.ledger.givesUp(liveNameOf(entry), resourceOf(entry.urn), result);
        this.ledger.end({ wasKilled: result.killed });
        const wentWell = !result.killed && result.failures.length === 0;
        this.wentSmoothly &&= wentWell && this.ledger.hidden.misshown.size === 0;
        return result;
    }

    async close(): Promise<void> {
        await this.stage.close();
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** What the program's process does, by the same functions as the SDK. */
    private registrations(engine: string, folder: string): Registration[] {
        const { now } = this;
        const content = openContentIndex({ folder, now });
        const notes = openRunNotes({ folder, run: engine, starts: true, now });
        const pin: Registration = {
            urn: pinUrn,
            aliases: [],
            props: { tenantId, __kind: "tenantPin", __provider },
            beforehand: () => undefined,
        };
        const files = this.program.map((declared): Registration => {
            const { resource, aliases, fileName, description, adopt } = declared;
            const bytes = Buffer.from(contentOf(declared.content));
            const sha256 = sha256Of(bytes);
            content.notePlace(sha256, this.sourceOf(declared));
            const props: Bag = {
                fileName,
                sha256,
                size: bytes.length,
                source: `src/${resource}`,
                tenantId,
                __resource: `${resource}/${stackKeyOf(stackName)}`,
                __stack: stackName,
                __provider,
                ...(description === "" ? {} : { description }),
                ...(adopt ? { adopt } : {}),
            };
            return {
                urn: fileUrn(resource),
                aliases: aliases.map(fileUrn),
                props,
                beforehand: () => {
                    const note = { tenantId, fileName, resource };
                    notes.named(aliases.length === 0 ? note : { ...note, aliases });
                },
            };
        });
        return [pin, ...files];
    }

    private sourceOf({ resource }: Declared): string {
        return join(this.folder, "src", resource);
    }
}
