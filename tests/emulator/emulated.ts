import { createEmulator, type EmulatorOptions } from "../../emulator";
import { wireOf } from "./wire";

/** A clock that stands still until it is told to go on. */
export function handClock(start = Date.parse("2026-03-01T12:00:00.123Z")) {
    let time = start;
    return {
        now: () => time,
        advance(ms: number) {
            time += ms;
        },
    };
}

/** An emulator on a clock of its own, and somebody signed in. */
export async function emulated(options: EmulatorOptions = {}) {
    const clock = handClock();
    const emulator = createEmulator({ clock: clock.now, ...options });
    const wire = wireOf(emulator.handle);
    await wire.signIn();
    emulator.journal.clear();
    return { emulator, wire, clock };
}
