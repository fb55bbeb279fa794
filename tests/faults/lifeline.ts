/** Which process is killed: the CLI, with which the run ends, or the provider alone. */
export type Victim = "cli" | "provider";

/** A process was killed: what waited for it gets no answer. */
export class Killed extends Error {
    override name = "Killed" as const;
}

/** Something that happens at a moment of a run. */
export interface Happening {
    /** Number of the moment, from 1. */
    readonly at: number;
    readonly what: () => Promise<void> | void;
}

/**
 * The moments of one run: before and after each call of the engine to the provider, each call of the
 * provider to the service and each write of the state. At any of them a process may be killed or
 * somebody else may act.
 */
export class Lifeline {
    private moments = 0;
    private readonly ended: Record<Victim, PromiseWithResolvers<never>> = {
        cli: Promise.withResolvers<never>(),
        provider: Promise.withResolvers<never>(),
    };
    private readonly dead = new Set<Victim>();

    constructor(
        private readonly happenings: readonly Happening[],
        private readonly kill: { readonly at: number; readonly who: Victim } | undefined,
        private readonly whenKilled: (who: Victim) => void = () => undefined,
    ) {
        for (const { promise } of Object.values(this.ended)) promise.catch(() => undefined);
    }

    /** A moment passes. */
    async moment(): Promise<void> {
        const now = ++this.moments;
        for (const { at, what } of this.happenings) if (at === now) await what();
        if (this.kill?.at === now) this.die(this.kill.who);
    }

    /** Whether somebody was killed. */
    get killed(): boolean {
        return this.dead.size > 0;
    }

    isDead(who: Victim): boolean {
        return this.dead.has(who) || (who === "provider" && this.dead.has("cli"));
    }

    /** A result as long as a process lives; a dead one's comes never. @throws {Killed} */
    while<T>(who: Victim, work: Promise<T>): Promise<T> {
        return Promise.race([work, this.ended[who].promise, this.ended.cli.promise]);
    }

    /** What a dead provider does: nothing, for ever. */
    async unlessDead(): Promise<void> {
        if (this.isDead("provider")) await new Promise<never>(() => undefined);
    }

    private die(who: Victim): void {
        this.dead.add(who);
        this.whenKilled(who);
        this.ended[who].reject(new Killed(`the ${who} was killed`));
    }
}
