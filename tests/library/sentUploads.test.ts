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
        expect(files()).toEqual([]);
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
        expect(files()).toEqual([]);
    });

    it.each([
        ["tenant", { tenantId: "other" }],
        ["file", { fileName: "Other.ps1" }],
        ["resource or stack", { resource: "r/other" }],
    ])("knows nothing of another %s", (_, difference) => {
        open().sending(upload, digest);
        expect(open().digests({ ...upload, ...difference })).toEqual([]);
    });

    it("is for this user's eyes only, and passes over what was torn", () => {
        open().sending(upload, digest);
        const path = join(folder, "sent", files()[0]!);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        appendFileSync(path, "bbbb");
        expect(open().digests(upload)).toEqual([digest]);
    });

    it("keeps what is settled for a month from then, also where nothing else is to be noted", () => {
        const day = (days: number) => () => Date.now() + days * 86_400_000;
        open().sending(upload, digest);
        open(day(20)).settled(upload, digest);
        rmSync(join(folder, "sent", ".pruned"));
        expect(open(day(40)).digests(upload)).toEqual([digest]);
    });

    it("forgets after a month", () => {
        open().sending(upload, digest);
        const later = () => Date.now() + 31 * 86_400_000;
        rmSync(join(folder, "sent", ".pruned"));
        expect(open(later).digests(upload)).toEqual([]);
    });
});
