import * as fc from "fast-check";

import { runSchedule } from "./runSchedule";
import { schedules } from "./schedule";
import { size } from "./size";
import { inThisProcess } from "./stages";

describe("a stack that marks its files, under faults, kills and other people", () => {
    it("loses nothing and settles, whatever the schedule", async () => {
        await fc.assert(
            fc.asyncProperty(schedules, async (schedule) => {
                await runSchedule(schedule, { stage: inThisProcess(undefined, { mark: true }) });
            }),
            { seed: 1, numRuns: size.schedules / 2 },
        );
    });
});
