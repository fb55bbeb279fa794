import { createEmulator } from "../../emulator";
import { emulated } from "./emulated";
import { sha256, tenantId } from "./wire";

describe("Emulator.library", () => {
    it("puts a file as somebody else, and replaces one of that name in any case", async () => {
        const { emulator, wire } = await emulated();
        await wire.upload({ fields: { Description: "text" } });
        const texts = { parametersDescription: "-Full", hasParameters: true, createdBy: "Ada" };
        await emulator.library(tenantId.toUpperCase()).put("a.PS1", "other", texts);
        expect(await wire.files()).toMatchObject([
            {
                fileName: "A.ps1",
                sha256: sha256("other"),
                description: null,
                parametersDescription: "-Full",
                hasParameters: true,
                createdBy: "Ada",
            },
        ]);
        const put = await emulator.library(tenantId).put("B", Buffer.from([0, 255]));
        expect(put).toMatchObject({ createdBy: "somebody else", size: 2 });
    });

    it("reads and removes files", async () => {
        const { emulator, wire } = await emulated();
        await wire.upload({ content: "content" });
        const library = emulator.library(tenantId);
        expect((await library.read("a.ps1"))?.toString()).toBe("content");
        expect(await library.remove("a.ps1")).toBe(true);
        expect(await library.remove("a.ps1")).toBe(false);
        expect(await library.read("A.ps1")).toBeUndefined();
        expect(await wire.files()).toEqual([]);
    });

    it("is in no journal, under no limit and meets no fault", async () => {
        const emulator = createEmulator({
            behaviour: { service: { rateLimit: { perMinute: 1 } } },
            faults: { seed: 1, rate: 1, kinds: ["resetBefore"] },
        });
        const library = emulator.library(tenantId);
        for (let index = 0; index < 3; index++) await library.put(`F${index}`, "x");
        expect(await library.list()).toHaveLength(3);
        expect(emulator.journal.entries).toEqual([]);
    });

    it("belongs to a tenant", () => {
        expect(() => createEmulator().library("contoso")).toThrow(TypeError);
    });
});
