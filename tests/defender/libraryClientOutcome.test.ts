import {
    FileExistsError,
    NetworkError,
    UnknownOutcomeError,
    UnverifiedError,
} from "../../defender/errors";
import { errorFrom, networkFailure, tenantId } from "./answers";
import { setUpEmulated, uploadOf } from "./setUpEmulated";

const json = { "content-type": "application/json" };

describe("libraryClient.upload", () => {
    it("fails at once when the answer to an override has another digest", async () => {
        const { client, emulator, calls } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        const error = await errorFrom(
            client.upload(uploadOf("a.ps1", "x", { overrideIfExists: true })),
        );
        expect(error).toBeInstanceOf(UnverifiedError);
        expect(error).toMatchObject({ accepted: true, ownAnswer: { fileName: "a.ps1" } });
        expect(calls()).toBe("upload");
    });

    it("believes the list when the answer to a new file has another digest", async () => {
        const { client, emulator, calls } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        const upload = uploadOf("a.ps1", "x");
        expect((await client.upload(upload)).sha256).toBe(upload.sha256);
        expect(calls()).toBe("upload list");
    });

    it("does not know whose the file is when the list cannot be read then", async () => {
        const { client, emulator } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        emulator.once({ call: "list" }, { kind: "answer", status: 403 });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "x")));
        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error.message).toMatch(/is not known: .* could not be read/);
    });

    it("fails at once when the answer has another name", async () => {
        const { client, emulator } = setUpEmulated();
        const { sha256 } = uploadOf("a.ps1", "x");
        const body = JSON.stringify({ fileName: "file", sha256 });
        emulator.once({ call: "upload" }, { kind: "answer", status: 200, headers: json, body });
        expect(await errorFrom(client.upload(uploadOf("a.ps1", "x")))).toBeInstanceOf(
            UnverifiedError,
        );
    });

    it.each(["empty", "notJson", "created"] as const)(
        "takes a success that is %s",
        async (answer) => {
            const { client } = setUpEmulated({ emulator: { behaviour: { upload: { answer } } } });
            const live = await client.upload(uploadOf("a.ps1", "x"));
            expect(live.sha256).toBe(uploadOf("a.ps1", "x").sha256);
        },
    );

    it("looks at the list when the answer breaks off", async () => {
        const { client, emulator, calls } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "truncatedBody" });
        expect((await client.upload(uploadOf("a.ps1", "x"))).fileName).toBe("a.ps1");
        expect(calls()).toBe("upload list");
    });

    it("shares the lists between uploads whose answers say nothing", async () => {
        const { client, emulator } = setUpEmulated({
            emulator: { behaviour: { upload: { answer: "empty" } } },
        });
        const names = Array.from({ length: 12 }, (_, index) => `${index}.ps1`);
        await Promise.all(names.map((name) => client.upload(uploadOf(name, name))));
        expect(emulator.journal.of("upload")).toHaveLength(12);
        expect(emulator.journal.of("list")).toHaveLength(1);
    });

    it.each([
        ["a list that lags", { visibleAfterMs: { upload: 20_000, override: 20_000, delete: 0 } }],
        ["a digest that comes later", { digestAfterMs: 20_000 }],
    ])("waits for %s", async (_what, list) => {
        const { client, emulator, clock } = setUpEmulated({
            emulator: { behaviour: { upload: { answer: "empty" }, list } },
        });
        await emulator.library(tenantId).put("a.ps1", "old");
        clock.pass(60_000);
        const start = clock.now();
        const upload = uploadOf("a.ps1", "new", { overrideIfExists: true });
        expect((await client.upload(upload)).sha256).toBe(upload.sha256);
        expect(clock.now() - start).toBeGreaterThanOrEqual(20_000);
    });

    const described = {
        overrideIfExists: true,
        texts: { description: " new ", parametersDescription: "", hasParameters: false },
    };

    it("waits for a list that still shows the old texts of the same content", async () => {
        const { client, emulator, clock } = setUpEmulated({
            emulator: {
                behaviour: {
                    upload: { answer: "empty" },
                    list: { visibleAfterMs: { upload: 0, override: 2_000, delete: 0 } },
                },
            },
        });
        await emulator.library(tenantId).put("a.ps1", "x", { description: "old" });
        clock.pass(60_000);
        const live = await client.upload(uploadOf("a.ps1", "x", described));
        expect(live.description).toBe(" new ");
    });

    it("takes the texts for the service's own when they stay another's", async () => {
        const { client, emulator } = setUpEmulated({
            emulator: { behaviour: { upload: { answer: "empty" } } },
            transport: (handle) => async (request) => {
                const answer = await handle(request);
                if (request.method === "POST" && request.url.includes("/api/"))
                    await trimming.library(tenantId).put("a.ps1", "x", { description: "new" });
                return answer;
            },
        });
        const trimming = emulator;
        const live = await client.upload(uploadOf("a.ps1", "x", described));
        expect(live.description).toBe("new");
    });

    it("gives up on a list that never shows the digest, after a minute", async () => {
        const { client, clock } = setUpEmulated({
            emulator: {
                behaviour: {
                    upload: { answer: "empty" },
                    list: { visibleAfterMs: { upload: Infinity, override: 0, delete: 0 } },
                },
            },
        });
        const start = clock.now();
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "x")));
        expect(error).toBeInstanceOf(UnverifiedError);
        expect(clock.now() - start).toBe(60_000);
        expect(error.message).toContain("does not show it");
    });

    it("does not send again what was stored before the connection broke", async () => {
        const { client, emulator, calls } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "resetAfter" });
        expect((await client.upload(uploadOf("a.ps1", "x"))).fileName).toBe("a.ps1");
        expect(calls()).toBe("upload list");
    });

    it("sends again what was not stored before the connection broke", async () => {
        const { client, emulator, calls } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "resetBefore" });
        expect((await client.upload(uploadOf("a.ps1", "x"))).fileName).toBe("a.ps1");
        expect(calls()).toBe("upload list upload");
    });

    it.each([500, 503, 408])("looks up what became of it after %i", async (status) => {
        for (const stored of [true, false]) {
            const { client, emulator, calls } = setUpEmulated();
            emulator.once({ call: "upload" }, { kind: "answer", status, stored });
            expect((await client.upload(uploadOf("a.ps1", "x"))).fileName).toBe("a.ps1");
            expect(calls()).toBe(stored ? "upload list" : "upload list upload");
        }
    });

    it("knows its own file behind a conflict after a broken connection and a list that lags", async () => {
        const { client, emulator } = setUpEmulated({
            emulator: {
                behaviour: { list: { visibleAfterMs: { upload: 5_000, override: 0, delete: 0 } } },
            },
        });
        emulator.once({ call: "upload" }, { kind: "resetAfter" });
        expect((await client.upload(uploadOf("a.ps1", "x"))).fileName).toBe("a.ps1");
        expect(emulator.journal.of("upload").map(({ status }) => status)).toEqual([0, 400]);
    });

    it("overwrites nobody who came first while the outcome was unknown", async () => {
        const { client, emulator } = setUpEmulated({
            transport: (handle) => async (request) => {
                if (request.method === "POST" && request.url.includes("/api/")) {
                    await emulator_.library(tenantId).put("a.ps1", "theirs");
                    throw networkFailure("ECONNRESET");
                }
                return handle(request);
            },
        });
        const emulator_ = emulator;
        expect(await errorFrom(client.upload(uploadOf("a.ps1", "ours")))).toBeInstanceOf(
            FileExistsError,
        );
        expect(String(await emulator.library(tenantId).read("a.ps1"))).toBe("theirs");
    });

    it("says that the outcome is not known when the list cannot be read either", async () => {
        const { client, emulator } = setUpEmulated({ client: { retry: { attempts: 1 } } });
        emulator.once({ call: "upload" }, { kind: "reset" });
        emulator.once({ call: "list" }, { kind: "answer", status: 503 });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "x")));
        expect(error).toBeInstanceOf(UnknownOutcomeError);
        expect(error.message).toContain("is not known");
    });

    it("stops sending again after some times", async () => {
        const { client, emulator } = setUpEmulated();
        for (let times = 0; times < 20; times++)
            emulator.once({ call: "upload" }, { kind: "resetBefore" });
        expect(await errorFrom(client.upload(uploadOf("a.ps1", "x")))).toBeInstanceOf(
            UnknownOutcomeError,
        );
        expect(emulator.journal.of("upload")).toHaveLength(6);
    });

    it("sends an upload that may replace again without looking, and anew", async () => {
        const { client, emulator, calls } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "resetBefore" });
        emulator.once({ call: "upload" }, { kind: "answer", status: 503 });
        const upload = uploadOf("a.ps1", "x", { overrideIfExists: true });
        let asked = 0;
        await client.upload({ ...upload, content: () => (asked++, upload.content()) });
        expect(calls()).toBe("upload upload upload");
        expect(asked).toBe(3);
        expect(emulator.journal.of("upload").map(({ sha256 }) => sha256)).toContain(upload.sha256);
    });

    it("finds an upload that was stored although no attempt was ever answered", async () => {
        const { client, emulator } = setUpEmulated({ client: { retry: { attempts: 3 } } });
        for (let times = 0; times < 3; times++)
            emulator.once({ call: "upload" }, { kind: "resetAfter" });
        const upload = uploadOf("a.ps1", "x", { overrideIfExists: true });
        expect((await client.upload(upload)).sha256).toBe(upload.sha256);
    });

    it("does not take the old texts of the same content for a success", async () => {
        const { client, emulator } = setUpEmulated({ client: { retry: { attempts: 2 } } });
        await emulator.library(tenantId).put("a.ps1", "x", { description: "old" });
        for (let times = 0; times < 2; times++)
            emulator.once({ call: "upload" }, { kind: "resetBefore" });
        const texts = { description: "new", parametersDescription: "", hasParameters: false };
        const upload = uploadOf("a.ps1", "x", { overrideIfExists: true, texts });
        expect(await errorFrom(client.upload(upload))).toBeInstanceOf(NetworkError);
    });
});
