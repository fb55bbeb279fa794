import type { Request, Response } from "undici";

import {
    AudienceError,
    FileExistsError,
    FileNameError,
    NetworkError,
    PermissionError,
    RefusedError,
    ServiceFailedError,
    SignInError,
    TenantMismatchError,
    ThrottledError,
    UnexpectedAnswerError,
    UnknownOutcomeError,
    UnverifiedError,
} from "../../defender/errors";
import { errorFrom, networkFailure, tenantId, tokenOf } from "./answers";
import { clientId, setUpEmulated, uploadOf } from "./setUpEmulated";

const otherTenantId = "22222222-bbbb-4bbb-8bbb-222222222222";
const apps = { [clientId]: { secret: "any secret", displayName: "Uploader" } };
const json = { "content-type": "application/json" };

describe("libraryClient.list", () => {
    it("costs one token and one call for all who ask", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "x", { description: "first" });
        const lists = await Promise.all([client.list(), client.list(), client.list()]);
        await client.list();
        expect(lists[0].find("A.PS1")).toMatchObject({ fileName: "a.ps1", description: "first" });
        expect(emulator.journal.of("token")).toHaveLength(1);
        expect(emulator.journal.of("list")).toHaveLength(1);
    });

    it("is a new one when the old one is too old", async () => {
        const { client, clock, calls } = setUpEmulated();
        await client.list();
        clock.pass(60_001);
        await client.list({ maxAge: 60_000 });
        expect(calls()).toBe("list list");
    });

    it("follows the pages to the end", async () => {
        const { client, emulator } = setUpEmulated({
            emulator: { behaviour: { list: { pageSize: 2 } } },
        });
        for (const name of ["a", "b", "c", "d", "e"])
            await emulator.library(tenantId).put(name, name);
        expect((await client.list()).files.map(({ fileName }) => fileName).join("")).toBe("abcde");
        expect(emulator.journal.of("list")).toHaveLength(3);
    });

    it("fails as a whole when a later page fails, and is not kept", async () => {
        const { client, emulator } = setUpEmulated();
        for (const name of ["a", "b", "c"]) await emulator.library(tenantId).put(name, name);
        emulator.once({ call: "list" }, { kind: "failingPage", status: 400 });
        expect(await errorFrom(client.list())).toBeInstanceOf(RefusedError);
        // Not found on a later page is no empty library either.
        emulator.once({ call: "list" }, { kind: "failingPage", status: 404 });
        expect(await errorFrom(client.list())).toBeInstanceOf(RefusedError);
        expect((await client.list()).files).toHaveLength(3);
    });

    it("waits for a later page that fails for a while", async () => {
        const { client, emulator } = setUpEmulated();
        for (const name of ["a", "b", "c"]) await emulator.library(tenantId).put(name, name);
        emulator.once({ call: "list" }, { kind: "failingPage" });
        expect((await client.list()).files).toHaveLength(3);
    });

    it.each([
        ["elsewhere", "https://example.com/api/libraryfiles?$skip=1"],
        ["to a host that only looks right", "https://api.emulator.invalid.example.com/"],
        ["without https", "http://api.emulator.invalid/api/libraryfiles?$skip=1"],
        ["nowhere", "https://"],
    ])("does not follow a link %s", async (_where, link) => {
        const { client, emulator } = setUpEmulated();
        const body = JSON.stringify({ value: [], "@odata.nextLink": link });
        emulator.once({ call: "list" }, { kind: "answer", status: 200, body });
        const error = await errorFrom(client.list());
        expect(error).toBeInstanceOf(UnexpectedAnswerError);
        expect(error.message).toContain("A part of a list is no list");
        expect(emulator.journal.of("list")).toHaveLength(1);
    });

    it("does not go round in circles", async () => {
        const { client, emulator } = setUpEmulated();
        const link = "https://api.emulator.invalid/api/libraryfiles";
        const body = JSON.stringify({ value: [], "@odata.nextLink": link });
        emulator.once({ call: "list" }, { kind: "answer", status: 200, body });
        expect(await errorFrom(client.list())).toBeInstanceOf(UnexpectedAnswerError);
    });

    it("tells a list that answered 404 from an empty one", async () => {
        const missing = setUpEmulated({ emulator: { behaviour: { list: { empty: "notFound" } } } });
        expect(await missing.client.list()).toMatchObject({ files: [], missing: true });
        const empty = setUpEmulated();
        expect(await empty.client.list()).toMatchObject({ files: [], missing: false });
    });

    it.each(["truncatedBody", "emptyBody", "notJson"] as const)(
        "asks again after an answer with %s",
        async (kind) => {
            const { client, emulator } = setUpEmulated();
            await emulator.library(tenantId).put("a.ps1", "x");
            emulator.once({ call: "list" }, { kind });
            expect((await client.list()).files).toHaveLength(1);
        },
    );

    it("is no empty list when it is never JSON", async () => {
        const { client, emulator } = setUpEmulated();
        for (let times = 0; times < 3; times++)
            emulator.once({ call: "list" }, { kind: "notJson" });
        expect(await errorFrom(client.list())).toBeInstanceOf(UnexpectedAnswerError);
    });

    it("is no list when it has wrong types", async () => {
        const { client, emulator } = setUpEmulated();
        const body = JSON.stringify({ value: [{ fileName: "a" }, { fileName: 7 }] });
        emulator.once({ call: "list" }, { kind: "answer", status: 200, body });
        const error = await errorFrom(client.list());
        expect(error).toBeInstanceOf(UnexpectedAnswerError);
        expect(error.message).toContain("value.1.fileName");
    });

    it("is no list when it is too large", async () => {
        const { client, emulator } = setUpEmulated({ client: { answers: { maxBytes: 1_000 } } });
        for (const name of ["a", "b", "c", "d", "e"])
            await emulator.library(tenantId).put(name, name);
        expect(await errorFrom(client.list())).toBeInstanceOf(UnexpectedAnswerError);
        expect(emulator.journal.of("list")).toHaveLength(1);
    });

    it.each([
        ["seconds", "7", 7_000],
        ["a fraction", "0.5", 500],
        ["nothing", undefined, 500],
        ["nonsense", "-3", 500],
    ])("waits after a 429 with %s", async (_form, retryAfter, expected) => {
        const { client, emulator, clock } = setUpEmulated();
        const throttle = { kind: "throttle" as const };
        emulator.once(
            { call: "list" },
            retryAfter === undefined ? throttle : { ...throttle, retryAfter },
        );
        expect((await client.list()).files).toEqual([]);
        expect(clock.slept[0]).toBe(expected);
    });

    it("gives up on a service that never stops asking to wait", async () => {
        const { client, emulator } = setUpEmulated({
            client: { retry: { throttledAttempts: 3 } },
        });
        for (let times = 0; times < 3; times++)
            emulator.once({ call: "list" }, { kind: "throttle", retryAfter: "1" });
        expect(await errorFrom(client.list())).toBeInstanceOf(ThrottledError);
    });

    it("gives up on a service that never stops failing, or never answers", async () => {
        const { client, emulator } = setUpEmulated({ client: { retry: { attempts: 2 } } });
        for (let times = 0; times < 2; times++)
            emulator.once({ call: "list" }, { kind: "answer", status: 503 });
        expect(await errorFrom(client.list())).toBeInstanceOf(ServiceFailedError);
        for (let times = 0; times < 2; times++) emulator.once({ call: "list" }, { kind: "reset" });
        expect(await errorFrom(client.list())).toBeInstanceOf(NetworkError);
    });
});

describe("the tenant pin of libraryClient", () => {
    it("makes no call with a token of another tenant", async () => {
        const { client, emulator } = setUpEmulated({ client: { tenantId: otherTenantId } });
        for (const work of [
            client.list(),
            client.upload(uploadOf("a.ps1", "x")),
            client.remove("a.ps1"),
        ])
            expect(await errorFrom(work)).toBeInstanceOf(TenantMismatchError);
        expect(emulator.journal.entries.filter(({ path }) => path.startsWith("/api"))).toEqual([]);
    });

    it("makes no call without the permission, or with a token for another API", async () => {
        const without = { [clientId]: { ...apps[clientId], roles: ["Machine.Read.All"] } };
        const { client, calls } = setUpEmulated({
            emulator: { tenants: { [tenantId]: { apps: without } } },
        });
        expect(await errorFrom(client.list())).toBeInstanceOf(PermissionError);
        expect(calls()).toBe("");
        const aud = "https://graph.microsoft.com";
        const other = setUpEmulated({
            client: { credential: { getToken: () => Promise.resolve(tokenOf({ aud })) } },
        });
        expect(await errorFrom(other.client.list())).toBeInstanceOf(AudienceError);
        expect(other.calls()).toBe("");
    });

    it("gets a new token once when the API refuses the old one", async () => {
        const { client, emulator } = setUpEmulated();
        emulator.once({ call: "list" }, { kind: "answer", status: 401 });
        expect((await client.list()).files).toEqual([]);
        expect(emulator.journal.of("token")).toHaveLength(2);
        for (let times = 0; times < 2; times++)
            emulator.once({ call: "upload" }, { kind: "answer", status: 401 });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "x")));
        expect(error).toBeInstanceOf(SignInError);
        expect(emulator.journal.of("token")).toHaveLength(3);
    });

    it("renews a token that expires in the middle of a run", async () => {
        const { client, clock, emulator } = setUpEmulated();
        await client.list();
        clock.pass(3_599_000);
        await client.upload(uploadOf("a.ps1", "x"));
        expect(emulator.journal.of("token")).toHaveLength(2);
        expect(emulator.journal.of("upload").map(({ status }) => status)).toEqual([200]);
    });
});

describe("libraryClient.upload", () => {
    it("stores the bytes as they are, with all texts, and returns what is reported", async () => {
        const { client, emulator, calls } = setUpEmulated();
        const text = "\uFEFFparam($x)\r\n\0\n";
        const live = await client.upload(
            uploadOf("Collect-Triage.ps1", text, {
                texts: { description: "d", parametersDescription: "p", hasParameters: true },
            }),
        );
        expect(live).toMatchObject({
            fileName: "Collect-Triage.ps1",
            sha256: uploadOf("", text).sha256,
            description: "d",
            parametersDescription: "p",
            hasParameters: true,
            createdBy: "pulumi-mde emulator",
        });
        const stored = await emulator.library(tenantId).read("Collect-Triage.ps1");
        expect(stored?.equals(Buffer.from(text))).toBe(true);
        expect(calls()).toBe("upload");
    });

    it("adds what it wrote to the list, which keeps its time", async () => {
        const { client, clock, calls } = setUpEmulated();
        const { at } = await client.list();
        clock.pass(10);
        await client.upload(uploadOf("a.ps1", "x"));
        const list = await client.list();
        expect(list.find("a.ps1")?.sha256).toBe(uploadOf("a.ps1", "x").sha256);
        expect(list.at).toBe(at);
        expect(calls()).toBe("list upload");
    });

    it("replaces a file only when it is to", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "theirs", { createdBy: "Ann" });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "ours")));
        expect(error).toBeInstanceOf(FileExistsError);
        expect(error).toMatchObject({ live: { createdBy: "Ann" }, status: 400, fileName: "a.ps1" });
        expect(error.message).toContain('"Ann"');
        expect(String(await emulator.library(tenantId).read("a.ps1"))).toBe("theirs");
        await client.upload(uploadOf("a.ps1", "ours", { overrideIfExists: true }));
        expect(String(await emulator.library(tenantId).read("a.ps1"))).toBe("ours");
    });

    it.each(["badRequest", "invalidInput", "conflict"] as const)(
        "knows a conflict when it is told as %s",
        async (existing) => {
            const { client, emulator } = setUpEmulated({
                emulator: { behaviour: { upload: { existing } } },
            });
            await emulator.library(tenantId).put("A.PS1", "theirs");
            expect(await errorFrom(client.upload(uploadOf("a.ps1", "ours")))).toBeInstanceOf(
                FileExistsError,
            );
        },
    );

    it("knows a conflict by the list when the refusal does not say so", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "theirs");
        const body = JSON.stringify({ error: { code: "BadRequest", message: "No." } });
        emulator.once({ call: "upload" }, { kind: "answer", status: 400, body });
        expect(await errorFrom(client.upload(uploadOf("a.ps1", "ours")))).toBeInstanceOf(
            FileExistsError,
        );
    });

    it("finds somebody's file, and no upload of its own, when the service silently keeps it", async () => {
        const { client, emulator } = setUpEmulated({
            emulator: { behaviour: { upload: { existing: "silent" } } },
        });
        await emulator.library(tenantId).put("a.ps1", "theirs");
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "ours")));
        expect(error).toBeInstanceOf(FileExistsError);
        expect(error.message).toMatch(
            /was there and has been left, or something .* changes uploads/,
        );
    });

    it("asks at each attempt's turn whether it may go on, and sends nothing when it may not", async () => {
        const { client, emulator, clock } = setUpEmulated({ client: { callsPerMinute: 1 } });
        const asked: number[] = [];
        const begun = clock.now();
        const confirm = () => {
            asked.push(clock.now() - begun);
            return asked.length < 3 ? Promise.resolve() : Promise.reject(new Error("not any more"));
        };
        emulator.once({ call: "upload" }, { kind: "answer", status: 503 });
        const texts = { overrideIfExists: true, confirm };
        await client.upload(uploadOf("a.ps1", "x", texts));
        const error = await errorFrom(client.upload(uploadOf("b.ps1", "x", texts)));
        expect(error.message).toBe("not any more");
        const [first = 0, second = 0, third = 0] = asked;
        expect([first, second >= 60_000, third >= 120_000]).toEqual([0, true, true]);
        expect(emulator.journal.of("upload")).toHaveLength(2);
    });

    it("asks at its turn whether a deletion may go on", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "theirs");
        const confirm = () => Promise.reject(new Error("not any more"));
        expect((await errorFrom(client.remove("a.ps1", { confirm }))).message).toBe("not any more");
        expect(emulator.journal.of("delete")).toHaveLength(0);
    });

    it("passes on any other refusal", async () => {
        const { client, calls } = setUpEmulated({
            emulator: { behaviour: { upload: { zeroBytes: "refused" } } },
        });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "")));
        expect(error).toBeInstanceOf(RefusedError);
        expect(calls()).toBe("upload list");
    });

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

    it("never asks for more contents at once than four", async () => {
        let held = 0;
        let most = 0;
        const { client } = setUpEmulated({
            transport:
                (handle) =>
                async (request): Promise<Response> => {
                    const answer = await handle(request);
                    if (request.method === "POST" && request.url.includes("/api/")) held--;
                    return answer;
                },
        });
        const names = Array.from({ length: 30 }, (_, index) => `${index}.ps1`);
        await Promise.all(
            names.map((name) => {
                const upload = uploadOf(name, name);
                return client.upload({
                    ...upload,
                    content: () => {
                        most = Math.max(most, ++held);
                        return upload.content();
                    },
                });
            }),
        );
        expect(most).toBe(4);
    });

    it("holds no content while it waits to try again, nor afterwards", async () => {
        const { client, emulator } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "throttle", retryAfter: "20" });
        const text = "x".repeat(100_000);
        const given: Buffer[] = [];
        const content = () => {
            expect(given.map(({ byteLength }) => byteLength)).toEqual(given.map(() => 0));
            given.push(Buffer.from(text));
            return Promise.resolve(given.at(-1)!);
        };
        await client.upload(uploadOf("a.ps1", text, { content }));
        expect(given.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
    });

    it("asks for no content before its turn at the rate limit", async () => {
        const { client, clock } = setUpEmulated({ client: { callsPerMinute: 2 } });
        const start = clock.now();
        const asked: number[] = [];
        const names = ["a", "b", "c", "d", "e"];
        await Promise.all(
            names.map((name) => {
                const upload = uploadOf(name, name);
                return client.upload({
                    ...upload,
                    content: () => {
                        asked.push(clock.now() - start);
                        return upload.content();
                    },
                });
            }),
        );
        expect(asked.map((ms) => Math.floor(ms / 60_000))).toEqual([0, 0, 1, 1, 2]);
    });

    it("goes through 250 files at the limit without a 429, and tells why it waits", async () => {
        const { client, clock, emulator, lines } = setUpEmulated();
        const start = clock.now();
        const names = Array.from({ length: 250 }, (_, index) => `${index}.ps1`);
        await Promise.all(names.map((name) => client.upload(uploadOf(name, name))));
        expect(emulator.journal.of("upload").map(({ status }) => status)).not.toContain(429);
        expect(clock.now() - start).toBeLessThanOrEqual(120_000 * 1.05);
        expect(lines).toHaveLength(2);
        expect(lines[0]).toMatch(/150 uploads are waiting, for 1 min/);
    });

    it("throws what the content throws, and goes on with the next", async () => {
        const { client, calls } = setUpEmulated();
        const gone = new Error("the content is gone");
        const upload = uploadOf("a.ps1", "x", { content: () => Promise.reject(gone) });
        expect(await errorFrom(client.upload(upload))).toBe(gone);
        expect(calls()).toBe("");
        await client.upload(uploadOf("b.ps1", "x"));
    });

    it.each(['a"b.ps1', "a\nb.ps1", "../a.ps1", ""])(
        "refuses the name %j before any call",
        async (name) => {
            const { client, emulator } = setUpEmulated();
            expect(await errorFrom(client.upload(uploadOf(name, "x")))).toBeInstanceOf(
                FileNameError,
            );
            expect(await errorFrom(client.remove(name))).toBeInstanceOf(FileNameError);
            expect(emulator.journal.entries).toEqual([]);
        },
    );
});

describe("libraryClient.remove", () => {
    it("deletes the file of exactly that name, and takes it from the list", async () => {
        const { client, emulator, calls } = setUpEmulated({
            emulator: { behaviour: { upload: { names: "any" } } },
        });
        const name = "a b%2F#?.ps1";
        await emulator.library(tenantId).put(name, "x");
        expect((await client.list()).files).toHaveLength(1);
        await client.remove(name);
        expect(await emulator.library(tenantId).list()).toEqual([]);
        expect((await client.list()).files).toEqual([]);
        expect(calls()).toBe("list delete");
    });

    it("is a success when there is no such file", async () => {
        const { client } = setUpEmulated();
        await client.remove("a.ps1");
    });

    it.each(["resetBefore", "resetAfter", "truncatedBody", "notJson"] as const)(
        "is done in spite of %s",
        async (kind) => {
            const { client, emulator } = setUpEmulated();
            await emulator.library(tenantId).put("a.ps1", "x");
            emulator.once({ call: "delete" }, { kind });
            await client.remove("a.ps1");
            expect(await emulator.library(tenantId).list()).toEqual([]);
        },
    );

    it("fails when the service refuses it, and leaves the list", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "x");
        await client.list();
        emulator.once({ call: "delete" }, { kind: "answer", status: 403 });
        const error = await errorFrom(client.remove("a.ps1"));
        expect(error).toBeInstanceOf(PermissionError);
        expect(error.message).toContain('"a.ps1" was not deleted');
        expect((await client.list()).find("a.ps1")).toBeDefined();
    });
});

describe("libraryClient", () => {
    it("follows no redirect", async () => {
        const { client, emulator } = setUpEmulated();
        const headers = { location: "https://example.com/" };
        emulator.once({ call: "list" }, { kind: "answer", status: 307, headers });
        expect(await errorFrom(client.list())).toBeInstanceOf(UnexpectedAnswerError);
    });

    it("sends the token to the API only", async () => {
        const seen: [string, boolean][] = [];
        const { client } = setUpEmulated({
            transport: (handle) => (request: Request) => {
                seen.push([new URL(request.url).host, request.headers.has("authorization")]);
                return handle(request);
            },
        });
        await client.upload(uploadOf("a.ps1", "x"));
        expect(seen).toEqual([
            ["login.emulator.invalid", false],
            ["login.emulator.invalid", false],
            ["api.emulator.invalid", true],
        ]);
    });

    it("waits for a slow body no longer than two minutes", async () => {
        const { client, clock } = setUpEmulated({
            client: { retry: { emptyAttempts: 1 } },
            transport: (handle) => async (request) => {
                if (request.method !== "GET" || !request.url.includes("/api/"))
                    return handle(request);
                const { Response } = await import("undici");
                setImmediate(() => {
                    clock_.pass(120_000);
                });
                return new Response(new ReadableStream<Uint8Array>());
            },
        });
        const clock_ = clock;
        const error = await errorFrom(client.list());
        expect(error).toBeInstanceOf(UnexpectedAnswerError);
        expect(error.message).toContain("too slowly");
    });
});
