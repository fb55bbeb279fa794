import { spawnSync } from "node:child_process";
import { join } from "node:path";

const finder = join(__dirname, "..", "..", "tools", "chromium", "index.mjs");

describe("findChromium", () => {
    const found = (environment: Readonly<Record<string, string>>) => {
        const program =
            `const { findChromium } = await import(process.argv[1]);` +
            `process.stdout.write((await findChromium({ log() {} })).executable);`;
        const words = ["--input-type=module", "--eval", program, finder];
        const env = { ...process.env, ...environment };
        return spawnSync(process.execPath, words, { env, encoding: "utf8" });
    };

    it("takes the program that CHROMIUM names", () => {
        expect(found({ CHROMIUM: process.execPath }).stdout).toBe(process.execPath);
    });

    it("says how to get one where CHROMIUM names none", () => {
        const { status, stderr } = found({ CHROMIUM: "/none" });
        expect(status).not.toBe(0);
        expect(stderr).toMatch(/CHROMIUM names \/none, which is no program\. Install one/);
    });
});
