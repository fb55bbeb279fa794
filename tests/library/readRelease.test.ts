import { createHash } from "node:crypto";

import { parseRelease, readRelease } from "../../library/readRelease";
import { releaseOf, type ReleaseFile } from "../../library/release";

const file: ReleaseFile = {
    fileName: "Collect-Triage.ps1",
    sha256: "a".repeat(64),
    description: "Collects triage data",
    parametersDescription: "",
    hasParameters: false,
};
const release = releaseOf({ tenantId: "t", cloud: "commercial", files: [file] });
const problems = (value: unknown) => {
    try {
        readRelease(value);
    } catch (error) {
        return (error as Error).message;
    }
    throw new Error("it was read");
};

describe("readRelease", () => {
    it("reads what a stack's output and a file have, of this release for ever", () => {
        const text = `{"schema":1,"tenantId":"t","cloud":"commercial","count":1,"digest":"${release.digest}","__files":[{"fileName":"Collect-Triage.ps1","sha256":"${"a".repeat(64)}","description":"Collects triage data","parametersDescription":"","hasParameters":false}],"time":"2026-01-31T12:00:00.000Z","stack":"staging","git":{"commit":"abc","clean":true}}`;
        expect(parseRelease(`\uFEFF${text}`)).toMatchObject(release);
        expect(readRelease(release)).toEqual(release);
        const canonical = `[["Collect-Triage.ps1","${"a".repeat(64)}","Collects triage data","",false]]`;
        expect(release.digest).toBe(createHash("sha256").update(canonical).digest("hex"));
    });

    it.each<[string, unknown, RegExp]>([
        ["no object", "release", /^It is no release: it has no schema\./],
        ["nothing", undefined, /no schema/],
        ["a key more", { ...release, signature: "x" }, /signature/],
        ["a newer schema", { ...release, schema: 7 }, /schema 7, .* update pulumi-mde here/],
        ["an older one that never was", { ...release, schema: 0 }, /^schema: /],
        ["a text that was edited", edited({ description: "X" }), /digest is not that of its files/],
        [
            "a bad digest",
            edited({ sha256: "A".repeat(64) }),
            /^"Collect-Triage\.ps1"\.sha256: must/,
        ],
        ["a name that leads elsewhere", edited({ fileName: "../a" }), /must not contain "\/"/],
        ["another count", { ...release, count: 2 }, /has 2 files, and has 1/],
        [
            "a file twice",
            releaseOf({ ...release, files: [file, { ...file, fileName: "collect-triage.PS1" }] }),
            /one file twice: "Collect-Triage\.ps1", "collect-triage\.PS1"/,
        ],
        ["no file", releaseOf({ ...release, files: [] }), /__files: must have a file/],
        ["no tenant", { ...release, tenantId: "" }, /tenantId: must be the tenant/],
        ["a local time", { ...release, time: "2026-01-31 12:00" }, /time: must be a time in UTC/],
    ])("refuses one with %s", (_, value, why) => {
        expect(problems(value)).toMatch(why);
    });

    it("says what of a text is no JSON, and no more than ten problems", () => {
        expect(() => parseRelease("{")).toThrow(/It is no JSON: /);
        const files = Array.from({ length: 50 }, () => ({ ...file, sha256: "x" }));
        expect(problems({ ...release, __files: files }).match(/must be a SHA-256/g)).toHaveLength(
            10,
        );
    });
});

function edited(changes: Partial<ReleaseFile>): unknown {
    return { ...release, __files: [{ ...file, ...changes }] };
}
