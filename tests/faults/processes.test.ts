import * as fc from "fast-check";

import { inRealTime } from "./inRealTime";
import { runSchedule } from "./runSchedule";
import { schedules } from "./schedule";
import { inItsOwnProcess } from "./stages";
import { chosen, logged, size } from "./size";

describe("a stack whose provider is a process of its own", () => {
    it("loses nothing and settles, whatever the schedule", async () => {
        await fc.assert(
            fc.asyncProperty(schedules.map(inRealTime), async (schedule) => {
                await runSchedule(schedule, { stage: inItsOwnProcess(), ...logged });
            }),
            { ...chosen, numRuns: size.processes },
        );
    });
});
