import { memoryStore, type StoredFile } from "../../emulator";
import { emulated } from "./emulated";
import documented from "./fixtures/list.documented.json";
import real from "./fixtures/list.real.json";
import uploaded from "./fixtures/upload.real.json";
import { entityIn, errorIn, tenantId, type Entity } from "./wire";

/** Milliseconds with the microseconds as a fraction. */
function timeOf(text: string): number {
    const [, seconds, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
    return Date.parse(`${seconds ?? ""}Z`) + Number(`0.${fraction.slice(0, 6) || "0"}`) * 1000;
}

const storedOf = (entity: Omit<Entity, "sha256"> & { sha256: string }): StoredFile => ({
    fileName: entity.fileName,
    sha256: entity.sha256,
    size: 1,
    description: entity.description,
    parametersDescription: entity.parametersDescription ?? null,
    hasParameters: entity.hasParameters,
    creationTime: timeOf(entity.creationTime),
    lastUpdatedTime: timeOf(entity.lastUpdatedTime),
    createdBy: entity.createdBy,
});

async function storeWith(entities: readonly (Omit<Entity, "sha256"> & { sha256: string })[]) {
    const store = memoryStore();
    for (const entity of entities) {
        const write = { file: storedOf(entity), bytes: Buffer.from("x") };
        await store.change(tenantId, () => ({ result: undefined, write }));
    }
    return store;
}

describe("bodies", () => {
    it("of the list are a real answer's, to the letter", async () => {
        const { wire } = await emulated({ store: await storeWith(real.value) });
        const body = await (await wire.list()).text();
        expect(body).toBe(JSON.stringify(real));
    });

    it("of the list are the page's example, with the options that it calls for", async () => {
        const { wire } = await emulated({
            store: await storeWith(documented.value),
            behaviour: {
                list: {
                    absentParametersDescription: "omitted",
                    contextHost: "called",
                    order: "insertion",
                },
            },
        });
        // The seventh digit of the example is beyond what the emulator keeps.
        const expected = JSON.stringify(documented).replaceAll(/(\.\d{6})\dZ/g, "$1Z");
        expect(await (await wire.list()).text()).toBe(expected);
    });

    it("of an upload have the keys of a real answer, in its order", async () => {
        const { wire } = await emulated();
        const fields = {
            Description: uploaded.description,
            ParametersDescription: uploaded.parametersDescription,
        };
        const entity = await entityIn(await wire.upload({ fileName: "file", fields }));
        expect(Object.keys(entity)).toEqual(Object.keys(uploaded));
        expect({ ...uploaded, ...entity }).toEqual({
            ...uploaded,
            "@odata.context":
                "https://api-us.securitycenter.windows.com/api/$metadata#LibraryFiles/$entity",
            sha256: entity.sha256,
            creationTime: entity.creationTime,
            lastUpdatedTime: entity.lastUpdatedTime,
            createdBy: entity.createdBy,
        });
    });

    it("of errors have the keys of the page's examples", async () => {
        const { wire } = await emulated();
        expect(await errorIn(await wire.remove("123123123"))).toEqual({
            code: "ResourceNotFound",
            message: "File 123123123 was not found",
            target: expect.any(String) as string,
        });
        expect(await errorIn(await wire.post("{}", "application/json"))).toEqual({
            code: "InvalidRequestBody",
            message: "Request body is incorrect",
            target: expect.any(String) as string,
        });
    });
});
