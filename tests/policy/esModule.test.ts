import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { esModule } from "../../policy/esModule";

const root = join(__dirname, "..", "..");
const path = () => require.resolve("@secretlint/core");

describe("esModule", () => {
    it("loads one in jest, which lets nobody import any", async () => {
        const load = () => import("@secretlint/core");
        await expect(load()).rejects.toThrow("ES Module");
        const loaded = await esModule({ load, path });
        expect(typeof loaded.lintSource).toBe("function");
    });

    it("imports one where that is to be had, and warns of nothing", () => {
        const program =
            `require("./dist/policy/secrets/secretlint.js")` +
            `.secretlintSecrets("ghp_" + "aB1cD2eF3g".repeat(4).slice(4), { limit: 9, counts: () => true })` +
            `.then((found) => console.log(JSON.stringify(found)))`;
        const options = { cwd: root, encoding: "utf8" } as const;
        const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], options);
        expect(stderr).toBe("");
        expect(JSON.parse(stdout)).toEqual([{ kind: "github", start: 0, end: 40 }]);
    });

    it("lets other errors pass", async () => {
        const load = () => Promise.reject(new Error("not installed"));
        await expect(esModule({ load, path })).rejects.toThrow("not installed");
    });
});
