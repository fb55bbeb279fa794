import type { ListBehaviour } from "../../emulator";
import { emulated } from "./emulated";
import { entityIn, errorIn, sha256, wireOf, type List } from "./wire";

const withList = (list: Partial<ListBehaviour> = {}) => emulated({ behaviour: { list } });
const override = { OverrideIfExists: "true" };

describe("ListBehaviour", () => {
    it("absentParametersDescription omitted leaves the key out, as the page's example does", async () => {
        const { wire } = await withList({ absentParametersDescription: "omitted" });
        await wire.upload();
        await wire.upload({ fileName: "B", fields: { ParametersDescription: "-Full" } });
        const [without, withText] = await wire.files();
        expect(without).not.toHaveProperty("parametersDescription");
        expect(without!.description).toBeNull();
        expect(withText!.parametersDescription).toBe("-Full");
    });

    it.each([
        ["backend", "api-us.securitycenter.windows.com"],
        ["called", "api.security.microsoft.com"],
    ] as const)("contextHost %s names %s", async (contextHost, host) => {
        const { wire } = await withList({ contextHost });
        const list = (await (await wire.list()).json()) as List;
        expect(list["@odata.context"]).toBe(`https://${host}/api/$metadata#LibraryFiles`);
    });

    describe("visibleAfterMs", () => {
        const visibleAfterMs = { upload: 1000, override: 2000, delete: 3000 };

        it("hides an upload, shows the old digest after an override, and a deleted file", async () => {
            const { wire, clock } = await withList({ visibleAfterMs });
            await wire.upload({ content: "old" });
            expect(await wire.files()).toEqual([]);
            clock.advance(1000);
            expect(await wire.files()).toHaveLength(1);

            await wire.upload({ content: "new", fields: override });
            clock.advance(1999);
            expect((await wire.files())[0]!.sha256).toBe(sha256("old"));
            clock.advance(1);
            expect((await wire.files())[0]!.sha256).toBe(sha256("new"));

            await wire.remove("A.ps1");
            clock.advance(2999);
            expect(await wire.files()).toHaveLength(1);
            clock.advance(1);
            expect(await wire.files()).toEqual([]);
        });

        it("of 0 hides nothing, even when the clock is set back", async () => {
            const { wire, clock } = await withList();
            await wire.upload();
            clock.advance(-500);
            await wire.signIn();
            expect(await wire.files()).toMatchObject([{ sha256: sha256("Get-Date\n") }]);
        });

        it("undoes several changes of one file together", async () => {
            const { wire, clock } = await withList({ visibleAfterMs });
            await wire.upload({ content: "one" });
            await wire.upload({ content: "two", fields: override });
            await wire.remove("A.ps1");
            expect(await wire.files()).toEqual([]);
            clock.advance(3000);
            expect(await wire.files()).toEqual([]);
        });

        it("shows every change at once at the host that took it, with delayedAt otherHosts", async () => {
            const { emulator, wire } = await withList({ visibleAfterMs, delayedAt: "otherHosts" });
            await wire.upload();
            expect(await wire.files()).toHaveLength(1);
            const elsewhere = wireOf(emulator.handle, "https://eu.api.security.microsoft.com");
            await elsewhere.signIn();
            expect(await elsewhere.files()).toEqual([]);
        });
    });

    it("pageSize gives next links that lead through all files once", async () => {
        const { wire } = await withList({ pageSize: 2 });
        for (const fileName of ["a", "b", "c", "d", "e"]) await wire.upload({ fileName });
        const names: string[] = [];
        let list = (await (await wire.list()).json()) as List;
        let pages = 1;
        for (; list["@odata.nextLink"]; pages++) {
            names.push(...list.value.map((file) => file.fileName));
            expect(new URL(list["@odata.nextLink"]).host).toBe("api.security.microsoft.com");
            list = (await (await wire.follow(list["@odata.nextLink"])).json()) as List;
        }
        names.push(...list.value.map((file) => file.fileName));
        expect(pages).toBe(3);
        expect(names).toEqual(["a", "b", "c", "d", "e"]);
    });

    describe("query", () => {
        const filter = `?$filter=${encodeURIComponent("fileName eq 'b'")}`;
        const namesWith = async (query: ListBehaviour["query"], search: string) => {
            const { wire } = await withList({ query });
            for (const fileName of ["a", "b", "c"]) await wire.upload({ fileName });
            const response = await wire.list(search);
            if (response.status !== 200) return errorIn(response);
            return ((await response.json()) as List).value.map((file) => file.fileName);
        };

        it("is ignored", async () => {
            expect(await namesWith("ignored", `${filter}&$top=1`)).toEqual(["a", "b", "c"]);
        });

        it("may be applied", async () => {
            expect(await namesWith("applied", filter)).toEqual(["b"]);
            expect(await namesWith("applied", "?$skip=1&$top=1")).toEqual(["b"]);
            expect(await namesWith("applied", "?$filter=contains(fileName,'b')")).toMatchObject({
                code: "ODataError",
            });
        });

        it("may be refused", async () => {
            expect(await namesWith("refused", "?$top=1")).toMatchObject({ code: "ODataError" });
            expect(await namesWith("refused", "")).toEqual(["a", "b", "c"]);
        });
    });

    it("order insertion keeps the order of the uploads", async () => {
        const { wire } = await withList({ order: "insertion" });
        for (const fileName of ["c", "a", "b"]) await wire.upload({ fileName });
        expect((await wire.files()).map((file) => file.fileName)).toEqual(["c", "a", "b"]);
    });

    it.each([
        [6, "2026-03-01T12:00:00.123Z"],
        [7, "2026-03-01T12:00:00.1230009Z"],
        [3, "2026-03-01T12:00:00.123Z"],
        [0, "2026-03-01T12:00:00Z"],
    ] as const)("timestampDigits %d", async (timestampDigits, expected) => {
        const { wire } = await withList({ timestampDigits });
        expect((await entityIn(await wire.upload())).creationTime).toBe(expected);
    });

    it("digestAfterMs answers null for the digest until then", async () => {
        const { wire, clock } = await withList({ digestAfterMs: 1000 });
        expect((await entityIn(await wire.upload())).sha256).toBeNull();
        clock.advance(999);
        expect((await wire.files())[0]!.sha256).toBeNull();
        clock.advance(1);
        expect((await wire.files())[0]!.sha256).toBe(sha256("Get-Date\n"));
    });

    it("empty notFound answers 404 for an empty library only", async () => {
        const { wire } = await withList({ empty: "notFound" });
        expect((await wire.list()).status).toBe(404);
        await wire.upload();
        expect((await wire.list()).status).toBe(200);
    });
});
