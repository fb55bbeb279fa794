import fc from "fast-check";

import { readSidecar } from "../../library/sidecar";
import { editedSidecar, SidecarEditError, type SidecarChange } from "../../library/sidecarEdit";

const names = ["A.sh", "b.sh", "c.ps1"];
const edit = (text: string | undefined, ...changes: SidecarChange[]) =>
    editedSidecar(text, changes, names);

describe("editedSidecar", () => {
    it("makes a sidecar where there is none", () => {
        const text = edit(
            undefined,
            { fileName: "A.sh", texts: { description: "Collects: it" } },
            { fileName: "b.sh", texts: { parametersDescription: "", hasParameters: true } },
        );
        expect(text).toBe(
            'files:\n  A.sh:\n    description: "Collects: it"\n' +
                '  b.sh:\n    parametersDescription: ""\n    hasParameters: true\n',
        );
    });

    it("keeps comments, the order, other entries, the indentation and what a file has already", () => {
        const before = [
            "# The texts of our scripts.",
            "files:",
            "    # first, for it is the oldest",
            "    c.ps1:",
            '        description: "kept: as it is"',
            "",
            "    a.sh:",
            "        # in another case",
            "        description: old # why",
            "        hasParameters: true",
            "# the end",
            "",
        ];
        const after = edit(
            before.join("\n"),
            { fileName: "A.sh", texts: { description: "new" } },
            { fileName: "b.sh", texts: { description: "b" } },
        );
        const expected = [...before];
        expected[8] = "        description: new # why";
        expected.splice(10, 0, "    b.sh:", "        description: b", "");
        expect(after).toBe(expected.join("\n"));
    });

    it.each([
        ["nothing", ""],
        ["a comment", "# to be written\n"],
        ["a null", "files:\n"],
        ["an empty map", "files: {}\n"],
        ["an empty document", "{}\n"],
        ["a file without texts", "files:\n  b.sh:\n"],
    ])("adds to %s", (_, before) => {
        const text = edit(before, { fileName: "b.sh", texts: { description: "b" } });
        expect(readSidecar(text, names)).toEqual({
            files: new Map([["b.sh", { description: "b" }]]),
            problems: [],
        });
        expect(text).not.toContain("{");
        if (before.startsWith("#")) expect(text).toContain(before);
    });

    it("keeps the line ends of Windows", () => {
        const text = edit("files:\r\n  A.sh:\r\n    description: a\r\n", {
            fileName: "b.sh",
            texts: { description: "b" },
        });
        expect(text).toBe(
            "files:\r\n  A.sh:\r\n    description: a\r\n  b.sh:\r\n    description: b\r\n",
        );
    });

    it("changes nothing of what other files share", () => {
        const shared =
            "files:\n  A.sh: &texts { description: a, hasParameters: true }\n  b.sh: *texts\n";
        for (const fileName of ["A.sh", "b.sh"]) {
            const change = { fileName, texts: { description: "new" } };
            expect(() => edit(shared, change)).toThrow(SidecarEditError);
        }
        expect(() => edit(shared, { fileName: "A.sh", texts: { description: "new" } })).toThrow(
            /"b\.sh" is shared with other files/,
        );
    });

    it("changes no sidecar that is broken", () => {
        const change = { fileName: "A.sh", texts: { description: "new" } };
        expect(() => edit("files: [", change)).toThrow(/library\.yaml, line 1: .* no valid YAML/);
        expect(() => edit("files:\n  gone.sh: {}\n", change)).toThrow(/no such file/);
    });

    it("says any text as it is", () => {
        const text = fc.string({ unit: "binary", maxLength: 60 }).map((each) => each.trimEnd());
        const texts = fc.record({
            description: text,
            parametersDescription: text,
            hasParameters: fc.boolean(),
        });
        fc.assert(
            fc.property(texts, texts, (one, other) => {
                const first = edit(undefined, { fileName: "A.sh", texts: one });
                const both = edit(
                    first,
                    { fileName: "a.SH", texts: other },
                    { fileName: "c.ps1", texts: one },
                );
                const read = readSidecar(Buffer.from(both, "utf8").toString(), names);
                expect(read.problems).toEqual([]);
                expect(read.files.get("a.sh")).toEqual(other);
                expect(read.files.get("c.ps1")).toEqual(one);
            }),
        );
    });
});
