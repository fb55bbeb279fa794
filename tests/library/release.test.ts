import { releaseDigest, releaseOf, type ReleaseFile } from "../../library/release";

const file = (fileName: string, more: Partial<ReleaseFile> = {}): ReleaseFile => ({
    fileName,
    sha256: "a".repeat(64),
    description: "",
    parametersDescription: "",
    hasParameters: false,
    ...more,
});

describe("releaseDigest", () => {
    const files = [file("b.ps1"), file("A.ps1"), file("c.sh")];

    it("does not depend on the order of the files", () => {
        expect(releaseDigest([...files].reverse())).toBe(releaseDigest(files));
    });

    it("is the documented hash of the documented text", () => {
        // printf '[["a","<64 a>","d","",true]]' | sha256sum
        expect(releaseDigest([file("a", { description: "d", hasParameters: true })])).toBe(
            "073e3e9e2cf92ddccb6f1632be121aa50042670179b1d3f07a05f4a38a042c14",
        );
    });

    it.each([
        ["a name", { fileName: "x.ps1" }],
        ["a content", { sha256: "b".repeat(64) }],
        ["a description", { description: "x" }],
        ["a parameter text", { parametersDescription: "x" }],
        ["whether there are parameters", { hasParameters: true }],
    ])("changes with %s", (_, change) => {
        expect(releaseDigest([{ ...file("b.ps1"), ...change }])).not.toBe(
            releaseDigest([file("b.ps1")]),
        );
    });
});

describe("releaseOf", () => {
    it("holds names, digests and texts, ordered by name without case, and nothing of the day", () => {
        const release = releaseOf({
            tenantId: "t",
            cloud: "commercial",
            files: [file("b.ps1"), file("A.ps1")],
        });
        expect(release).toEqual({
            schema: 1,
            tenantId: "t",
            cloud: "commercial",
            count: 2,
            digest: releaseDigest([file("A.ps1"), file("b.ps1")]),
            __files: [file("A.ps1"), file("b.ps1")],
        });
    });
});
