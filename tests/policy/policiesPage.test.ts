import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { ResourceValidationPolicy } from "@pulumi/policy";
import { parse } from "yaml";

import * as published from "../../policy";
import type { CheckedFile, Claim } from "../../policy/claim";
import * as claims from "../../policy/claims";
import { powershellParsesBy } from "../../policy/claims/powershellParses";
import { scriptAnalyzerBy } from "../../policy/claims/scriptAnalyzer";
import { readConfiguration } from "../../policy/configuration";
import { findingsOf, findingText } from "../../policy/findings";
import { readExemptions } from "../../policy/exemptions";
import { openPwsh } from "../../policy/parsers/pwsh";
import { readScript } from "../../policy/syntax/readScript";
import { fileWith } from "./checked";

const root = join(__dirname, "..", "..");
const folder = join(root, "docs", "policies");
const page = readFileSync(join(folder, "README.md"), "utf8");
const all = published.policies as ResourceValidationPolicy[];
// What a machine has is no part of the pages: they are those of one without PowerShell.
const noPwsh = openPwsh({ environment: () => ({ PATH: "/nonexistent" }) });
const shown = {
    ...claims,
    powershellParses: powershellParsesBy({ pwsh: noPwsh, grammar: readScript }),
    scriptAnalyzer: scriptAnalyzerBy(noPwsh),
};
const byName = new Map<string, Claim<never>>(
    Object.values(shown).map((claim) => [claim.name, claim as unknown as Claim<never>]),
);

/** The page of a policy. */
const pageOf = (name: string) => readFileSync(join(folder, `${name}.md`), "utf8");

/** The text below a heading of the overview, up to the next one. */
function section(heading: string): string {
    const found = page.split(/^(?=## )/m).find((text) => text.startsWith(`## ${heading}\n`));
    if (found === undefined) throw new Error(`docs/policies/README.md has no section ${heading}`);
    return found;
}

const blocks = (text: string, language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!,
    );

/** The cells of each row of a table, without the marks of code. */
const rows = (text: string) =>
    text
        .split("\n")
        .filter((line) => line.startsWith("| ") && !/^\| (key|policy|-)/.test(line))
        .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));

describe("docs/policies", () => {
    it("has a row for each policy of the pack, in its order, with its level", () => {
        const [, table] = /^\| policy .*\n((?:\|.*\n)+)/m.exec(page)!;
        const told = rows(table!).map(([, link, , level]) => [
            /\[(.*?)\]/.exec(link!)![1],
            level!.split(";")[0],
        ]);
        // What nobody has set may be Pulumi's `remediate`, which stops a run as mandatory does.
        const levels = all.map(({ enforcementLevel: level }) =>
            level === "remediate" ? "mandatory" : level,
        );
        expect(told).toEqual(all.map(({ name }, at) => [name, levels[at]]));
    });

    it("says of each policy which tests it has, the first of them about it", () => {
        const table = rows(section("Where each is tested"));
        expect(table.map(([, name]) => name)).toEqual(all.map(({ name }) => name));
        const values = Object.entries(claims);
        for (const [, name = "", files = ""] of table) {
            const [first = ""] = files.split(", ");
            const value = values.find(([, claim]) => claim.name === name)?.[0] ?? "withExemptions";
            const text = readFileSync(join(root, first), "utf8");
            expect(text).toMatch(new RegExp(`^describe\\("(?:${name}|${value})"`, "m"));
        }
    });

    it("has the tests that it names", () => {
        const named = [...section("Where each is tested").matchAll(/`(tests\/[\w/.]+)`/g)];
        expect(named.length).toBeGreaterThan(all.length);
        for (const [, path] of named)
            expect([path, existsSync(join(root, path!))]).toEqual([path, true]);
    });

    it("has a page for each policy, and no others", () => {
        const pages = readdirSync(folder).filter((name) => name !== "README.md");
        expect(pages.sort()).toEqual([...byName.keys()].map((name) => `${name}.md`).sort());
        for (const name of byName.keys()) expect(pageOf(name)).toMatch(`# ${name}\n`);
    });

    it("names each value", () => {
        for (const name of Object.keys(claims)) {
            expect(published).toHaveProperty(name);
            expect(page).toMatch(new RegExp(`\`${name}\``));
        }
    });

    it.each([...byName.keys()])("has the keys of %s, and no others", (name) => {
        const policy = all.find((other) => other.name === name)!;
        const keys = rows(pageOf(name)).map(([, key]) => key);
        expect(keys).toEqual(Object.keys(policy.configSchema!.properties));
        if (keys.length === 0) expect(pageOf(name)).toMatch(/It\s+has\s+no\s+keys/);
    });

    it("has the default extensions", () => {
        const { extensions } = all.find(({ name }) => name === "mde-file-name")!.configSchema!
            .properties;
        const listed = (extensions!.default as unknown as string[]).filter((one) => one !== "");
        expect(pageOf("mde-file-name")).toContain(`\`${listed.join(" ")}\``);
    });

    it.each([...byName.keys()])(
        "has an example that fails %s, and one that passes",
        async (name) => {
            const claim = byName.get(name)!;
            const [failing, passing, ...others] = blocks(pageOf(name), "yaml");
            expect(others).toEqual([]);
            expect(failing).toMatch(/^# fails\n/);
            expect(passing).toMatch(/^# passes\n/);
            expect(await reported(claim, failing!)).toEqual(
                blocks(pageOf(name), "text")[0]!.trim(),
            );
            expect(await reported(claim, passing!)).toBe("");
        },
    );

    it("has a configuration that holds", () => {
        const [configuration] = blocks(section("Configuration"), "json");
        const read = JSON.parse(configuration!) as Record<string, string | object>;
        for (const [name, given] of Object.entries(read)) {
            expect(byName.has(name)).toBe(true);
            if (typeof given === "string") continue;
            // Pulumi reads the level itself, and hands the rest on.
            const keys = Object.entries(given).filter(([key]) => key !== "enforcementLevel");
            const told = readConfiguration(byName.get(name)!, Object.fromEntries(keys));
            expect(told).toHaveProperty("configuration");
        }
    });

    it("has an exemption that holds", () => {
        const [configuration] = blocks(section("Exemptions"), "json");
        const read = JSON.parse(configuration!) as { "mde-exemptions": Record<string, unknown> };
        const options = { policies: all.map(({ name }) => name), today: "2026-06-30" };
        const { inForce, problems } = readExemptions(read["mde-exemptions"], options);
        expect(problems).toEqual([]);
        expect(inForce).toHaveLength(1);
    });
});

/** What is reported of an example. */
async function reported(claim: Claim<never>, example: string): Promise<string> {
    const { configuration = {}, ...given } = parse(example) as Partial<CheckedFile> & {
        configuration?: object;
    };
    const file = fileWith({ source: undefined, ...(given as object) });
    const read = readConfiguration(claim, configuration);
    if (!("configuration" in read)) throw new Error(read.problems.join("\n"));
    const found = await findingsOf(claim, file, read.configuration);
    return found.map((finding) => findingText(file, finding)).join("\n");
}
