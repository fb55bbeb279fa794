import { runCommand } from "./commandProcess";

const run = (...words: readonly string[]) => runCommand(words, { cwd: __dirname });

describe("pulumi-mde", () => {
    it("helps with each command: its exit code, an example of it, and options of the same name alike", async () => {
        const { stdout: help } = await run("--help");
        const [, list = ""] = help.split("Commands:");
        const commands = [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!);
        const named = commands.filter((name) => name !== "help");
        expect(named.length).toBeGreaterThan(8);
        for (const name of named) {
            const { code, stdout } = await run(name, "--help");
            expect({ name, code }).toEqual({ name, code: 0 });
            expect(stdout).toMatch(/[Tt]he exit code is /);
            expect(stdout).toMatch(new RegExp(`Example:\n  npx pulumi-mde ${name} `));
            for (const [, option] of stdout.matchAll(/^ +(--(?:stack|cwd)\b(?: \S+)?)/gm))
                expect(["--stack <name>", "--cwd <folder>"]).toContain(option);
        }
    });

    it("knows which command and which option was meant", async () => {
        expect(await run("lst")).toMatchObject({
            code: 1,
            stdout: "",
            stderr: "error: unknown command 'lst'\n(Did you mean list?)\n(--help shows what there is)\n",
        });
        expect((await run("list", "--stak", "x")).stderr).toContain("(Did you mean --stack?)");
        expect(await run("verify", "--relase", "x")).toMatchObject({ code: 2 });
    });
});
