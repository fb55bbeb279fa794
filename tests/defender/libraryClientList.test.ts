import { Response } from "undici";

import {
    NetworkError,
    RefusedError,
    ServiceFailedError,
    ThrottledError,
    UnexpectedAnswerError,
} from "../../defender/errors";
import type { Transport } from "../../defender/transport";
import { errorFrom, tenantId } from "./answers";
import { setUpEmulated, uploadOf } from "./setUpEmulated";

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

    it.each([
        ["its pages do not end (after 1000)", 0],
        ["it names more than 100000 files", 10_000],
    ])("is none when %s", async (problem, perPage) => {
        let pages = 0;
        const transport: Transport = (request) => {
            if (!request.url.includes("/api/libraryfiles")) return emulated(request);
            const page = ++pages;
            const value = Array.from({ length: perPage }, (_, at) => ({
                fileName: `${page}.${at}`,
            }));
            const next = `/api/libraryfiles?page=${page}`;
            return Promise.resolve(Response.json({ value, "@odata.nextLink": next }));
        };
        let emulated: Transport;
        const { client } = setUpEmulated({
            client: { callsPerMinute: 0, callsPerHour: 0 },
            transport: (handle) => {
                emulated = handle;
                return transport;
            },
        });
        const error = await errorFrom(client.list());
        expect(error).toBeInstanceOf(UnexpectedAnswerError);
        expect(error.message).toContain(problem);
        expect(pages).toBe(perPage === 0 ? 1_000 : 11);
    });

    it("tells a list that answered 404 from an empty one", async () => {
        const missing = setUpEmulated({ emulator: { behaviour: { list: { empty: "notFound" } } } });
        expect(await missing.client.list()).toMatchObject({ files: [], missing: true });
        const empty = setUpEmulated();
        expect(await empty.client.list()).toMatchObject({ files: [], missing: false });
    });

    it("asks again once it has written to a library that was not found", async () => {
        const { client, emulator, calls } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "x");
        emulator.once({ call: "list" }, { kind: "answer", status: 404 });
        expect((await client.list()).missing).toBe(true);
        await client.upload(uploadOf("b.ps1", "y"));
        const library = await client.list();
        expect(library.missing).toBe(false);
        expect(library.find("a.ps1")).toBeDefined();
        expect(calls()).toBe("list upload list");
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
