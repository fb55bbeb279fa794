import { nodeProblem } from "../../library/nodeVersion";
import manifest from "../../package.json";

describe("nodeProblem", () => {
    it.each([
        ["20.20.2", false],
        ["22.18.9", false],
        ["22.19.0", true],
        ["24.1.0", true],
    ])("of Node %s finds it new enough: %s", (version, enough) => {
        expect(nodeProblem(version, "/usr/bin/node") === undefined).toBe(enough);
    });

    it("names the version that the manifest asks for, and the Node that runs", () => {
        const needed = manifest.engines.node.replace(">=", "");
        expect(nodeProblem("20.20.2", "/usr/bin/node")).toContain(`needs Node ${needed} or newer`);
        expect(nodeProblem("20.20.2", "/usr/bin/node")).toContain("20.20.2 (/usr/bin/node)");
        expect(nodeProblem(`${needed}.0`, "/usr/bin/node")).toBeUndefined();
    });
});
