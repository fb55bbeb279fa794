import { createJournal } from "../../emulator/journal";
import { emulated } from "./emulated";
import { clientId, errorIn, scope, sha256, tenantId } from "./wire";

describe("Journal", () => {
    it("has one entry for each call, with what it was about", async () => {
        const { emulator, wire, clock } = await emulated();
        await wire.signIn();
        await wire.list();
        await wire.upload({ fields: { OverrideIfExists: "true" } });
        await wire.remove("A.ps1");
        const error = await errorIn(await wire.remove("A.ps1"));
        const usual = {
            at: clock.now(),
            tenant: tenantId,
            requestId: expect.any(String) as string,
        };
        expect([...emulator.journal]).toEqual([
            {
                ...usual,
                call: "token",
                method: "POST",
                path: `/${tenantId}/oauth2/v2.0/token`,
                status: 200,
            },
            { ...usual, call: "list", method: "GET", path: "/api/libraryfiles", status: 200 },
            {
                ...usual,
                call: "upload",
                method: "POST",
                path: "/api/libraryfiles",
                status: 200,
                fileName: "A.ps1",
                sha256: sha256("Get-Date\n"),
                overrideIfExists: true,
            },
            {
                ...usual,
                call: "delete",
                method: "DELETE",
                path: "/api/libraryfiles/A.ps1",
                status: 204,
                fileName: "A.ps1",
            },
            {
                ...usual,
                call: "delete",
                method: "DELETE",
                path: "/api/libraryfiles/A.ps1",
                status: 404,
                fileName: "A.ps1",
                requestId: error.target,
            },
        ]);
        expect(emulator.journal.of("delete")).toHaveLength(2);
    });

    it("has status 0 where the connection was broken, and what a fault answered otherwise", async () => {
        const { emulator, wire } = await emulated();
        emulator.once({ call: "upload" }, { kind: "resetAfter" });
        emulator.once({ call: "upload" }, { kind: "throttle" });
        await expect(wire.upload()).rejects.toThrow();
        await wire.upload({ fileName: "B.ps1" });
        expect(emulator.journal.entries.map((entry) => entry.status)).toEqual([0, 429]);
        expect(emulator.journal.entries[1]).toMatchObject({ fileName: "B.ps1" });
    });

    it("has calls without a tenant and unknown paths as well", async () => {
        const { emulator, wire } = await emulated();
        wire.useToken("nonsense");
        await wire.list();
        await wire.follow(`${wire.base}/api/machines`);
        expect(emulator.journal.entries).toMatchObject([
            { call: "list", status: 401 },
            { call: "other", status: 404, path: "/api/machines" },
        ]);
        expect(emulator.journal.entries[0]).not.toHaveProperty("tenant");
    });

    it("holds no secret, no token and no content", async () => {
        const { emulator, wire } = await emulated();
        const { access_token: token } = await wire.signIn({ secret: "s3cret-value" });
        await wire.requestToken({ client_id: clientId, client_secret: "s3cret-value", scope });
        await wire.upload({ content: "c0ntent-value", fields: { Description: "text-value" } });
        await wire.list(`?token=${token}`);
        const text = JSON.stringify(emulator.journal.entries);
        for (const hidden of ["s3cret-value", token, "c0ntent-value", "text-value"])
            expect(text).not.toContain(hidden);
        expect(emulator.journal.entries).toHaveLength(4);
    });

    it("keeps the last 10,000 calls", () => {
        const journal = createJournal();
        for (let at = 0; at < 10_001; at++)
            journal.add({ at, call: "list", method: "GET", path: "/", status: 200, requestId: "" });
        expect(journal.entries).toHaveLength(10_000);
        expect(journal.entries[0]!.at).toBe(1);
        journal.clear();
        expect(journal.entries).toEqual([]);
    });
});
