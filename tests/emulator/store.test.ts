import { folderStore, memoryStore, type Store, type StoredFile } from "../../emulator";
import { temporaryFolder } from "./temporaryFolder";
import { otherTenantId, sha256, tenantId } from "./wire";

const fileOf = (fileName: string, content: string): StoredFile => ({
    fileName,
    sha256: sha256(content),
    size: content.length,
    description: "text",
    parametersDescription: null,
    hasParameters: true,
    creationTime: 1_700_000_000_000.5,
    lastUpdatedTime: 1_700_000_000_001.25,
    createdBy: "Ada",
});
const put = (store: Store, fileName: string, content: string) =>
    store.change(tenantId, () => ({
        result: undefined,
        write: { file: fileOf(fileName, content), bytes: Buffer.from(content) },
    }));

describe.each<[string, () => Store]>([
    ["memoryStore", memoryStore],
    ["folderStore", () => folderStore(temporaryFolder())],
])("%s", (_, create) => {
    it("has no files at first", async () => {
        const store = create();
        expect(await store.list(tenantId)).toEqual([]);
        expect(await store.read(tenantId, "A")).toBeUndefined();
    });

    it("gives back a file as it was written", async () => {
        const store = create();
        await put(store, "A", "content");
        expect(await store.list(tenantId)).toEqual([fileOf("A", "content")]);
        expect((await store.read(tenantId, "A"))?.toString()).toBe("content");
    });

    it("keeps the order in which files came, also when one is replaced", async () => {
        const store = create();
        for (const name of ["c", "a", "b"]) await put(store, name, name);
        await put(store, "a", "other");
        expect((await store.list(tenantId)).map((file) => file.fileName)).toEqual(["c", "a", "b"]);
        expect((await store.read(tenantId, "a"))?.toString()).toBe("other");
    });

    it("removes a file, and writes another, in one change", async () => {
        const store = create();
        await put(store, "A", "content");
        const result = await store.change(tenantId, (files) => ({
            result: files.length,
            remove: "A",
            write: { file: fileOf("B", "other"), bytes: Buffer.from("other") },
        }));
        expect(result).toBe(1);
        expect((await store.list(tenantId)).map((file) => file.fileName)).toEqual(["B"]);
        expect(await store.read(tenantId, "A")).toBeUndefined();
    });

    it("leaves everything as it is when nothing is to change, or the decision fails", async () => {
        const store = create();
        await put(store, "A", "content");
        await store.change(tenantId, () => ({ result: undefined }));
        const failing = store.change(tenantId, () => {
            throw new RangeError("no");
        });
        await expect(failing).rejects.toThrow(RangeError);
        expect(await store.list(tenantId)).toEqual([fileOf("A", "content")]);
    });

    it("decides one change after the other", async () => {
        const store = create();
        const counts = await Promise.all(
            Array.from({ length: 20 }, (_unused, index) =>
                store.change(tenantId, (files) => ({
                    result: files.length,
                    write: { file: fileOf(`F${index}`, "x"), bytes: Buffer.from("x") },
                })),
            ),
        );
        expect(counts).toEqual(Array.from({ length: 20 }, (_unused, index) => index));
    });

    it("does not share its bytes with whoever wrote or read them", async () => {
        const store = create();
        const bytes = Buffer.from("content");
        const file = fileOf("A", "content");
        await store.change(tenantId, () => ({ result: undefined, write: { file, bytes } }));
        bytes.fill("x");
        (await store.read(tenantId, "A"))?.fill("y");
        expect((await store.read(tenantId, "A"))?.toString()).toBe("content");
    });

    it("keeps tenants apart", async () => {
        const store = create();
        await put(store, "A", "content");
        expect(await store.list(otherTenantId)).toEqual([]);
    });
});
