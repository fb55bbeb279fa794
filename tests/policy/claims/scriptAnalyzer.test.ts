import { scriptAnalyzer } from "../../../policy/claims";
import { scriptAnalyzerBy } from "../../../policy/claims/scriptAnalyzer";
import { readConfiguration } from "../../../policy/configuration";
import { openPwsh, type PwshAnswer } from "../../../policy/parsers/pwsh";
import { Programs, pwshStandIn } from "../parsers/standIn";
import { fileWith, found } from "../checked";

function analyzing(answer: PwshAnswer) {
    const analyze = jest.fn<Promise<PwshAnswer>, [text: string, options: object]>(() =>
        Promise.resolve(answer),
    );
    return { claim: scriptAnalyzerBy({ parse: analyze as never, analyze }), analyze };
}

const problem = {
    rule: "PSAvoidUsingCmdletAliases",
    severity: "Warning",
    message: "'ls' is an alias of 'Get-ChildItem'.",
    line: 2,
    column: 3,
};

describe("mde-script-analyzer", () => {
    it("is off where nobody says otherwise", () => {
        expect(scriptAnalyzer.level).toBe("disabled");
    });

    it("reports what PSScriptAnalyzer says, at the level that it was turned on at", async () => {
        const { claim } = analyzing({ problems: [problem] });
        expect(await found(claim, fileWith())).toEqual([
            {
                message:
                    "has something that PSScriptAnalyzer's PSAvoidUsingCmdletAliases finds (Warning): 'ls' is an alias of 'Get-ChildItem'",
                mend: 'Mend it, or put PSAvoidUsingCmdletAliases into the policy\'s "excludeRules".',
                line: 2,
                column: 3,
            },
        ]);
        expect(await found(analyzing({ problems: [] }).claim, fileWith())).toEqual([]);
    });

    it("has no place where PSScriptAnalyzer gives none, and an end", async () => {
        const problems = Array.from({ length: 60 }, () => ({ ...problem, line: 0, column: 0 }));
        const all = await found(analyzing({ problems }).claim, fileWith());
        expect(all).toHaveLength(51);
        expect(all[0]).not.toHaveProperty("line");
        expect(all.at(-1)!.message).toBe("has 10 more findings of PSScriptAnalyzer");
    });

    it.each<[PwshAnswer, string]>([
        [{ absent: "pwsh" }, "there is no pwsh on the PATH"],
        [{ absent: "module" }, "pwsh has no module PSScriptAnalyzer"],
        [{ failed: "gave no answer in 20 s" }, "pwsh gave no answer in 20 s"],
    ])("says that it did not run: %j", async (answer, why) => {
        expect(await found(analyzing(answer).claim, fileWith())).toMatchObject([
            { message: `was not looked at by PSScriptAnalyzer: ${why}`, advisory: true },
        ]);
    });

    it("asks a real process", async () => {
        const programs = new Programs();
        try {
            programs.add(
                "pwsh",
                pwshStandIn(
                    `say({ problems: [{ rule: "R", severity: "Error", message: question.ask + question.text + question.Severity, line: 1, column: 1 }] });`,
                ),
            );
            const claim = scriptAnalyzerBy(
                openPwsh({ environment: () => ({ PATH: programs.folder }) }),
            );
            const [first] = await found(claim, fileWith({ content: "ls" }), {
                severities: ["Error"],
            });
            expect(first!.message).toContain("(Error): analyzelsError");
        } finally {
            programs.remove();
        }
    });

    it("hands on what it is told", async () => {
        const { claim, analyze } = analyzing({ problems: [] });
        await found(claim, fileWith({ content: "ls" }));
        expect(analyze).toHaveBeenLastCalledWith("ls", {
            severities: ["Error", "Warning"],
            excludeRules: [],
            includeRules: [],
        });
        const told = { severities: ["Error"], excludeRules: ["PSUse*"], includeRules: ["PS*"] };
        await found(claim, fileWith({ content: "ls" }), told);
        expect(analyze).toHaveBeenLastCalledWith("ls", told);
    });

    it("gives it no file that is none of PowerShell, or too large", async () => {
        const { claim, analyze } = analyzing({ problems: [problem] });
        expect(await found(claim, fileWith({ fileName: "a.sh" }))).toEqual([]);
        const large = fileWith({ content: Buffer.alloc(2 ** 20 + 1, "a") });
        expect(await found(claim, large)).toMatchObject([
            { message: "was not looked at by PSScriptAnalyzer: it is too large for it" },
        ]);
        expect(analyze).not.toHaveBeenCalled();
    });

    it.each([
        [{ severities: ["Fatal"] }, "severities[0] is not right: must be one of Error"],
        [{ severities: [] }, "severities is not right"],
        [{ excludeRules: ["a b"] }, "excludeRules[0] is not right: must be the name of a rule"],
        [{ excludeRule: [] }, "there is no key excludeRule, did you mean excludeRules?"],
    ])("is not configured by %j", (configuration, wrong) => {
        expect(readConfiguration(scriptAnalyzer, configuration)).toEqual({
            problems: [expect.stringContaining(wrong)],
        });
    });
});
