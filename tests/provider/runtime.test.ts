import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { LibraryClient } from "../../defender";
import { TenantPinError } from "../../provider/errors";
import { createRuntime } from "../../provider/runtime";

const tenantId = "11112222-3333-4444-8555-666677778888";
let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-runtime-"));
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

function start(answers: boolean[], more: Readonly<Record<string, string>> = {}) {
    const configuration: Readonly<Record<string, string>> = {
        "mde:tenantId": tenantId,
        "mde:clientId": "app",
        "mde:clientSecret": "secret",
        ...more,
    };
    const logged: string[] = [];
    const asked: boolean[] = [];
    const runtime = createRuntime({
        configuration: (key) => configuration[key],
        environment: {},
        userFolder: folder,
        engine: "127.0.0.1:1",
        hasProgram: () => {
            const answer = answers[asked.length] ?? true;
            asked.push(answer);
            return Promise.resolve(answer);
        },
        now: Date.now,
        log: (line) => logged.push(line),
        client: () => ({}) as LibraryClient,
    });
    return { runtime, logged, asked };
}

describe("createRuntime", () => {
    it("asks again for a program that is not there yet: up --refresh starts it later", async () => {
        const { runtime, asked } = start([false, false, true]);
        const { hasProgram } = runtime.context({ tenantId });
        expect([await hasProgram(), await hasProgram(), await hasProgram()]).toEqual([
            false,
            false,
            true,
        ]);
        expect(await hasProgram()).toBe(true);
        expect(asked).toHaveLength(3);
    });

    it.each([
        ["true", "soc/dev"],
        ["false", undefined],
    ])("gives each step the stack's mark when it is known, where marks are on: %s", (on, mark) => {
        const { runtime } = start([], { "mde:mark": on });
        expect(runtime.context({ tenantId }).mark).toBeUndefined();
        runtime.servesStack("soc/dev");
        expect(runtime.context({ tenantId }).mark).toBe(mark);
    });

    it("tells a stack that is in another tenant in full once, and each file what it is about", () => {
        const { runtime } = start([]);
        const other = "99992222-3333-4444-8555-666677778888";
        const at = (fileName: string) => () => runtime.context({ tenantId: other, fileName });
        const full = /^a\.sh is in tenant 9999.*If that was not meant/;
        expect(at("a.sh")).toThrow(full);
        expect(at("b.sh")).toThrow(
            new TenantPinError(
                `b.sh was not touched either: the state has it in tenant ${other}; see the error of a.sh.`,
            ),
        );
        expect(at("a.sh")).toThrow(full);
        expect(() => {
            runtime.requirePinned({ tenantId: other });
        }).toThrow(/^The TenantPin was not touched either/);
    });

    it.each([
        [
            "warns of a host that is neither Microsoft's nor this machine, without a program",
            false,
            1,
        ],
        ["leaves that to the program where there is one", true, 0],
    ])("%s", async (_, hasProgram, warnings) => {
        const apiUrl = { "mde:apiUrl": "https://proxy.example.com" };
        const { runtime, logged } = start([hasProgram], apiUrl);
        runtime.context({ tenantId });
        runtime.context({ tenantId });
        await new Promise(setImmediate);
        expect(logged.filter((line) => line.includes("proxy.example.com"))).toHaveLength(warnings);
    });
});
