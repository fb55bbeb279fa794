import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { plants } from "./plants";
import { sizes } from "./size";
import { written } from "./written";

const root = join(__dirname, "..", "..");
const page = readFileSync(join(root, "docs", "reliability.md"), "utf8");
const commands = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, text = ""]) => text.trim());

describe("docs/reliability.md", () => {
    it("has the commands that there are", () => {
        expect(commands).toEqual(["npm run test:faults", expect.stringMatching(/^FAULT_SEED=/)]);
        const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
            scripts: Record<string, string>;
        };
        expect(scripts["test:faults"]).toContain("--config jest.faults.config.mjs");
        expect(existsSync(join(root, "jest.faults.config.mjs"))).toBe(true);
    });

    it("plays a schedule again by its seed and path, line by line", () => {
        const [, assignments = "", test = ""] =
            /^((?:\w+=\S+ )+)npx jest (\S+)$/.exec(commands[1] ?? "") ?? [];
        const given = Object.fromEntries(
            assignments
                .trim()
                .split(" ")
                .map((each) => each.split("=")),
        ) as Record<string, string>;
        const jest = join(root, "node_modules", "jest", "bin", "jest.js");
        const command = [jest, "--config", "jest.config.mjs", test];
        const output = execFileSync("sh", ["-c", '"$0" "$@" 2>&1', process.execPath, ...command], {
            cwd: root,
            // As somebody types it, also where this is part of the long run.
            env: { ...process.env, FAULT_RUN: "", ...given },
            encoding: "utf8",
            maxBuffer: 2 ** 26,
        });
        expect(output).toMatch(/^up: create mde, create r1/m);
        expect(output).toMatch(/Tests: +1 passed/);
    });

    it("says how many there are of each", () => {
        const rows = page
            .split("\n")
            .map((line) => line.split("|").map((cell) => cell.trim().replace(",", "")))
            .filter((cells) => cells.length === 5 && /^\d+$/.test(cells[2] ?? ""))
            .map((cells) => cells.slice(2, 4).map(Number));
        const { short, long } = sizes;
        expect(rows).toEqual([
            [short.schedules, long.schedules],
            [written.length, written.length],
            [short.processes, long.processes],
            [short.kills, long.kills],
        ]);
    });

    it("names tests that there are", () => {
        const named = [...page.matchAll(/`(tests\/[\w/.]+\.ts)`/g)].map(([, file = ""]) => file);
        expect(named.length).toBeGreaterThan(5);
        for (const file of named) expect(existsSync(join(root, file))).toBe(true);
    });

    it("names each fault that is planted", () => {
        for (const name of Object.keys(plants)) expect(page).toContain(`- ${name}`);
        expect(Object.keys(plants).length).toBeGreaterThanOrEqual(12);
    });
});
