import { isUnclear } from "./explained";
import { InitFailed, type Seat } from "./seat";
import { Killed, type Lifeline } from "./lifeline";
import { isPin, resourceOf, type Entry, type StackState } from "./stackState";

/** What a run did to one resource. */
export type Op = "same" | "create" | "update" | "replace" | "delete" | "read";

/** A step that failed. */
export interface Failure {
    readonly op: Op | "check";
    readonly resource: string;
    readonly message: string;
}

/** How a run went. */
export interface RunResult {
    readonly failures: readonly Failure[];
    readonly ops: readonly { readonly op: Op; readonly resource: string }[];
    readonly killed: boolean;
}

/** A step that failed ends a run without `--continue-on-error`. */
class Stopped extends Error {}

/**
 * What all commands of the engine share (pulumi's pkg/resource/deploy and pkg/backend/snapshot.go):
 * steps in parallel, the state written as each one begins and ends, and what is kept of a failure.
 */
export class EngineRun {
    protected readonly failures: Failure[] = [];
    protected readonly ops: { op: Op; resource: string }[] = [];
    protected entries: Entry[];
    private readonly underWay = new Set<Promise<void>>();

    constructor(
        protected readonly seat: Seat,
        protected readonly lifeline: Lifeline,
        protected readonly state: StackState,
        protected readonly options: {
            readonly parallel: number;
            readonly continueOnError: boolean;
        },
    ) {
        this.entries = state.read();
    }

    /** Carries a command out, to its end or to the CLI's. */
    async run(command: () => Promise<void>): Promise<RunResult> {
        try {
            await this.lifeline.while("cli", command());
        } catch (error) {
            if (!(error instanceof Stopped || error instanceof Killed)) throw error;
            if (!this.lifeline.isDead("cli")) await this.settled();
        }
        const { failures, ops } = this;
        return { failures: [...failures], ops: [...ops], killed: this.lifeline.killed };
    }

    /** A call to the provider, as long as both live. */
    protected async call<T>(what: () => Promise<T>): Promise<T> {
        await this.unlessDead();
        await this.lifeline.moment();
        await this.unlessDead();
        const answer = await this.lifeline.while("provider", what());
        await this.lifeline.moment();
        return answer;
    }

    /** A CLI that is dead does nothing more. */
    protected async unlessDead(): Promise<void> {
        if (this.lifeline.isDead("cli")) await new Promise<never>(() => undefined);
    }

    /** Changes the state and writes it. */
    protected async write(change: (entries: Entry[]) => Entry[]): Promise<void> {
        await this.unlessDead();
        await this.lifeline.moment();
        await this.unlessDead();
        this.entries = change(this.entries);
        this.state.write(this.entries);
        await this.lifeline.moment();
    }

    /** Begins steps of one resource when there is room for them. */
    protected async begin(steps: () => Promise<void>): Promise<void> {
        while (this.underWay.size >= this.options.parallel) await Promise.race(this.underWay);
        this.goesOn();
        const working: Promise<void> = steps()
            .catch(async (error: unknown) => {
                if (error instanceof Killed) await this.unlessDead();
                if (!(error instanceof Stopped)) throw error;
            })
            .finally(() => this.underWay.delete(working));
        this.underWay.add(working);
    }

    /** All steps that have begun are through. */
    protected async settled(): Promise<void> {
        await Promise.all(this.underWay);
    }

    /** Whether new steps may begin. @throws {Stopped} */
    protected goesOn(): void {
        if (this.failures.length > 0 && !this.options.continueOnError) throw new Stopped();
    }

    /** Does a step, and remembers its failure. */
    protected async step<T>(
        op: Op,
        entry: { urn: string },
        work: () => Promise<T>,
        partly?: (error: InitFailed) => Promise<void>,
    ): Promise<T> {
        const resource = resourceOf(entry.urn);
        const operation = `${op} ${entry.urn}`;
        const isNoted = op === "update" || op === "delete";
        if (isNoted) this.state.interrupted.add(operation);
        try {
            const result = await this.call(work);
            if (!isPin(entry.urn) || op !== "same") this.ops.push({ op, resource });
            return result;
        } catch (error) {
            await this.unlessDead();
            // The CLI forgets it then; a person who reads the failure knows that it may be done.
            if (isNoted && !mayBeDone(error)) this.state.interrupted.delete(operation);
            if (error instanceof InitFailed) await partly?.(error);
            this.fail(op, entry.urn, error);
            throw new Stopped();
        }
    }

    protected fail(op: Failure["op"], urn: string, error: unknown): void {
        const message = error instanceof Error ? error.message : String(error);
        this.failures.push({ op, resource: resourceOf(urn), message });
    }

    /** Deletes, several at once; what a step before has failed for is left. */
    protected async deleteAll(entries: readonly Entry[]): Promise<void> {
        for (const entry of [...entries].reverse()) {
            await this.begin(async () => {
                if (entry.awaitsReplacement !== true)
                    await this.step("delete", entry, () =>
                        this.seat.delete(entry.id, entry.outputs),
                    );
                await this.write((all) => all.filter((each) => each !== entry));
                this.state.interrupted.delete(`delete ${entry.urn}`);
            });
        }
        await this.settled();
        this.goesOn();
    }

    /** Reads all that the state has: `pulumi refresh`, or what `up --refresh` does first. */
    async refresh(): Promise<void> {
        const found = new Map<Entry, Entry | undefined>();
        for (const entry of this.entries) {
            if (entry.awaitsReplacement === true) continue;
            await this.begin(async () => {
                const read = await this.step("read", entry, () =>
                    this.seat.read(entry.id, entry.outputs),
                );
                const inputs = read.inputs ?? entry.inputs;
                const { urn, isOld } = entry;
                const kept = { urn, ...(isOld && { isOld }) };
                const now: Entry = { ...kept, id: read.id, inputs, outputs: read.props };
                found.set(entry, read.id === "" ? undefined : now);
            }).catch((error: unknown) => {
                if (!(error instanceof Stopped)) throw error;
            });
        }
        await this.settled();
        // The state is written once, with what could be read, whether or not something failed.
        await this.write((all) =>
            all.flatMap((entry) => {
                const now = found.has(entry) ? found.get(entry) : entry;
                return now === undefined ? [] : [now];
            }),
        );
        if (this.failures.length > 0) throw new Stopped();
    }

    /** `pulumi destroy`: no program, and what depends on the pin goes before it. */
    async destroy(): Promise<void> {
        await this.deleteAll(this.entries.filter(({ urn }) => !isPin(urn)));
        if (this.failures.length === 0)
            await this.deleteAll(this.entries.filter(({ urn }) => isPin(urn)));
    }
}

/** Nobody knows what a provider has done that died, or had no answer. */
function mayBeDone(error: unknown): boolean {
    return error instanceof Killed || (error instanceof Error && isUnclear(error.message));
}
