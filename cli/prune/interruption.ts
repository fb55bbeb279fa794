const signals = ["SIGINT", "SIGTERM"] as const;

/** The process as it is interrupted; a test has one of its own. */
export interface Interrupted {
    on(signal: (typeof signals)[number], listener: () => void): unknown;
    off(signal: (typeof signals)[number], listener: () => void): unknown;
    exit(code: number): unknown;
    readonly stderr: { write(text: string): unknown };
}

/**
 * Carries out what must not end half-way through a step. The first interruption asks it to stop after
 * the step, the second one ends the process; each says first how far it has come.
 *
 * @param told what has been done so far; it is asked at each interruption.
 */
export async function untilInterrupted(
    process: Interrupted,
    told: () => string,
    carryOut: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
    const stop = new AbortController();
    const interrupt = () => {
        const isFirst = !stop.signal.aborted;
        const what = isFirst
            ? "interrupted: it sends no other delete, and stops when the answer to its last call is there. " +
              "Interrupt it again to end at once"
            : "interrupted, and ended at once";
        process.stderr.write(`pulumi-mde: ${what}. ${told()}`);
        if (!isFirst) process.exit(1);
        stop.abort();
    };
    for (const signal of signals) process.on(signal, interrupt);
    try {
        await carryOut(stop.signal);
    } finally {
        for (const signal of signals) process.off(signal, interrupt);
    }
}
