import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

import type { Request, Response } from "undici";

import { createTokenAuthority } from "./accessToken";
import { behaviourOf, type BehaviourOptions } from "./behaviour";
import { createDirectory, isTenantId } from "./directory";
import { emulatedLibrary, type EmulatedLibrary } from "./emulatedLibrary";
import type { FaultEffect, FaultMatcher } from "./fault";
import { createFaults } from "./faults";
import type { FaultSchedule } from "./faultSchedule";
import { createHandler } from "./handler";
import { createIdTokenAuthority } from "./idToken";
import { createJournal, type Journal } from "./journal";
import { memoryStore } from "./memoryStore";
import { createQuota } from "./quota";
import { createRecentChanges } from "./recentChanges";
import { defaultSignInBehaviour, type SignInBehaviour } from "./signInBehaviour";
import { createSignInSessions } from "./signInSessions";
import type { Store } from "./store";
import type { TenantOptions } from "./tenantOptions";

/** How an emulator is made. Everything has a default. */
export interface EmulatorOptions {
    /** Where the libraries are kept. @default memoryStore() */
    readonly store?: Store;
    /**
     * The tenants by their ids. Without any, every GUID is a tenant, in which every client id with a
     * secret that is not empty, or with any sound assertion, may manage the library, and signs the
     * tenant's one person in.
     */
    readonly tenants?: Readonly<Record<string, TenantOptions>>;
    /** How people sign in. */
    readonly signIn?: Partial<SignInBehaviour>;
    /** Answers where the API's pages are silent. */
    readonly behaviour?: BehaviourOptions;
    /** Faults by chance, replayable. @default none */
    readonly faults?: FaultSchedule;
    /** Milliseconds since 1970; a fraction counts. @default the time of day */
    readonly clock?: () => number;
    /** Waits, for late answers. @default real time */
    readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
    /** A new request id for each call. @default a random GUID */
    readonly newId?: () => string;
    /** How long a token lives, in seconds. @default 3599 */
    readonly tokenLifetimeSeconds?: number;
}

/** The other side of the wire. */
export interface Emulator {
    /**
     * Answers a request; it may be used as a client's transport, detached from its object. It
     * answers at every host. Which one was called counts in the sign-in page's own addresses and in
     * what assertions are made out to, and for the API where its behaviour says so: `contextHost`,
     * `delayedAt`, `governmentAudience`, `foreignRegion`.
     *
     * @throws ConnectionResetError where a fault breaks the connection.
     */
    readonly handle: (request: Request) => Promise<Response>;
    /** What was asked, and what was answered. */
    readonly journal: Journal;
    /** The next call that fits goes wrong, once. */
    readonly once: (matcher: FaultMatcher, effect: FaultEffect) => void;
    /** Forgets the faults that did not come. */
    readonly clearFaults: () => void;
    /** How many faults asked for with `once` are still to come. */
    readonly pendingFaults: () => number;
    /** A door to a tenant's library beside the API. @throws TypeError for what is not a tenant's id. */
    readonly library: (tenantId: string) => EmulatedLibrary;
    /** Most bytes of a request's body that are read. */
    readonly maxBodyBytes: number;
}

/** An emulator of the live response library and of the sign-in page. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
    const behaviour = behaviourOf(options.behaviour);
    const store = options.store ?? memoryStore();
    const clock = options.clock ?? timeOfDay;
    const journal = createJournal(store.journal);
    const faults = createFaults(options.faults);
    const recent = createRecentChanges(behaviour.list);
    // Larger uploads are read to their end, so that a client sees the refusal and not a broken pipe.
    const maxBodyBytes = 2 * behaviour.upload.sizeLimit.bytes + 1024 * 1024;
    const handle = createHandler({
        store,
        behaviour,
        clock,
        faults,
        recent,
        maxBodyBytes,
        signIn: {
            directory: createDirectory(options.tenants),
            tokens: createTokenAuthority(options.tokenLifetimeSeconds ?? 3599),
            idTokens: createIdTokenAuthority(),
            sessions: createSignInSessions(),
            behaviour: { ...defaultSignInBehaviour, ...options.signIn },
        },
        quota: createQuota(behaviour.service.rateLimit, clock),
        sleep: options.sleep ?? ((ms, signal) => wait(ms, undefined, signal && { signal })),
        newId: options.newId ?? randomUUID,
        record: (entry) => {
            journal.add(entry);
        },
    });
    return {
        handle,
        journal,
        once: faults.once,
        clearFaults: faults.clear,
        pendingFaults: () => faults.pending,
        library(tenantId) {
            if (!isTenantId(tenantId)) throw new TypeError(`${tenantId} is not a tenant's id.`);
            const { nameCase } = behaviour.service;
            return emulatedLibrary(store, tenantId.toLowerCase(), { nameCase, clock, recent });
        },
        maxBodyBytes,
    };
}

let latest = 0;

/**
 * The time of day, with the fraction of a millisecond that real timestamps have. The two clocks do not
 * tick together, so that their sum alone could go back by a part of a millisecond.
 */
function timeOfDay(): number {
    const time = Date.now() + (performance.now() % 1);
    latest = time < latest && latest - time < 1 ? latest : time;
    return latest;
}
