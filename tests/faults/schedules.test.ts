import * as fc from "fast-check";

import { runSchedule } from "./runSchedule";
import { sample } from "./sample";
import { schedules } from "./schedule";

const seed = Number(process.env["FAULT_SEED"] ?? 1);
const path = process.env["FAULT_PATH"];
const numRuns = Number(process.env["FAULT_RUNS"] ?? 100);

describe("a stack under faults, kills and other people", () => {
    it("loses nothing and settles, whatever the schedule", async () => {
        await fc.assert(
            fc.asyncProperty(schedules, async (schedule) => {
                await runSchedule(schedule, {
                    ...(path !== undefined && { log: (line) => process.stderr.write(`${line}\n`) }),
                });
            }),
            { ...sample, seed, numRuns, ...(path !== undefined && { path, endOnFailure: true }) },
        );
    });
});
