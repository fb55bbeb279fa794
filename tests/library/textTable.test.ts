import stringWidth from "string-width";

import { textTable } from "../../library/textTable";

const WIDE = "\u6536\u96c6";

describe("textTable", () => {
    const rows = {
        head: ["file", "by", "changed"],
        body: [
            ["Collect-Triage-Of-Everything.ps1", "Ann Example", "2026-01-01"],
            [`${WIDE}.sh`, "Bob", "2026-02-01"],
        ],
    };
    const at = (columns: number | undefined) =>
        textTable(rows, { columns, narrowed: [0, 1] }).split("\n");

    it("aligns its columns by what a terminal shows", () => {
        expect(textTable(rows).split("\n")).toEqual([
            "file                              by           changed",
            "Collect-Triage-Of-Everything.ps1  Ann Example  2026-01-01",
            `${WIDE}.sh                           Bob          2026-02-01`,
        ]);
        expect(at(undefined)).toEqual(textTable(rows).split("\n"));
        expect(at(80)).toEqual(textTable(rows).split("\n"));
    });

    it("goes on in the next line where a column is too wide, and further in, as no row of its own", () => {
        expect(at(34)).toEqual([
            "file        by        changed",
            "Collect-Tr  Ann       2026-01-01",
            " iage-Of-E   Example",
            " verything",
            " .ps1",
            `${WIDE}.sh     Bob       2026-02-01`,
        ]);
    });

    it("loses no character, however wide they are and however narrow the screen", () => {
        const name = `${WIDE.repeat(9)}-e\u0301e\u0301-\u{1f469}\u200d\u{1f680}.ps1`;
        for (let columns = 4; columns < 50; columns++) {
            const lines = textTable(
                { head: ["file"], body: [[name]] },
                { columns, narrowed: [0] },
            ).split("\n");
            for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
            expect(lines.slice(1).join("").replaceAll(" ", "")).toBe(name);
        }
    });
});
