import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openSentUploads } from "../../library/sentUploads";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-sent-"));
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

const open = (now = () => Date.now()) => openSentUploads({ folder, now });
const upload = { tenantId: "t", fileName: "Get.ps1", resource: "r/s" };
const digest = "a".repeat(64);
const other = "b".repeat(64);
const files = () => readdirSync(join(folder, "sent")).filter((name) => !name.startsWith("."));

describe("openSentUploads", () => {
    it("knows what was sent, in another process too, and what is live once that is settled", () => {
        open().sending(upload, digest);
        open().sending(upload, other);
        expect(open().digests({ ...upload, fileName: "GET.ps1" })).toEqual([digest, other]);
        open().settled(upload, other);
        expect(open().digests(upload)).toEqual([other]);
        open().removed(upload);
        expect(open().digests(upload)).toEqual([]);
    });

    it("sees what another process notes meanwhile", () => {
        const [one, two] = [open(), open()];
        one.sending(upload, digest);
        expect(two.digests(upload)).toEqual([digest]);
        two.sending(upload, other);
        expect(one.digests(upload)).toEqual([digest, other]);
        one.settled(upload, other);
        expect(two.digests(upload)).toEqual([other]);
    });

    it("makes one file for all uploads of a stack into a tenant, and writes nothing twice", () => {
        const sent = open();
        for (const fileName of ["a.ps1", "b.ps1", "c.ps1"])
            sent.sending({ ...upload, fileName }, digest);
        sent.sending({ ...upload, resource: "another/s" }, digest);
        const [name, ...others] = files();
        expect(others).toEqual([]);
        const { size } = statSync(join(folder, "sent", name!));
        sent.settled({ ...upload, fileName: "a.ps1" }, digest);
        sent.removed({ ...upload, fileName: "never sent" });
        expect(statSync(join(folder, "sent", name!)).size).toBe(size);
        sent.sending({ ...upload, resource: "r/another" }, digest);
        sent.sending({ ...upload, tenantId: "another" }, digest);
        expect(files()).toHaveLength(3);
    });

    it("knows nothing of a resource that is not known", () => {
        open().sending({ ...upload, resource: "" }, digest);
        expect(open().digests({ ...upload, resource: "" })).toEqual([]);
    });

    it("forgets what was refused, and keeps what was there before", () => {
        open().settled(upload, digest);
        open().sending(upload, other);
        open().refused(upload, other);
        expect(open().digests(upload)).toEqual([digest]);
        open().refused(upload, digest);
        expect(open().digests(upload)).toEqual([]);
    });

    it.each([
        ["tenant", { tenantId: "other" }],
        ["file", { fileName: "Other.ps1" }],
        ["resource or stack", { resource: "r/other" }],
    ])("knows nothing of another %s", (_, difference) => {
        open().sending(upload, digest);
        expect(open().digests({ ...upload, ...difference })).toEqual([]);
    });

    it("goes on where somebody has cleaned up meanwhile", () => {
        const sent = open();
        sent.sending(upload, digest);
        expect(sent.digests(upload)).toEqual([digest]);
        rmSync(join(folder, "sent", files()[0]!));
        expect(sent.digests(upload)).toEqual([digest]);
        sent.sending(upload, other);
        expect(sent.digests(upload)).toEqual([digest, other]);
    });

    it("is for this user's eyes only, and passes over what was torn", () => {
        open().sending(upload, digest);
        const path = join(folder, "sent", files()[0]!);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        for (const torn of ['["key","sending', "{}", "[1]", '["key"]', '["key","live",""]\n']) {
            appendFileSync(path, torn);
            expect(open().digests(upload)).toEqual([digest]);
            open().sending(upload, other);
            expect(open().digests(upload)).toEqual([digest, other]);
            open().settled(upload, digest);
        }
    });

    it("keeps what is settled for a month from then, also where nothing else is to be noted", () => {
        const day = (days: number) => () => Date.now() + days * 86_400_000;
        open().sending(upload, digest);
        open(day(20)).settled(upload, digest);
        open(day(20)).settled(upload, digest);
        expect(open(day(49)).digests(upload)).toEqual([digest]);
    });

    it("forgets after a month, and removes what it forgets", () => {
        const day = (days: number) => () => days * 86_400_000;
        open(day(0)).sending(upload, digest);
        open(day(9)).sending({ ...upload, fileName: "late" }, digest);
        expect(open(day(39)).digests({ ...upload, fileName: "late" })).toEqual([digest]);
        const running = open(day(39));
        expect(open(day(40)).digests(upload)).toEqual([]);
        expect(files()).toEqual([]);
        expect(running.digests(upload)).toEqual([]);
    });
});
