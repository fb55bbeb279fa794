import type { FaultEffect, FaultKind, FaultSubject } from "./fault";
import { fingerprint, mulberry32 } from "./mulberry32";

/** Faults by chance, the same ones in every run with the same seed. */
export interface FaultSchedule {
    readonly seed: number;
    /** Share of calls that meet a fault, from 0 to 1. */
    readonly rate: number;
    /** Which faults there are; those that do not fit a call are left out for it. */
    readonly kinds: readonly FaultKind[];
}

const forListOnly: readonly FaultKind[] = ["staleList", "failingPage"];
const apiOnly: readonly FaultKind[] = ["wrongDigest", ...forListOnly];

/**
 * The effect that each call meets. Every kind of call, tenant and file name draws from a sequence of
 * its own, so that a run is the same again although its calls come in another order.
 */
export function createFaultSchedule(
    schedule: FaultSchedule,
): (subject: FaultSubject) => FaultEffect | undefined {
    const sequences = new Map<string, () => number>();
    return (subject) => {
        const key = [subject.call, subject.tenant, subject.fileName?.toLowerCase()].join("\n");
        const random = sequences.get(key) ?? mulberry32(schedule.seed ^ fingerprint(key));
        sequences.set(key, random);
        const drawn = random();
        const which = random();
        const kinds = schedule.kinds.filter((kind) => fits(kind, subject));
        if (drawn >= schedule.rate || kinds.length === 0) return undefined;
        const kind = kinds[Math.floor(which * kinds.length)];
        return kind && effectOf(kind, which);
    };
}

function fits(kind: FaultKind, { call }: FaultSubject): boolean {
    if (forListOnly.includes(kind)) return call === "list";
    if (kind === "mangled") return call === "upload";
    if (apiOnly.includes(kind)) return call === "list" || call === "upload";
    return true;
}

function effectOf(kind: FaultKind, chance: number): FaultEffect {
    if (kind === "answer")
        return { kind, status: [500, 502, 503, 504][Math.floor(chance * 997) % 4] ?? 500 };
    if (kind === "throttle") return { kind, retryAfter: "1" };
    if (kind === "delay") return { kind, ms: Math.floor(chance * 200) };
    return { kind };
}
