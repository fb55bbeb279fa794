import type { Request } from "undici";

import {
    AudienceError,
    PermissionError,
    SignInError,
    TenantMismatchError,
    UnexpectedAnswerError,
} from "../../defender/errors";
import { errorFrom, tenantId, tokenOf } from "./answers";
import { clientId, setUpEmulated, uploadOf } from "./setUpEmulated";

const otherTenantId = "22222222-bbbb-4bbb-8bbb-222222222222";
const apps = { [clientId]: { secret: "any secret", displayName: "Uploader" } };

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
