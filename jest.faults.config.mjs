import base from "./jest.config.mjs";

// The workers inherit it: all schedules and kills that docs/reliability.md speaks of.
process.env.FAULT_RUN ??= "long";

export default {
    ...base,
    roots: ["<rootDir>/tests/faults"],
    maxWorkers: 1,
    testTimeout: 3_600_000,
};
