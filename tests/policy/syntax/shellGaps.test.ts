import { execFileSync } from "node:child_process";

import * as fc from "fast-check";

import { Content } from "../../../policy/content";
import { grammarReader } from "../../../policy/syntax/readScript";
import { withoutShellGaps } from "../../../policy/syntax/shellGaps";

const read = grammarReader({ maxTime: 60_000 });

async function scriptOf(text: string) {
    const found = await read("shell", new Content(Buffer.from(text)));
    if ("unread" in found) throw new Error(found.unread);
    const { problems, facts } = found;
    return { problems, told: facts.map(({ kind, name, args }) => [kind, name, ...args]) };
}

/** Ends with another code than 0 where the shell refuses it: execFileSync throws then. */
const acceptedByBash = (text: string) =>
    execFileSync("bash", ["-n"], { input: text, stdio: "pipe" });

describe("withoutShellGaps", () => {
    it.each<[string, string[][]]>([
        ["for i do\n  id\ndone\n", [["call", "id"]]],
        ["for file  do id; done\n", [["call", "id"]]],
        ["case $x in\n?*' '?*)\n  id ;;\nesac\n", [["call", "id"]]],
        ["case $x in\nless' '4* | \\\nless' '[5-9]*)\n  id ;;\nesac\n", [["call", "id"]]],
        [
            "n=$(id -u) 2>/dev/null && id\n",
            [
                ["set", "n", "$(id -u)"],
                ["call", "id", "-u"],
                ["call", "id"],
            ],
        ],
        [
            "n=`id` >/dev/null 2>&1 || exit\n",
            [
                ["set", "n", "`id`"],
                ["call", "id"],
                ["call", "exit"],
            ],
        ],
        ['if [ -n "$x" -a \\( -f b -o -f c \\) ]; then id; fi\n', [["call", "id"]]],
        ["[ -f a -o \\( -f b -a \\\n  -f c \\) ] && id\n", [["call", "id"]]],
        ['[ "$1" = ~ -o "$2" != ~ ] && id\n', [["call", "id"]]],
        ["lvs -S role=~\\(main$\\)\n", [["call", "lvs", "-S", "role=~(main$)"]]],
        [
            "exec 3<>/dev/tcp/host/80\n",
            [
                ["call", "exec"],
                ["write", "/dev/tcp/host/80", ">"],
            ],
        ],
    ])("leaves the grammar nothing to refuse in what a shell takes: %j", async (text, told) => {
        acceptedByBash(text);
        expect(await scriptOf(text)).toEqual({ problems: [], told });
    });

    it.each([
        "for i do\n  id\n",
        "n=$(id) 2>/dev/null; if id; then\n",
        "exec 3<>/dev/null\n(\n",
        "[ \\( -f b \\) ] && {\n",
    ])("hides no error: %j", async (text) => {
        expect(() => acceptedByBash(text)).toThrow();
        expect((await scriptOf(text)).problems).not.toEqual([]);
    });

    it("keeps the words of a script that it changes what is around them", async () => {
        const text = "for i do rm -rf ~ 'a b' \"<>\"; done\n";
        expect((await scriptOf(text)).told).toEqual([["call", "rm", "-rf", "~", "a b", "<>"]]);
    });

    it("changes no length and no line", () => {
        const pieces = ["for", "do", "a", "=", "$(", ")", "' '", "'", '"', "2>/dev/null", "2>&1"];
        const more = [" ", "\n", "|", ";", "[", "]", "\\(", "\\)", "~", "<>", "$", "\\", "`", "é"];
        fc.assert(
            fc.property(fc.array(fc.constantFrom(...pieces, ...more)), (words) => {
                const text = words.join("");
                const lengths = (one: string) => one.split("\n").map(({ length }) => length);
                expect(lengths(withoutShellGaps(text))).toEqual(lengths(text));
            }),
        );
    });
});
