import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import { checkFolder } from "../../cli/folderCheck";
import { packClaims, policyPage } from "../../cli/packClaims";
import { policies } from "../../policy";
import type { CheckedFile, Claim } from "../../policy/claim";
import { check } from "../../provider/check";
import type { CheckContext } from "../../provider/checked";
import { Library } from "../../sdk";
import { program, valueOf, type Program } from "../sdk/program";

let own: Program;
beforeEach(() => {
    own = program();
});
afterEach(() => {
    own.close();
});

/** Sees each file, and finds nothing. */
function witness(seen: object[], look: (file: CheckedFile) => object | Promise<object>): Claim {
    return {
        name: "mde-witness",
        description: "Checks nothing.",
        level: "mandatory",
        configuration: z.strictObject({}),
        async check(file) {
            seen.push(await look(file));
            return [];
        },
    };
}

const now = () => new Date(0);

describe("checkFolder", () => {
    it.each([
        ["all", {}],
        ["a part", { include: ["**/*.ps1", "linux"], exclude: ["*.Tests.ps1"] }],
    ])("sees %s of a folder as a Library sends it", async (_, globs) => {
        own.write(
            "scripts/a/Get.ps1",
            "\uFEFF<#\n.SYNOPSIS\nGets it\n.PARAMETER Full\nAll of it\n#>\nparam([switch]$Full)\n",
        );
        own.write("scripts/linux/collect.sh", "#!/bin/sh\n# Collects it.\n");
        own.write("scripts/Silent.ps1", "<#\n.SYNOPSIS\nUnwanted\n#>\n");
        own.write("scripts/x.Tests.ps1", "Describe\n");
        own.write("scripts/plain.py", '"""Looks."""\n');
        own.write("scripts/tool.exe", Buffer.from([0x4d, 0x5a, 0]));
        own.write("scripts/.hidden", "x");
        own.write(
            "scripts/library.yaml",
            "files:\n  Silent.ps1: { description: null }\n" +
                "  tool.exe: { description: A tool, parametersDescription: -x, hasParameters: false }\n" +
                "  collect.sh: { hasParameters: true }\n",
        );
        mkdirSync(join(own.folder, "scripts", "b"));
        symlinkSync("../a/Get.ps1", join(own.folder, "scripts", "b", "Linked.ps1"));

        const library = new Library("response", { path: "scripts", ...globs });
        await valueOf(library.digest);
        const configuration = { problems: ["none is needed"] };
        const context = { configuration } as unknown as CheckContext;
        const sent = own.registered
            .filter(({ type }) => type.endsWith(":LibraryFile"))
            .map(({ inputs }) => check(context, {}, inputs).inputs as unknown as CheckedFile)
            .map(({ fileName, sha256, size, hasParameters, ...texts }) => ({
                fileName,
                sha256,
                size,
                hasParameters,
                description: (texts.description as string | undefined) ?? "",
                parametersDescription: (texts.parametersDescription as string | undefined) ?? "",
            }));

        const seen: (typeof sent)[number][] = [];
        const look = ({ fileName, sha256, size, ...file }: CheckedFile) => ({
            fileName,
            sha256,
            size,
            hasParameters: file.hasParameters,
            description: file.description,
            parametersDescription: file.parametersDescription,
        });
        const { files } = await checkFolder({
            folder: "scripts",
            ...globs,
            claims: [witness(seen, look)],
            now,
        });
        expect(files).toBe(sent.length);
        expect(files).toBeGreaterThan(3);
        const byName = (one: { fileName: string }, other: { fileName: string }) =>
            one.fileName < other.fileName ? -1 : 1;
        expect([...seen].sort(byName)).toEqual([...sent].sort(byName));
    });

    it("hands out the bytes that it has read, and no others", async () => {
        own.write("scripts/get.sh", "#!/bin/sh\n");
        const seen: string[] = [];
        const claims = [
            witness([], async (file) => {
                own.write("scripts/get.sh", "#!/bin/ksh\n");
                return file.content();
            }),
        ];
        const { findings } = await checkFolder({ folder: "scripts", claims, now });
        expect(findings).toMatchObject([{ policy: "mde-witness", level: "mandatory" }]);
        expect(findings[0]?.message).toMatch(/content cannot be had: .*get\.sh was changed while/);
        expect(seen).toEqual([]);
    });

    it("tells the end of a line that it found something in", async () => {
        own.write("scripts/a.sh", "one\r\nfour \rseven\n");
        const finding = (line: number) => ({ message: "is", mend: "", line, column: 2 });
        const claim = { ...witness([], () => ({})), check: () => [1, 2, 3, 9].map(finding) };
        const { findings } = await checkFolder({ folder: "scripts", claims: [claim], now });
        expect(findings.map(({ endColumn }) => endColumn)).toEqual([4, 6, 6, undefined]);
    });

    it("looks at the day that it is told", async () => {
        own.write("scripts/a.sh", "x");
        const entry = { policy: "mde-witness", file: "a.sh", reason: "r", owner: "o" };
        const exemptions = [{ ...entry, expires: "2026-11-25" }];
        own.write("p.json", JSON.stringify({ "mde-exemptions": { exemptions } }));
        const on = async (day: string) => {
            const { findings } = await checkFolder({
                folder: "scripts",
                configurationFile: "p.json",
                claims: [witness([], () => ({}))],
                now: () => new Date(day),
            });
            return findings.map(({ message }) => message);
        };
        expect(await on("2026-11-25T23:59:59Z")).toEqual(['"a.sh" has nothing wrong any more.']);
        expect(await on("2026-11-26T00:00:00Z")).toEqual([expect.stringContaining("expired on")]);
    });
});

describe("packClaims", () => {
    it("are those of the ready pack, all but the exemptions, in its order", () => {
        const names = policies.map(({ name }) => name);
        expect(["mde-exemptions", ...packClaims.map(({ name }) => name)]).toEqual(names);
        expect(packClaims.length).toBeGreaterThan(6);
    });

    it("have a page each, without its examples and without links to other pages", () => {
        for (const { name } of packClaims) {
            const page = policyPage(name);
            expect(page).toContain(`# ${name}\n`);
            expect(page).not.toMatch(/\]\((?!https:)|# fails/);
        }
        expect(policyPage("mde-exemptions")).toBeUndefined();
    });
});
