import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { sha256Of } from "../../library/digest";
import { scriptHelp } from "../../library/scriptHelp";
import { checkFile } from "../../policy/checkFile";
import type { Claim } from "../../policy/claim";
import * as claims from "../../policy/claims";
import { Content } from "../../policy/content";
import { fileKind } from "../../policy/fileKind";
import { findingText } from "../../policy/findings";
import { fileWith } from "./checked";
import { fetchPackage } from "./fetchPackage";
import published from "./corpus.json";

const ours = join(__dirname, "corpus");

/** Each script as its publisher has it, by the path in its package. */
const theirs = published.flatMap(({ package: name, version, files }) =>
    Object.entries(files).map(([path, sha256]) => ({
        package: `${name}@${version}`,
        path,
        sha256,
    })),
);

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-corpus-"));
    for (const { package: name, version } of published) {
        const whole = `${name}@${version}`;
        fetchPackage(whole, placeOf(whole));
    }
});
afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
});

/** Where a package is unpacked. */
const placeOf = (name: string) => join(folder, name.replaceAll(/\W/g, "-"));

/** The policies with nothing configured. */
const asTheyCome = (Object.values(claims) as Claim[]).map((claim) => ({
    claim,
    level: claim.level,
    configuration: claim.configuration.parse({}),
}));

/** What is wrong with a script that has a description, as a user gives it; advice is left out. */
async function violations(fileName: string, content: Buffer): Promise<string[]> {
    const help = scriptHelp({ fileName, bytes: content });
    const file = fileWith({
        description: "What a responder uses it for",
        hasParameters: (help.parametersDescription ?? "") !== "",
        ...help,
        fileName,
        content,
        source: `scripts/${fileName}`,
    });
    const wrong = await checkFile(file, { claims: asTheyCome, exemptions: [] });
    return wrong
        .filter(({ level }) => level === "mandatory")
        .map((finding) => `${finding.policy}: ${findingText(file, finding)}`);
}

describe("the corpus", () => {
    const names = readdirSync(ours);

    it("has 60 scripts and more, at least half of them published by others", () => {
        expect(theirs.length + names.length).toBeGreaterThanOrEqual(60);
        expect(theirs.length).toBeGreaterThanOrEqual(names.length);
        expect(new Set(theirs.map(({ sha256 }) => sha256)).size).toBe(theirs.length);
        for (const { license } of published) expect(license).toMatch(/^(MIT|ISC|BSD-|Apache-2\.0)/);
    });

    it("has scripts of each kind, most of them PowerShell and shell", () => {
        const kinds = new Map<string, number>();
        const contents = [
            ...names.map((name) => ({ name, bytes: readFileSync(join(ours, name)) })),
            ...theirs.map((one) => ({
                name: basename(one.path),
                bytes: readFileSync(join(placeOf(one.package), "package", one.path)),
            })),
        ];
        for (const { name, bytes } of contents) {
            const kind = fileKind(name, new Content(bytes));
            kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
        expect([...kinds.keys()].sort()).toEqual(["batch", "powershell", "python", "shell"]);
        expect(kinds.get("powershell")).toBeGreaterThanOrEqual(30);
        expect(kinds.get("shell")).toBeGreaterThanOrEqual(20);
    });

    it.each(names)("has nothing wrong with %s", async (name) => {
        expect(await violations(name, readFileSync(join(ours, name)))).toEqual([]);
    });

    it.each(theirs)("has nothing wrong with $path of $package", async (script) => {
        const content = readFileSync(join(placeOf(script.package), "package", script.path));
        // As it was published, and no other.
        expect(sha256Of(content)).toBe(script.sha256);
        expect(await violations(basename(script.path), content)).toEqual([]);
    });
});
