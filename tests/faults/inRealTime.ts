import type { FaultEffect } from "../../emulator";
import type { FaultOfRound, Schedule } from "./schedule";

/** Effects after which a client waits for a minute or more. */
function isLong({ kind, ...more }: FaultEffect): boolean {
    if (kind === "throttle") return (more as { retryAfter?: string }).retryAfter !== "1";
    return ["delay", "wrongDigest", "mangled", "staleList"].includes(kind);
}

/**
 * A schedule for a provider whose time is the machine's: with a break in the place of what makes a
 * client wait long, no fault many times, and nobody else in the middle of a run, for the same reason.
 */
export function inRealTime({ names, rounds }: Schedule): Schedule {
    const short = (fault: FaultOfRound): FaultOfRound => ({
        ...fault,
        times: 1,
        effect: isLong(fault.effect) ? { kind: "resetAfter" } : fault.effect,
        meanwhile: undefined,
    });
    return {
        behaviour: { upload: { names: "any" } },
        ...(names && { names }),
        rounds: rounds.slice(0, 3).map((round) => ({
            ...round,
            faults: round.faults.slice(0, 2).map(short),
            during: undefined,
            settles: false,
        })),
    };
}
