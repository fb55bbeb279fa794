import { spawnSync } from "node:child_process";
import { join } from "node:path";

const requireNode = join(__dirname, "..", "..", "dist", "cli", "requireNode.js");
const under = (version: string) =>
    spawnSync(
        process.execPath,
        [
            "--eval",
            `Object.defineProperty(process, "versions", { value: { node: ${JSON.stringify(version)} } });
            require(${JSON.stringify(requireNode)});`,
        ],
        { encoding: "utf8" },
    );

describe("a command under a Node that is too old", () => {
    it("says so and ends with 2: nothing was judged", () => {
        const { status, stdout, stderr } = under("20.20.2");
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr).toContain("and this is 20.20.2");
    });

    it("goes on under one that is not", () => {
        expect(under("22.19.0")).toMatchObject({ status: 0, stderr: "" });
    });
});
