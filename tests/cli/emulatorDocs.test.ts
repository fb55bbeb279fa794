import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { fetch } from "undici";

import { emulatorCommand } from "../../cli/emulatorCommand";
import { keyProblems } from "../../defender/settings/settingsKeys";
import { readSettings } from "../../defender/settings/settings";
import type { JournalEntry } from "../../emulator/journal";
import { temporaryFolder } from "../emulator/temporaryFolder";
import { clientId, wireOf } from "../emulator/wire";
import { endEmulators, startEmulator } from "./emulatorProcess";

const execute = promisify(execFile);
const page = readFileSync(join(__dirname, "..", "..", "docs", "emulator.md"), "utf8");
const [start, stack, somebodyElse, journal, faults] = [
    ...page.matchAll(/^```sh\n([^]*?)^```/gm),
].map(([, block]) => block!);

afterEach(endEmulators);

/** The line of the page that starts it, on a free port, and a shell that types the page's commands. */
async function started() {
    const [, args] = /^npx pulumi-mde emulator --port 8080 (.*)\n$/.exec(start!)!;
    const cwd = temporaryFolder();
    const { url, printed } = await startEmulator(args!.split(" "), { cwd });
    const [, control] = / token (\S+)$/m.exec(printed)!;
    const type = (...blocks: string[]) => {
        const script = blocks
            .join("")
            .replace(/^url=.*$/m, `url=${url}`)
            .replace(/^control=.*$/m, `control=${control!}`);
        return execute("sh", ["-euc", script], { cwd });
    };
    return { url, printed, control: control!, type };
}

describe("docs/emulator.md", () => {
    it("shows the line that is printed, with each word of it in a table", async () => {
        const { url, printed, control } = await started();
        const shown = /^```text\n([^]*?)^```/m.exec(page)![1]!;
        const asShown = printed.replaceAll(url, "http://127.0.0.1:8080").replace(control, "TOKEN");
        expect(shown.replace(/token \S+/, "token TOKEN")).toBe(asShown);
        for (const [, word] of printed.matchAll(/ (\w+) http| (token) /g))
            if (word !== undefined) expect(page).toMatch(new RegExp(`^\\| \`${word}\` `, "m"));
    });

    it("names every option", () => {
        for (const { long } of emulatorCommand().options)
            expect(page).toMatch(new RegExp(`^\\|.*\`${long!}\\b`, "m"));
    });

    it("configures a stack that has nothing wrong", () => {
        const lines = [...stack!.matchAll(/^pulumi config set (--secret )?mde:(\w+) (\S+)$/gm)];
        expect(lines).toHaveLength(stack!.trim().split("\n").length);
        const values = new Map(lines.map(([, , name, value]) => [name!, value!]));
        const secretKeys = lines.flatMap(([, secret, name]) => (secret ? [`mde:${name!}`] : []));
        const keys = lines.map(([, , name]) => `mde:${name!}`);
        expect(keyProblems({ keys, secretKeys })).toEqual([]);
        const { problems } = readSettings({
            configuration: (name) => values.get(name),
            environment: {},
        });
        expect(problems).toEqual([]);
    });

    it("lists what it was asked, and forgets it", async () => {
        const { url, control, type } = await started();
        const { stdout } = await type(somebodyElse!, journal!);
        const listed = /\{"entries":.*\}/.exec(stdout)![0];
        const { entries } = JSON.parse(listed) as { entries: JournalEntry[] };
        expect(entries.map(({ call, status }) => [call, status])).toEqual([
            ["token", 200],
            ["upload", 200],
            ["list", 200],
            ["delete", 204],
        ]);
        expect(stdout).toContain("put there by hand");
        const headers = { authorization: `Bearer ${control}` };
        const left = await fetch(`${url}/_emulator/journal`, { headers });
        expect(await left.json()).toEqual({ entries: [] });
    });

    it("makes go wrong what it says, once", async () => {
        const { url, type } = await started();
        const [known] = somebodyElse!.split("\n");
        const [token] = journal!.split("\n");
        await type(`${known!}\n${token!}\n`, faults!);
        const wire = wireOf((request) => fetch(request), url);
        await wire.signIn({ client: clientId });
        const throttled = await wire.upload({ fileName: "Get.ps1" });
        expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([429, "5"]);
        expect((await wire.upload({ fileName: "Get.ps1" })).status).toBe(200);
        await expect(wire.list()).rejects.toThrow();
        expect((await wire.list()).status).toBe(200);
    });

    it("has a row for each effect and names each call, as the code has them", () => {
        const code = readFileSync(join(__dirname, "..", "..", "emulator", "fault.ts"), "utf8");
        const kinds = [...code.matchAll(/readonly kind: "(\w+)"/g)].map(([, kind]) => kind!);
        expect(kinds.length).toBeGreaterThan(10);
        for (const kind of kinds) expect(page).toMatch(new RegExp(`^\\|.*\`${kind}\`.*\\|`, "m"));
        const calls = readFileSync(join(__dirname, "..", "..", "emulator", "journal.ts"), "utf8");
        const [union] = /type CallKind =[^;]*;/.exec(calls)!;
        for (const [, call] of union.matchAll(/\| "(\w+)"/g))
            expect(page).toContain(`\`${call!}\``);
    });
});
