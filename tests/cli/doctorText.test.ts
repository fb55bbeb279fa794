import { stripVTControlCharacters } from "node:util";

import { completed, failed, ok, warning } from "../../cli/check";
import type { DoctorReport } from "../../cli/doctorReport";
import { doctorText } from "../../cli/doctorText";

const sentence =
    "There is no such tenant in this cloud: check mde:tenantId and mde:cloud, and when both are right, " +
    "whether it has moved.";

const report: DoctorReport = {
    version: 1,
    ok: false,
    stack: null,
    project: null,
    checks: completed([
        ok("configuration", "the environment"),
        warning("cloud", "emulator"),
        failed("api", [sentence, "Another thing."]),
    ]),
};

describe("doctorText", () => {
    it("has a line for each thing that was found, whatever its length, in a pipe", () => {
        const lines = doctorText(report, { columns: undefined, colours: false }).split("\n");
        expect(lines.slice(0, 5)).toEqual([
            "ok           configuration  the environment",
            "warning      cloud          emulator",
            `failed       api            ${sentence}`,
            "failed       api            Another thing.",
            "not reached  authority",
        ]);
        expect(lines.at(-1)).toBe("");
    });

    it("breaks long texts beside mark and name where there is room", () => {
        const text = doctorText(report, { columns: 100, colours: false });
        expect(text).toContain(`failed       api            There is no such tenant in this cloud`);
        expect(text).toMatch(/\n {28}\S/);
        for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    });

    it.each([60, 80])("puts texts below where there are only %d columns", (columns) => {
        const text = doctorText(report, { columns, colours: false });
        expect(text).toContain("failed       api\n    There is no such tenant");
        for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
    });

    it("colours the marks and nothing else, and no width changes", () => {
        const coloured = doctorText(report, { columns: 100, colours: true });
        expect(coloured).toContain("\u001B[31mfailed");
        expect(stripVTControlCharacters(coloured)).toBe(
            doctorText(report, { columns: 100, colours: false }),
        );
    });
});
