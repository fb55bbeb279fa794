import * as fc from "fast-check";

import { runSchedule } from "./runSchedule";
import { sample } from "./sample";
import { schedules } from "./schedule";
import { chosen, logged, runs, size } from "./size";
import { inThisProcess } from "./stages";

describe("a stack under faults, kills and other people", () => {
    it("loses nothing and settles, whatever the schedule", async () => {
        await fc.assert(
            fc.asyncProperty(schedules, async (schedule) => {
                await runSchedule(schedule, { stage: inThisProcess(), ...logged });
            }),
            {
                examples: sample.examples,
                numRuns: sample.examples.length + size.schedules,
                ...chosen,
                ...runs,
            },
        );
    });
});
