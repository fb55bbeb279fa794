/** The schedules of a short run: the same ones each time. */
export const sample = { seed: 1, numRuns: 60 } as const;
