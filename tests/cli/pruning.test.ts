import stringWidth from "string-width";

import { planPruning, planText } from "../../cli/prune/pruning";
import type { LiveFile } from "../../library/liveFile";

const file = (fileName: string, more: Partial<LiveFile> = {}): LiveFile => ({
    fileName,
    sha256: "a".repeat(64),
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy: "Ann",
    creationTime: "2026-01-01T00:00:00Z",
    lastUpdatedTime: "2026-01-01T00:00:00Z",
    ...more,
});
const plan = (live: readonly LiveFile[], ...names: string[]) =>
    planPruning(live, names, () => ({ stacks: [], mark: undefined }));
const removed = (...asked: Parameters<typeof plan>) =>
    plan(...asked).remove.map(({ fileName }) => fileName);

describe("planPruning", () => {
    it("takes a name with brackets for that name alone, whether or not it is live", () => {
        const live = [
            file("Get-Info(1).ps1"),
            file("Get-Info1.ps1"),
            file("a1.ps1"),
            file("+x.ps1"),
        ];
        expect(removed(live, "get-info(1).ps1")).toEqual(["Get-Info(1).ps1"]);
        expect(removed(live.slice(1), "Get-Info(1).ps1")).toEqual([]);
        expect(removed(live, "a[1].ps1", "+x.ps1")).toEqual(["+x.ps1"]);
        expect(removed(live, "get-*.ps1")).toEqual(["Get-Info(1).ps1", "Get-Info1.ps1"]);
        expect(removed(live, "{a1,b}.ps1")).toEqual(["a1.ps1"]);
    });

    it("keeps a file with this stack's own mark, unless it is named in full, and shows the mark", () => {
        const own = [file("own.ps1", { mark: "soc/production", description: "Mine" })];
        expect(plan(own, "*")).toMatchObject({
            remove: [],
            kept: [
                { fileName: "own.ps1", why: expect.stringContaining("name it in full") as string },
            ],
        });
        expect(removed(own, "OWN.ps1")).toEqual(["own.ps1"]);
        const tenant = { tenantId: "t", cloud: "commercial" };
        const about = { tenant, stacks: ["production"], columns: undefined };
        const text = planText(plan(own, "own.ps1"), about);
        expect(text).toContain("Mine [pulumi: soc/production]");
        expect(text).toContain(
            "Judged by the states of 1 stack that this login can see: production.",
        );
    });
});

describe("planText", () => {
    it("has a table of 60 columns where the terminal has no more, with all digests whole", () => {
        const live = [
            file("Collect-Everything-Of-A-Machine-And-More.ps1", {
                createdBy: "somebody.with.a.long.name@contoso.example",
                description:
                    "Collects things, and some more things than anybody would expect of it",
            }),
            file("\u6536\u96c6\u6240\u6709\u7684\u6570\u636e\u548c\u66f4\u591a\u5185\u5bb9.ps1"),
        ];
        const tenant = { tenantId: "t", cloud: "commercial" };
        const text = planText(plan(live, "*"), { tenant, stacks: [], columns: 60 });
        const [table = ""] = text.split("\n\n");
        const lines = table.split("\n");
        expect(lines.length).toBeGreaterThan(6);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60);
        expect(table.match(/a{12}\u2026 {2}2026-01-01/g)).toHaveLength(2);
    });
});
