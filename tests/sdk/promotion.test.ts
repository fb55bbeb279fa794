import * as pulumi from "@pulumi/pulumi";

import { sha256Of } from "../../library/digest";
import { releaseOf, type Release, type ReleaseFile } from "../../library/release";
import { Library, type LibraryArgs, type PromotionArgs } from "../../sdk";
import { readLibraryFolder } from "../../sdk/libraryFolder";
import { placeBy } from "../../sdk/place";
import { promotionPassed, stillAsPassed } from "../../sdk/promotion";
import { program, valueOf, type Program } from "./program";

const triage = "#!/bin/sh\n# Collects it.\n";
const banner = "#!/bin/sh\n";
let own: Program;
beforeEach(() => {
    own = program();
    own.write("scripts/a.sh", triage);
    own.write("scripts/b.sh", banner);
});
afterEach(() => {
    own.close();
});

const file = (fileName: string, content: string, description = ""): ReleaseFile => ({
    fileName,
    sha256: sha256Of(Buffer.from(content)),
    description,
    parametersDescription: "",
    hasParameters: false,
});
const first = file("a.sh", triage, "Collects it.");
const second = file("b.sh", banner);
const release = (files: readonly ReleaseFile[] = [first, second]): Release =>
    releaseOf({ tenantId: "staging", cloud: "commercial", files });

const dated = (days: number): Release =>
    ({ ...release(), time: new Date(Date.now() + days * 86_400_000).toISOString() }) as Release;

const warnings: string[] = [];
const passed = (args: PromotionArgs, files: LibraryArgs["files"] = {}) =>
    promotionPassed({
        name: "response",
        args,
        files: readLibraryFolder("response", { path: "scripts", files }),
        place: placeBy(undefined),
        warn: (message) => void warnings.push(message),
    });

describe("promotionPassed", () => {
    it("passes what was tested, from a program, an output and a file", async () => {
        own.write("release.json", JSON.stringify(release()));
        for (const promotedFrom of [release(), pulumi.output(release()), "release.json"])
            await expect(passed({ promotedFrom })).resolves.toEqual([first, second]);
        const rules = { promotedDigest: release().digest.toUpperCase(), fromTenant: "STAGING" };
        await expect(passed({ promotedFrom: release(), ...rules })).resolves.toHaveLength(2);
    });

    it.each<[string, readonly ReleaseFile[], RegExp]>([
        [
            "a content",
            [first, file("b.sh", "#!/bin/bash\n")],
            /^ {2}b\.sh +sha256 \w{12}… +sha256/m,
        ],
        ["line ends", [first, file("b.sh", "#!/bin/sh\r\n")], /b\.sh .* \(only line ends differ\)/],
        ["a text", [{ ...first, description: "X" }, second], /description "X" +description "Coll/],
        ["a file more", [first, second, file("c.sh", "x")], /c\.sh +sha256 \w{12}… +not there/],
        ["a file less", [first], /b\.sh +not there +sha256/],
        ["a case", [first, file("B.sh", banner)], /name B\.sh +name b\.sh/],
    ])("stops at %s", async (_, files, table) => {
        const told = passed({ promotedFrom: release(files) });
        await expect(told).rejects.toThrow(table);
        await expect(told).rejects.toThrow(/before any file of it was uploaded/);
    });

    it("takes a part of a release where that is meant, and nothing beside it", async () => {
        const more = release([first, second, file("c.sh", "x")]);
        await expect(passed({ promotedFrom: more, partial: true })).resolves.toHaveLength(2);
        await expect(passed({ promotedFrom: release([first]), partial: true })).rejects.toThrow(
            /b\.sh +not there/,
        );
    });

    it.each<[string, () => PromotionArgs, RegExp]>([
        [
            "one that was edited",
            () => ({ promotedFrom: { ...release(), __files: [first] } }),
            /its digest is not that of its files/i,
        ],
        [
            "one of a newer schema",
            () => ({ promotedFrom: { ...release(), schema: 2 } as unknown as Release }),
            /schema 2, and this pulumi-mde knows schema 1: update/,
        ],
        ["nothing", () => ({ promotedFrom: undefined }), /has no such output/],
        [
            "an age whose variable is not set",
            () => ({ promotedFrom: release(), maxAge: undefined }),
            /maxAge is given and has no value/,
        ],
        [
            "one that is too old",
            () => ({ promotedFrom: dated(-3), maxAge: "48h" }),
            /made 3 days ago .*maxAge allows 48h: test it again/,
        ],
        [
            "one of a time to come",
            () => ({ promotedFrom: dated(2), maxAge: "48h" }),
            /which is yet to come/,
        ],
        ["a file that is not there", () => ({ promotedFrom: "none.json" }), /none\.json .*ENOENT/],
        [
            "another tenant's",
            () => ({ promotedFrom: release(), fromTenant: "development" }),
            /tested in tenant staging, and fromTenant asks for development/,
        ],
        [
            "another digest",
            () => ({ promotedFrom: release(), promotedDigest: "0".repeat(64) }),
            /promotedDigest asks for 0{64}/,
        ],
        [
            "a digest whose variable is not set",
            () => ({ promotedFrom: release(), promotedDigest: process.env["MDE_NO_SUCH"] }),
            /promotedDigest is given and has no value/,
        ],
        [
            "the emulator's",
            () => ({ promotedFrom: { ...release(), cloud: "emulator" } }),
            /made on the emulator/,
        ],
        [
            "an age that it does not tell",
            () => ({ promotedFrom: release(), maxAge: "14d" }),
            /does not tell when it was made/,
        ],
        [
            "a content that was rejected since",
            () => ({
                promotedFrom: release(),
                rejected: [{ sha256: second.sha256.toUpperCase(), reason: "wipes logs" }],
            }),
            /b\.sh has a content that was rejected: wipes logs/,
        ],
    ])("refuses %s", async (_, args, why) => {
        await expect(passed(args())).rejects.toThrow(why);
    });
});

describe("a secret", () => {
    it.each<[string, () => PromotionArgs]>([
        ["release", () => ({ promotedFrom: pulumi.secret(release([first])) })],
        ["damaged release", () => ({ promotedFrom: pulumi.secret({ ...release(), count: 7 }) })],
        [
            "digest",
            () => ({ promotedFrom: release(), promotedDigest: pulumi.secret("c".repeat(64)) }),
        ],
    ])("%s is compared, and nothing of it shown", async (_, args) => {
        const told = passed(args());
        await expect(told).rejects.toThrow(/is a secret of this program, so that what differs is/);
        await expect(told).rejects.not.toThrow(/b\.sh|ccc|has 7/);
    });

    it("text is refused in the words of its own file", async () => {
        const files = { "a.sh": { description: pulumi.secret("HUSH") } };
        const told = passed({ promotedFrom: release() }, files);
        await expect(told).rejects.toThrow(/LibraryFile "response-a\.sh" has a secret description/);
        await expect(told).rejects.not.toThrow(/HUSH/);
    });
});

describe("stillAsPassed", () => {
    it("passes what has come to be as it was compared", async () => {
        const same = { passed: [first, second], live: [second, first] };
        await expect(stillAsPassed("response", same)).resolves.toBeUndefined();
    });

    it("names what has come to be something else", async () => {
        const other = { passed: [first, second], live: [first, { ...second, description: "x" }] };
        await expect(stillAsPassed("response", other)).rejects.toThrow(
            /from, and b\.sh did not come/,
        );
    });
});

describe("a Library that is promoted", () => {
    it("registers its files once the release has come, and the pin no earlier", async () => {
        const gate = Promise.withResolvers<Release>();
        const library = new Library("response", { path: "scripts", promotedFrom: gate.promise });
        // Without the gate all are registered in far fewer turns.
        for (let turns = 0; turns < 200; turns++)
            await new Promise((resolve) => setImmediate(resolve));
        expect(own.registered.map(({ type }) => type)).toEqual(["mde:index:Library"]);
        expect(own.pins).toEqual([]);
        gate.resolve(release());
        expect((await valueOf(library.release)).count).toBe(2);
        expect(own.pins).toHaveLength(1);
    });

    it("refuses rules without a release", () => {
        expect(() => new Library("response", { path: "scripts", partial: true })).toThrow(
            /rules for a release and no "promotedFrom"/,
        );
    });
});
