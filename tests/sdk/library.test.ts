import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { releaseDigest } from "../../library/release";
import { Library, LibraryFile, type LibraryArgs } from "../../sdk";
import { argsWithFacts, factsOf } from "../../sdk/content";
import { program, tenantId, valueOf, type Program } from "./program";

let own: Program;
beforeEach(() => {
    own = program();
});
afterEach(() => {
    own.close();
});

const make = (args: Partial<LibraryArgs> = {}) =>
    new Library("response", { path: "scripts", ...args });
const files = () => own.registered.filter(({ type }) => type.endsWith("LibraryFile"));
const input = (name: string) => files().find((file) => file.name === name)?.inputs;

describe("Library", () => {
    it("makes one file of each, named after it in lower case, and a release of what they report", async () => {
        own.write(
            "scripts/a/Get.ps1",
            "<#\n.SYNOPSIS\nGets it\n.PARAMETER Full\nAll of it\n#>\nparam([switch]$Full)\n",
        );
        own.write("scripts/b/deep/collect.sh", "#!/bin/sh\n# Collects it.\n");
        own.write("scripts/.hidden", "x");
        const library = make();
        const release = await valueOf(library.release);
        expect(
            files()
                .map(({ name }) => name)
                .sort(),
        ).toEqual(["response-collect.sh", "response-get.ps1"]);
        expect(input("response-get.ps1")).toMatchObject({
            fileName: "Get.ps1",
            source: "scripts/a/Get.ps1",
            description: "Gets it",
            parametersDescription: expect.stringContaining("-Full") as string,
        });
        expect(release.__files.map(({ fileName }) => fileName)).toEqual(["collect.sh", "Get.ps1"]);
        expect(release).toMatchObject({
            schema: 1,
            count: 2,
            digest: releaseDigest(release.__files),
        });
        expect(await valueOf(library.digest)).toBe(release.digest);
        expect(Object.keys(library.files).sort()).toEqual(["Get.ps1", "collect.sh"]);
    });

    it("lets the files argument win over the sidecar, and that over the script's help", async () => {
        for (const name of ["one", "two", "three"])
            own.write(`scripts/${name}.sh`, "#!/bin/sh\n# From the script.\n");
        own.write(
            "scripts/library.yaml",
            "files:\n  two.sh: { description: sidecar }\n  three.sh: { description: sidecar }\n",
        );
        await valueOf(
            make({ files: { "THREE.sh": { description: "program", adopt: true } } }).release,
        );
        expect(input("response-one.sh")?.["description"]).toBe("From the script.");
        expect(input("response-two.sh")?.["description"]).toBe("sidecar");
        expect(input("response-three.sh")).toMatchObject({ description: "program", adopt: true });
        expect(files()).toHaveLength(3);
    });

    it("takes globs", async () => {
        for (const name of ["a.ps1", "a.Tests.ps1", "b.sh"]) own.write(`scripts/x/${name}`, name);
        await valueOf(make({ include: ["**/*.ps1"], exclude: ["**/*.Tests.ps1"] }).release);
        expect(files().map(({ name }) => name)).toEqual(["response-a.ps1"]);
    });

    it("shares a sidecar with a Library of the folder's other files", async () => {
        own.write("scripts/windows/a.ps1", "x");
        own.write("scripts/linux/b.sh", "x");
        own.write(
            "scripts/library.yaml",
            "files:\n  a.ps1: { description: A }\n  b.sh: { description: B }\n",
        );
        await valueOf(make({ include: ["windows/**"] }).release);
        await valueOf(new Library("other", { path: "scripts", exclude: ["windows/**"] }).release);
        expect(files().map(({ inputs }) => inputs["description"])).toEqual(["A", "B"]);
        own.write("scripts/library.yaml", "files:\n  c.ps1: { description: C }\n");
        expect(() => make({ include: ["windows/**"] })).toThrow(/c\.ps1/);
    });

    it("does not have its files read a second time: texts and digest are of the same bytes", async () => {
        own.write("scripts/a.sh", "#!/bin/sh\n# One.\n");
        const source = "scripts/a.sh";
        const path = join(own.folder, source);
        const facts = factsOf({ source, path, bytes: readFileSync(path) });
        own.write(source, "#!/bin/sh\n# Two, by now.\n");
        const file = new LibraryFile("a", argsWithFacts({ source, fileName: "a.sh" }, facts));
        expect(await valueOf(file.sha256)).toBe(facts.sha256);
        expect(await valueOf(file.size)).toBe(17);
    });

    it("tells a file of its own that is too large as a file by itself does", () => {
        own.write("scripts/a.sh", "#!/bin/sh\n# One.\n");
        own.configure({ tenantId, clientId: "app", clientSecret: "c", maxUploadBytes: "5" });
        expect(() => make()).toThrow(/a\.sh.*17 bytes and 5 are allowed/);
    });

    it("tells all that is wrong at once, and registers nothing", async () => {
        own.write("outside.sh", "x");
        own.write("scripts/a/Get.ps1", "1");
        own.write("scripts/b/GET.ps1", "2");
        own.write("scripts/library.yaml", "files:\n  nobody.sh: { descripton: x }\n");
        symlinkSync(join(own.folder, "outside.sh"), join(own.folder, "scripts", "out.sh"));
        const error = (() => {
            try {
                return make({ files: { "Gte.ps1": {} } });
            } catch (refused) {
                return refused as Error;
            }
        })() as Error;
        for (const named of [
            "a/Get.ps1",
            "b/GET.ps1",
            "out.sh",
            "outside.sh",
            "nobody.sh",
            "Gte.ps1",
        ])
            expect(error.message).toContain(named);
        await new Promise((resolve) => setImmediate(resolve));
        expect(files()).toEqual([]);
    });

    it.each<[string, object, RegExp]>([
        ["a folder that is not there", { path: "nowhere" }, /nowhere/],
        ["a path that is no text", { path: undefined }, /needs a "path"/],
        ["an argument of a later version", { retain: true }, /there is no argument "retain"/],
        [
            "a way with unmanaged files that there is not",
            { unmanaged: "wann" },
            /"unmanaged" "wann", which must be ignore, warn, fail \(did you mean warn\?\)/,
        ],
        ["no arguments at all", undefined as unknown as object, /needs its arguments/],
        ["options of a file that are none", { files: { "a.sh": null } }, /gives a\.sh no options/],
        [
            "an unknown option of a file",
            { files: { "a.sh": { owner: "x" } } },
            /the option owner, which there is not/,
        ],
    ])("refuses %s", (_, args, message) => {
        own.write("scripts/a.sh", "x");
        const given = (args as object | undefined) && { path: "scripts", ...args };
        expect(() => new Library("response", given as LibraryArgs)).toThrow(message);
    });

    it("gives the files that it has made by their names", async () => {
        own.write("scripts/Get.ps1", "x");
        const { fileName } = make().files["Get.ps1"]!;
        expect(await valueOf(fileName)).toBe("Get.ps1");
    });
});
