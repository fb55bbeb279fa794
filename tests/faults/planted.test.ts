import * as fc from "fast-check";

import { plants } from "./plants";
import { runSchedule } from "./runSchedule";
import { sample } from "./sample";
import { schedules } from "./schedule";
import { inThisProcess } from "./stages";
import { symptoms } from "./symptoms";

describe("the checker of the schedules", () => {
    it.each(Object.keys(plants))("finds that %s", async (name) => {
        const plant = plants[name]!;
        const found = await fc.check(
            fc.asyncProperty(schedules, (schedule) =>
                runSchedule(schedule, { stage: inThisProcess(plant) }),
            ),
            { ...sample, endOnFailure: true },
        );
        expect(found.failed).toBe(true);
        expect(found.errorInstance).toMatchObject({
            name: "Broken",
            message: expect.stringMatching(symptoms[name]!) as string,
        });
    });
});
