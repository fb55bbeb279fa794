import type { FaultEffect } from "../../emulator";
import { emulated } from "./emulated";
import { entityIn, errorIn, otherTenantId, sha256, tenantId, type List } from "./wire";

describe("Emulator.once", () => {
    it("bends the next call that fits, and only that", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "list" }, { kind: "answer", status: 500 });
        expect(emulator.pendingFaults()).toBe(1);
        expect((await wire.upload()).status).toBe(200);
        expect((await wire.list()).status).toBe(500);
        expect((await wire.list()).status).toBe(200);
        expect(emulator.pendingFaults()).toBe(0);
    });

    it("matches file name (without case) and tenant", async () => {
        const { emulator, wire } = await emulated();
        const effect = { kind: "answer", status: 500 } as const;
        emulator.once({ call: "upload", fileName: "B.ps1", tenant: tenantId }, effect);
        expect((await wire.upload({ fileName: "A.ps1" })).status).toBe(200);
        await wire.signIn({ tenant: otherTenantId });
        expect((await wire.upload({ fileName: "b.PS1" })).status).toBe(200);
        await wire.signIn();
        expect((await wire.upload({ fileName: "b.PS1" })).status).toBe(500);
    });

    it("works through faults for the same call in the order asked for", async () => {
        const { emulator, wire } = await emulated();
        for (const status of [500, 408])
            emulator.once({ call: "list" }, { kind: "answer", status });
        expect([(await wire.list()).status, (await wire.list()).status]).toEqual([500, 408]);
    });

    it("is forgotten by clearFaults", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "list" }, { kind: "resetBefore" });
        emulator.clearFaults();
        expect((await wire.list()).status).toBe(200);
    });

    describe("answer", () => {
        it("is what was asked for, headers and body", async () => {
            const { emulator, wire } = await emulated();
            const headers = { "x-test": "1" };
            const effect = { kind: "answer", status: 418, headers, body: '{"a":1}' } as const;
            emulator.once({ call: "list" }, effect);
            const response = await wire.list();
            expect(response.status).toBe(418);
            expect(response.headers.get("x-test")).toBe("1");
            expect(await response.json()).toEqual({ a: 1 });
        });

        it.each([
            [400, "BadRequest"],
            [401, "Unauthorized"],
            [403, "Forbidden"],
            [404, "NotFound"],
            [500, "InternalServerError"],
        ])("%d without a body has the API's own for it", async (status, code) => {
            const { emulator, wire } = await emulated();
            emulator.once({ call: "list" }, { kind: "answer", status });
            expect((await errorIn(await wire.list())).code).toBe(code);
        });

        it.each([
            [undefined, 0],
            [true, 1],
        ])("with stored %s leaves %d file", async (stored, count) => {
            const { emulator, wire } = await emulated();
            const effect = { kind: "answer", status: 504, ...(stored && { stored }) } as const;
            emulator.once({ call: "upload" }, effect);
            expect((await wire.upload()).status).toBe(504);
            expect(await wire.files()).toHaveLength(count);
        });
    });

    it.each(["5", "0.5", "-1", "soon", "Sun, 01 Mar 2026 12:01:00 GMT", undefined])(
        "throttle answers 429 with Retry-After %s",
        async (retryAfter) => {
            const { emulator, wire } = await emulated();
            emulator.once(
                { call: "upload" },
                { kind: "throttle", ...(retryAfter !== undefined && { retryAfter }) },
            );
            const response = await wire.upload();
            expect(response.status).toBe(429);
            expect(response.headers.get("retry-after")).toBe(retryAfter ?? null);
            expect(await wire.files()).toEqual([]);
        },
    );

    it.each([
        ["resetBefore", 0],
        ["resetAfter", 1],
    ] as const)("%s breaks the connection and leaves %d file", async (kind, count) => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "upload" }, { kind });
        await expect(wire.upload()).rejects.toMatchObject({
            message: "fetch failed",
            cause: { code: "ECONNRESET" },
        });
        expect(await wire.files()).toHaveLength(count);
    });

    it("delay waits before anything happens, and stops waiting with the request", async () => {
        const waits: number[] = [];
        const { emulator, wire } = await emulated({
            sleep: async (ms) => {
                waits.push(ms);
                expect(await emulator.library(tenantId).list()).toEqual([]);
            },
        });
        emulator.once({ call: "upload" }, { kind: "delay", ms: 1234 });
        expect((await wire.upload()).status).toBe(200);
        expect(waits).toEqual([1234]);
    });

    it("truncatedBody breaks off in the middle", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "upload" }, { kind: "truncatedBody" });
        const response = await wire.upload();
        expect(response.status).toBe(200);
        await expect(response.text()).rejects.toThrow();
        expect(await wire.files()).toHaveLength(1);
    });

    it.each<[FaultEffect, RegExp]>([
        [{ kind: "emptyBody" }, /^$/],
        [{ kind: "notJson" }, /^<html>/],
    ])("%j replaces the body of a success", async (effect, body) => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "upload" }, effect);
        const response = await wire.upload();
        expect(response.status).toBe(200);
        expect(await response.text()).toMatch(body);
        emulator.once({ call: "delete" }, effect);
        expect((await wire.remove("A.ps1")).ok).toBe(true);
        expect(await wire.files()).toEqual([]);
    });

    it("wrongDigest reports another digest than the right one", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        const { sha256: reported } = await entityIn(await wire.upload());
        expect(reported).toMatch(/^[0-9a-f]{64}$/);
        expect(reported).not.toBe(sha256("Get-Date\n"));
        expect((await wire.files())[0]!.sha256).toBe(sha256("Get-Date\n"));
    });

    it("mangled stores and reports other bytes than were sent", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "upload" }, { kind: "mangled" });
        const { sha256: reported } = await entityIn(await wire.upload());
        expect(reported).toBe(sha256("Get-Date\n\n"));
        expect((await wire.files())[0]!.sha256).toBe(reported);
    });

    it("staleList shows the library as it was before the latest change", async () => {
        const { emulator, wire } = await emulated();
        const fields = { OverrideIfExists: "true" };
        await wire.upload({ content: "old" });
        await wire.upload({ content: "new", fields });
        emulator.once({ call: "list" }, { kind: "staleList" });
        expect((await wire.files())[0]!.sha256).toBe(sha256("old"));
        await wire.remove("A.ps1");
        emulator.once({ call: "list" }, { kind: "staleList" });
        expect((await wire.files())[0]!.sha256).toBe(sha256("new"));
        expect(await wire.files()).toEqual([]);
    });

    it("failingPage gives half of the list and fails at the other half, once", async () => {
        const { emulator, wire } = await emulated();
        for (const fileName of ["a", "b", "c"]) await wire.upload({ fileName });
        emulator.once({ call: "list" }, { kind: "failingPage", status: 503 });
        const list = (await (await wire.list()).json()) as List;
        expect(list.value.map((file) => file.fileName)).toEqual(["a", "b"]);
        expect((await wire.follow(list["@odata.nextLink"]!)).status).toBe(503);
        const rest = (await (await wire.follow(list["@odata.nextLink"]!)).json()) as List;
        expect(rest.value.map((file) => file.fileName)).toEqual(["c"]);
        expect(rest).not.toHaveProperty("@odata.nextLink");
    });

    it("bends sign-in and discovery too", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "token" }, { kind: "answer", status: 503 });
        expect((await wire.requestToken({})).status).toBe(503);
        emulator.once({ call: "token", tenant: tenantId }, { kind: "resetBefore" });
        await expect(wire.requestToken({})).rejects.toThrow("fetch failed");
    });
});
