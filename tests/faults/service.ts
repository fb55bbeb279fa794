import type { Request, Response } from "undici";

import {
    createEmulator,
    type BehaviourOptions,
    type Emulator,
    type FaultEffect,
} from "../../emulator";
import type { CallKind } from "../../emulator/journal";
import type { FakeClock } from "../defender/fakeClock";
import type { Lifeline } from "./lifeline";
import { understood, type AskedCall } from "./understood";
import { watchedStore, type StoreChange } from "./watchedStore";

export const tenantId = "11112222-3333-4444-8555-666677778888";
export const clientId = "cccccccc-1111-4111-8111-cccccccccccc";
export const clientSecret = "faults~canary~secret";
/** Whoever else writes to the library. */
export const somebody = "somebody else";

/** Faults of one run: the call of that kind with that number, and those after it, go wrong. */
export interface PlannedFault {
    readonly call: "list" | "upload" | "delete" | "token";
    /** From 0. */
    readonly at: number;
    /** How many calls. */
    readonly times: number;
    readonly effect: FaultEffect;
    /** What somebody does at the moment that the first of them meets it. */
    readonly meanwhile?: (() => Promise<void>) | undefined;
}

/** A fault that a call has met. */
export interface MetFault {
    readonly call: PlannedFault["call"];
    readonly effect: FaultEffect;
}

/** What becomes of a call. */
export interface AskedTurn {
    /** Whether it was carried out its answer does not tell. */
    lost(): void;
    /** A list, or a page of one, was answered. `isWhole`: it shows all files as they are, or begins to. */
    listed(list: { readonly isWhole: boolean }): void;
}

/** Who looks at all that is done to the service. */
export interface Watcher {
    /** A file changes. */
    changing(change: StoreChange & { readonly isOutside: boolean }): void;
    /** A call reaches the service now. */
    asks(call: AskedCall): AskedTurn;
}

/** The service on the other side: an emulator whose calls are moments of the run. */
export class Service {
    readonly emulator: Emulator;
    /** The faults that calls of this run have met. */
    met: MetFault[] = [];
    private planned: readonly PlannedFault[] = [];
    private counts = new Map<CallKind, number>();
    private outside = 0;
    private readonly underWay = new Set<Promise<unknown>>();

    constructor(
        behaviour: BehaviourOptions,
        private readonly watcher: Watcher,
        /** The time that passes by itself; without it the machine's. */
        readonly clock?: FakeClock,
    ) {
        const store = watchedStore((change) => {
            const isOutside = change.after?.createdBy === somebody || this.outside > 0;
            watcher.changing({ ...change, isOutside });
        });
        this.emulator = createEmulator({
            store,
            behaviour,
            tenants: {
                [tenantId]: { apps: { [clientId]: { secret: clientSecret, displayName: "us" } } },
            },
            ...(clock && {
                clock: clock.now,
                // A late answer is a time that passes, for whoever holds the clock meanwhile too.
                sleep: (ms: number) => {
                    clock.pass(ms);
                    return Promise.resolve();
                },
            }),
        });
    }

    /** Begins a run with its faults. */
    begin(planned: readonly PlannedFault[]): void {
        this.planned = planned;
        this.counts = new Map();
        this.met = [];
        this.emulator.clearFaults();
        this.emulator.journal.clear();
    }

    /** All calls are through: what a dead provider has sent belongs to its own run. */
    async settled(): Promise<void> {
        await Promise.allSettled(this.underWay);
    }

    get library() {
        return this.emulator.library(tenantId);
    }

    /** Somebody else deletes a file. */
    async removeOutside(fileName: string): Promise<void> {
        this.outside++;
        await this.library.remove(fileName);
        this.outside--;
    }

    /** The way to the service of one run's provider; a dead one's call comes to nothing. */
    transport =
        (lifeline: Lifeline): Emulator["handle"] =>
        (request) =>
            this.answer(request, lifeline);

    private async answer(request: Request, lifeline: Lifeline): Promise<Response> {
        await lifeline.unlessDead();
        await lifeline.moment();
        await lifeline.unlessDead();
        // From here on it reaches the service, whoever dies.
        const answered = this.answered(request);
        const forget = () => this.underWay.delete(answered);
        this.underWay.add(answered);
        answered.then(forget, forget);
        const response = await answered;
        await lifeline.unlessDead();
        await lifeline.moment();
        await lifeline.unlessDead();
        return response;
    }

    private async answered(request: Request): Promise<Response> {
        const reading = understood(request);
        const call = await (this.clock?.hold(reading) ?? reading);
        if (call === undefined) return this.handled(request);
        const effect = await this.arm(call.call);
        const turn = this.watcher.asks(call);
        try {
            const response = await this.handled(request);
            if (call.call === "list" && response.ok) {
                const isTrue =
                    effect === undefined || ["delay", "failingPage"].includes(effect.kind);
                // A list in pages is as old as its first one.
                turn.listed({ isWhole: isTrue && !request.url.includes("?") });
            }
            if (
                response.status >= 500 ||
                response.status === 408 ||
                effect?.kind === "truncatedBody"
            )
                turn.lost();
            return response;
        } catch (error) {
            turn.lost();
            throw error;
        }
    }

    private handled(request: Request): Promise<Response> {
        const answer = this.emulator.handle(request);
        return this.clock?.hold(answer) ?? answer;
    }

    /** Asks for the fault that is planned for this call. */
    private async arm(call: PlannedFault["call"]): Promise<FaultEffect | undefined> {
        const count = this.counts.get(call) ?? 0;
        this.counts.set(call, count + 1);
        const fault = this.planned.find(
            (each) => each.call === call && each.at <= count && count < each.at + each.times,
        );
        if (fault === undefined) return undefined;
        if (count === fault.at) await fault.meanwhile?.();
        this.met.push({ call, effect: fault.effect });
        this.emulator.once({ call }, fault.effect);
        return fault.effect;
    }
}
