import { readFileSync } from "node:fs";
import { join } from "node:path";

import { contentDiff } from "../../../cli/diff/contentDiff";
import { diffText } from "../../../cli/diff/diffText";
import { fileChange, type FileChange } from "../../../cli/diff/fileChange";
import type { FileVersion } from "../../../cli/diff/fileVersion";
import type { PlannedChange } from "../../../cli/diff/plannedChanges";
import { sha256Of } from "../../../library/digest";

const noTexts = { description: "", parametersDescription: "", hasParameters: false };
const version = (content: string | undefined, more: Partial<FileVersion> = {}): FileVersion => ({
    fileName: "a.sh",
    urn: "urn:pulumi:test::response::mde:LibraryFile::a",
    sha256: content === undefined ? null : sha256Of(Buffer.from(content)),
    source: "scripts/a.sh",
    texts: noTexts,
    ...more,
});
const change = (before?: FileVersion, after?: FileVersion): PlannedChange => ({
    operation: before === undefined ? "create" : after === undefined ? "delete" : "update",
    tenantId: "tenant",
    before,
    after,
});
/** Finds these contents. */
const finding =
    (...contents: string[]) =>
    (sha256: string) => {
        const found = contents.find((content) => sha256Of(Buffer.from(content)) === sha256);
        return Promise.resolve(
            found === undefined
                ? { bytes: undefined, why: "they are lost" }
                : { bytes: Buffer.from(found), where: "git abc" },
        );
    };
const shown = (changes: FileChange[], whole = false) =>
    diffText(changes, { stack: "test", whole, paint: (_, text) => text });

const one = "a\nb\nc\n";
const two = "a\nB\nc\n";
const digits = (content: string) => sha256Of(Buffer.from(content)).slice(0, 12);

describe("contentDiff", () => {
    const diff = (before: string | Buffer, after: string | Buffer) =>
        contentDiff(Buffer.from(before), Buffer.from(after));

    it("tells the lines, and when there are none to tell", () => {
        expect(diff(one, two)).toEqual({
            kind: "lines",
            lines: ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"],
        });
        expect(diff("a", "b")).toMatchObject({
            lines: [
                "@@ -1,1 +1,1 @@",
                "-a",
                "\\ No newline at end of file",
                "+b",
                "\\ No newline at end of file",
            ],
        });
        expect(diff(one, one)).toEqual({ kind: "same" });
        expect(diff(one, one.replaceAll("\n", "\r\n"))).toEqual({ kind: "line ends" });
        expect(diff("MZ\0\x01", "MZ\0\x02")).toEqual({ kind: "no text" });
        const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(one, "utf16le")]);
        expect(diff(one, utf16)).toEqual({ kind: "no text" });
        expect(diff(utf16, two)).toMatchObject({ kind: "lines" });
    });

    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    const lines = ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"];

    it("leaves line ends out of the lines where all are the same, and tells once what they were", () => {
        expect(diff(crlf(one), crlf(two))).toEqual({ kind: "lines", lines });
        expect(diff(crlf(one), two)).toEqual({ kind: "lines", lines, lineEnds: ["CRLF", "LF"] });
        expect(diff(one, crlf(two))).toEqual({ kind: "lines", lines, lineEnds: ["LF", "CRLF"] });
        expect(diff("", crlf(one))).toEqual({
            kind: "lines",
            lines: ["@@ -0,0 +1,3 @@", "+a", "+b", "+c"],
        });
        expect(diff(one, "")).toMatchObject({ lines: ["@@ -1,3 +0,0 @@", "-a", "-b", "-c"] });
    });

    it("shows line ends where a text has both, in the lines in which they differ alone", () => {
        expect(diff(crlf(one), "a\r\nb\nC\r\n")).toEqual({
            kind: "lines",
            lines: ["@@ -1,3 +1,3 @@", " a", "-b\r", "-c\r", "+b", "+C\r"],
        });
        const far = "1\n2\n3\n4\n5\n6\n7\n8\n";
        expect(diff(`${far}${crlf(one)}`, `${far}${crlf(one)}B\r\n`)).toMatchObject({
            lines: ["@@ -9,3 +9,4 @@", " a", " b", " c", "+B"],
        });
    });

    it("knows contents that differ in line ends alone", () => {
        const mixed = "a\r\nb\nc\n";
        const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
        expect(diff(mixed, "a\nb\r\nc\r\n")).toEqual({ kind: "line ends" });
        expect(diff(utf16(one), utf16(crlf(one)))).toEqual({ kind: "line ends" });
        expect(diff(utf16(one).swap16(), utf16(crlf(one)).swap16())).toEqual({ kind: "line ends" });
        expect(diff(crlf(one), utf16(one))).toEqual({ kind: "no text" });
    });
});

describe("fileChange", () => {
    it("says which side's bytes are nowhere", async () => {
        const update = change(version(one), version(two));
        expect(await fileChange(update, finding(two))).toMatchObject({
            content: { kind: "not at hand", missing: ["before"], why: "they are lost" },
        });
        expect(await fileChange(update, finding(one))).toMatchObject({
            content: { missing: ["after"], why: "they are lost" },
            foundIn: "git abc",
        });
        const noDigest = change(version(one, { sha256: undefined }), version(two));
        expect(await fileChange(noDigest, finding(two))).toMatchObject({
            content: { missing: ["before"], why: "the service reported no digest of them" },
        });
        expect(await fileChange(update, finding())).toMatchObject({
            content: { missing: ["before", "after"] },
        });
        expect(await fileChange(update, finding(one, two))).toMatchObject({
            content: { kind: "lines" },
            foundIn: "git abc",
        });
    });

    it("looks for nothing where the content stays, or is not known yet", async () => {
        const find = () => Promise.reject(new Error("asked"));
        const texts = { ...noTexts, description: "new" };
        const sameContent = change(version(one), version(one, { texts }));
        expect(await fileChange(sameContent, find)).toMatchObject({ content: { kind: "same" } });
        const unknown = change(version(one), version(undefined));
        expect(await fileChange(unknown, find)).toMatchObject({ content: { kind: "unknown" } });
        const notReported = version(undefined, { sha256: undefined });
        for (const before of [notReported, undefined])
            expect(await fileChange(change(before, version(undefined)), find)).toMatchObject({
                content: { kind: "unknown" },
            });
    });
});

describe("diffText", () => {
    const textOf = async (planned: PlannedChange, contents: string[], whole = false) =>
        shown([await fileChange(planned, finding(...contents))], whole);

    it("shows lines, and texts before and after", async () => {
        const before = version(one, { texts: { ...noTexts, description: "old" } });
        const after = version(two, { texts: { ...noTexts, description: 'n"ew' } });
        const text = await textOf(change(before, after), [one, two]);
        expect(text).toBe(
            [
                "update a.sh (tenant tenant)",
                `  description: "old" -> "n\\"ew"`,
                `  content: ${digits(one)}… -> ${digits(two)}…; the earlier bytes are in git abc`,
                "@@ -1,3 +1,3 @@",
                " a",
                "-b",
                "+B",
                " c",
                "",
                `"pulumi up" of stack test would update 1. Compared with what the stack knows: what was ` +
                    `changed in the portal since, "pulumi refresh" finds.`,
                "",
            ].join("\n"),
        );
    });

    it("shows the lines of new and deleted files only when one is asked for", async () => {
        const created = change(undefined, version(one));
        expect(await textOf(created, [one])).not.toContain("+a");
        expect(await textOf(created, [one], true)).toContain("\n+a\n+b\n+c\n");
        const deleted = change(version(one));
        expect(await textOf(deleted, [one])).toContain("the earlier bytes are in git abc");
        expect(await textOf(deleted, [one], true)).toContain("\n-a\n-b\n-c\n");
        expect(await textOf(deleted, [])).toContain(
            `content: ${digits(one)}…; its bytes were not found: they are lost; the service gives none back`,
        );
        expect(await textOf(change(version(one), version(two)), [two])).toContain(
            "…; no line can be shown, for the earlier bytes were not found: they are lost\n",
        );
    });

    it("says where the earlier bytes are", async () => {
        const update = await fileChange(change(version(one), version(two)), finding(one, two));
        expect(shown([update])).toContain("; the earlier bytes are in git abc\n");
        const found = { ...update, foundIn: "this machine" };
        expect(shown([found])).toContain("; the earlier bytes are on this machine\n");
    });

    it("shows line ends only where they differ", async () => {
        const dos = "a\r\nb\r\nc\r\n";
        const update = change(version(dos), version(two));
        expect(await textOf(update, [dos, two])).toContain(
            "\n  each line end: CRLF -> LF\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n",
        );
        const mixed = "a\r\nb\nc\r\n";
        expect(await textOf(change(version(dos), version(mixed)), [dos, mixed])).toContain(
            "; only line ends differ\n",
        );
        const both = "a\r\nB\nc\r\n";
        expect(await textOf(change(version(dos), version(both)), [dos, both])).toContain(
            "\n a\n-b<U+000D>\n+B\n c\n",
        );
    });

    it("lets nothing of a script act on the terminal", async () => {
        const hostile = "a\u001b[2Jb\u202e\tc\n";
        const text = await textOf(change(version(one), version(hostile)), [one, hostile]);
        expect(text).toContain("+a<U+001B>[2Jb<U+202E>\tc");
    });

    it("lets nothing of a reported digest act on the terminal", async () => {
        const hostile = version(one, { sha256: "\u001b[2J\u202e" });
        expect(await textOf(change(hostile), [])).toContain("content: <U+001B>[2J<U+202E>…; its");
    });

    it("shows a name and texts that are not known yet as such", async () => {
        const texts = { description: null, parametersDescription: "", hasParameters: null };
        const [before, after] = [
            version(one, { texts: { ...noTexts, description: "x" } }),
            version(one, { texts }),
        ];
        expect(await textOf(change(before, after), [])).toContain(
            [
                "update a.sh (tenant tenant)",
                `  description: "x" -> known once the program has run`,
                "  hasParameters: false -> known once the program has run",
                "",
                "",
            ].join("\n"),
        );
        const urn = "urn:pulumi:test::response::mde:LibraryFile::of\u202e::it";
        const created = version(undefined, { fileName: null, urn, texts });
        expect(await textOf(change(undefined, created), [])).toContain(
            [
                "create a file of resource of<U+202E>::it, its name known once the program has run (tenant tenant)",
                "  description: known once the program has run",
                "  hasParameters: known once the program has run",
                "  content: known once the program has run",
                "",
                "",
            ].join("\n"),
        );
    });

    it("shows what the page shows", () => {
        const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "diff.md"), "utf8");
        const block = /^```text\n([^]*?)^```/m.exec(page)?.[1] ?? "";
        const side = (digest: string, description: string) => ({
            ...version(one, { fileName: "linux-triage.sh", texts: { ...noTexts, description } }),
            sha256: digest.padEnd(64, "0"),
        });
        const [before, after] = [
            side("f7c9da7d99ec", "Collects"),
            side("fb8fef5a9647", "Collects what a triage needs"),
        ];
        const old = "#!/bin/sh\n\nwho\nps aux\nss -tunap\n";
        const update: FileChange = {
            ...change(before, after),
            tenantId: "00001111-aaaa-2222-bbbb-3333cccc4444",
            content: contentDiff(Buffer.from(old), Buffer.from(`${old}last -n 50\n`)),
            foundIn: "git 0123456789ab",
        };
        const text = diffText([update], {
            stack: "production",
            whole: false,
            paint: (_, it) => it,
        });
        expect(text).toBe(block);
    });

    it("shows a secret as such, and looks for none", async () => {
        const secret = { secret: true } as const;
        const before = version(one, {
            sha256: secret,
            texts: { ...noTexts, description: secret, hasParameters: secret },
        });
        const after = version(two, { texts: { ...noTexts, description: "new" } });
        const find = () => Promise.reject(new Error("asked"));
        const update = await fileChange({ ...change(before, after), tenantId: secret }, find);
        expect(shown([update])).toContain(
            [
                "update a.sh (tenant a secret)",
                `  description: a secret -> "new"`,
                "  hasParameters: a secret -> false",
                `  content: a secret -> ${digits(two)}…; no line can be shown of a secret`,
                "",
                "",
            ].join("\n"),
        );
        const gone = await fileChange(change({ ...before, fileName: secret }), find);
        expect(shown([gone])).toContain(
            [
                "delete a file of resource a, its name a secret (tenant tenant)",
                "  content: a secret -> none; no line can be shown of a secret",
                "",
                "",
            ].join("\n"),
        );
    });

    it("says that a file which is only forgotten stays in the tenant", async () => {
        const find = () => Promise.reject(new Error("asked"));
        const forgotten = { ...change(version(one)), operation: "forget" } as const;
        expect(shown([await fileChange(forgotten, find)], true)).toBe(
            [
                "forget a.sh (tenant tenant)",
                "  retainOnDelete: it stays in the tenant, and the stack knows it no more: no up changes or deletes it",
                "",
                `"pulumi up" of stack test would forget 1. Compared with what the stack knows: what was ` +
                    `changed in the portal since, "pulumi refresh" finds.`,
                "",
            ].join("\n"),
        );
    });

    it("says so where nothing would change", () => {
        expect(shown([])).toBe(`"pulumi up" would change no file of stack test.\n`);
    });
});
