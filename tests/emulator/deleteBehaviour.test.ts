import type { DeleteBehaviour } from "../../emulator";
import { emulated } from "./emulated";
import { errorIn } from "./wire";

const withDelete = (behaviour: Partial<DeleteBehaviour> = {}) =>
    emulated({ behaviour: { delete: behaviour, upload: { names: "any" } } });

describe("DeleteBehaviour", () => {
    it.each([
        ["once", "a b.ps1"],
        ["raw", "a%20b.ps1"],
    ] as const)("decoding %s finds %j", async (decoding, fileName) => {
        const { wire } = await withDelete({ decoding });
        await wire.upload({ fileName: "a b.ps1" });
        await wire.upload({ fileName: "a%20b.ps1" });
        expect((await wire.remove("a%20b.ps1")).status).toBe(204);
        const left = (await wire.files()).map((file) => file.fileName);
        expect(left).toHaveLength(1);
        expect(left).not.toContain(fileName);
    });

    it("decodes once and not twice", async () => {
        const { wire } = await withDelete();
        await wire.upload({ fileName: "a%41" });
        expect((await wire.remove("a%2541")).status).toBe(204);
    });

    it("answers 404 to a path that cannot be decoded", async () => {
        const { wire } = await withDelete();
        expect((await wire.remove("a%zz")).status).toBe(404);
    });

    it.each([
        ["decoded", 204],
        ["notFound", 404],
    ] as const)("encodedSlash %s answers %d", async (encodedSlash, status) => {
        const { wire } = await withDelete({ encodedSlash });
        await wire.upload({ fileName: "a/b" });
        expect((await wire.remove("a%2Fb")).status).toBe(status);
    });

    it("does not take more than one part of a path for a name", async () => {
        const { wire } = await withDelete();
        await wire.upload({ fileName: "a/b" });
        const response = await wire.remove("a/b");
        expect(response.status).toBe(404);
        expect((await errorIn(response)).code).toBe("NotFound");
    });

    it.each([
        ["kept", 404],
        ["dropped", 204],
    ] as const)("trailingDot %s answers %d", async (trailingDot, status) => {
        const { wire } = await withDelete({ trailingDot });
        await wire.upload({ fileName: "A.ps1" });
        expect((await wire.remove("A.ps1.")).status).toBe(status);
    });

    it.each([
        ["resourceNotFound", /"code":"ResourceNotFound"/],
        ["notFound", /"code":"NotFound"/],
        ["emptyBody", /^$/],
    ] as const)("missing %s", async (missing, body) => {
        const { wire } = await withDelete({ missing });
        const response = await wire.remove("A.ps1");
        expect(response.status).toBe(404);
        expect(await response.text()).toMatch(body);
    });
});
