import type { Schedule } from "./schedule";
import { sizes } from "./size";
import { written } from "./written";

/** The schedules of a short run: those that are written down, then by chance, the same ones each time. */
export const sample = {
    seed: 1,
    numRuns: written.length + sizes.short.schedules,
    examples: written.map((schedule): [Schedule] => [schedule]),
};
