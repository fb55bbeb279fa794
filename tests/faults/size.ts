/** `npm run test:faults` sets it: all that the page says, and not the short sample of `npm test`. */
const isLong = process.env["FAULT_RUN"] === "long";

/** How many there are of each, in `npm test` and in `npm run test:faults`. */
export const sizes = {
    short: { schedules: 60, processes: 1, kills: 2 },
    long: { schedules: 2_000, processes: 20, kills: 50 },
};
const { FAULT_SEED, FAULT_PATH, FAULT_RUNS } = process.env;
const asked = FAULT_RUNS === undefined ? undefined : Number(FAULT_RUNS);

/** How many there are of each in this run. */
export const size = {
    ...(isLong ? sizes.long : sizes.short),
    ...(asked && { schedules: asked, processes: asked, kills: asked }),
};

/** Which schedules: those of a fixed seed, or those that the environment names. */
export const chosen = {
    seed: FAULT_SEED === undefined ? 1 : Number(FAULT_SEED),
    ...(FAULT_PATH === undefined ? {} : { path: FAULT_PATH, endOnFailure: true }),
};
/** How many schedules, the written ones among them, where the environment says it. */
export const runs = asked === undefined ? {} : { numRuns: asked };

/** What a schedule does, line by line, where it is run again by its path. */
export const logged =
    FAULT_PATH === undefined
        ? {}
        : {
              log: (line: string) => {
                  process.stderr.write(`${line}\n`);
              },
          };
