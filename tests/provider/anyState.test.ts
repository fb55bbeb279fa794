import fc from "fast-check";

import { dynamicDoor } from "../../provider/dynamicDoor";
import { StateError } from "../../provider/errors";
import { createRuntime } from "../../provider/runtime";
import { readState } from "../../provider/state";
import { uploadOf } from "../defender/setUpEmulated";
import { context, library, open, put } from "./openStep";

type Bag = Record<string, unknown>;

/** A state that this release writes. */
const written = () => ({
    fileName: "Get.ps1",
    sha256: "0".repeat(64),
    tenantId: context.tenantId,
    cloud: "emulator",
    size: 3,
    source: "Get.ps1",
    description: "text",
    hasParameters: true,
    createdBy: "app",
    creationTime: "2026-01-05T00:00:00Z",
    lastUpdatedTime: "2026-01-05T00:00:00Z",
    __resource: "get/project/stack",
    __reported: { description: "cut" },
    __pending: ["1".repeat(64)],
});
/** What may have become of a state: any JSON under its keys, under others, or nothing. */
const changes = fc.dictionary(
    fc.oneof(
        fc.constantFrom(
            "fileName",
            "sha256",
            "tenantId",
            "cloud",
            "size",
            "hasParameters",
            "adopt",
            "description",
            "__resource",
            "__reported",
            "__pending",
            "__kind",
            "__proto__",
            "constructor",
            "toString",
            "then",
        ),
        fc.string({ maxLength: 5 }),
    ),
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(undefined)),
    { maxKeys: 4 },
);

/** The door before a runtime on the emulator of the test. */
function doorOf() {
    const configuration: Readonly<Record<string, string>> = {
        "mde:tenantId": context.tenantId,
        "mde:cloud": "emulator",
    };
    return dynamicDoor(() =>
        createRuntime({
            configuration: (key) => configuration[key],
            environment: {},
            userFolder: context.folder,
            engine: "127.0.0.1:1",
            hasProgram: () => Promise.resolve(false),
            now: Date.now,
            log: () => undefined,
            client: () => context.another().client,
        }),
    );
}

/** A failure is one paragraph for a person, and no defect of ours. */
function expectParagraph(error: unknown): void {
    const { message, cause } = error as Error;
    expect(message).not.toMatch(/[\p{Cc}]|undefined|\[object|Cannot read prop|is not a function/u);
    expect(cause).not.toBeInstanceOf(TypeError);
    expect(cause).not.toBeInstanceOf(RangeError);
}

describe("a state of any shape", () => {
    it("is read, or refused with a StateError", () => {
        open();
        fc.assert(
            fc.property(fc.string(), changes, fc.boolean(), (id, change, bare) => {
                try {
                    const state = readState(id, bare ? change : { ...written(), ...change });
                    expect(typeof state.fileName).toBe("string");
                    expect(typeof state.sha256).toBe("string");
                } catch (error) {
                    expect(error).toBeInstanceOf(StateError);
                    expectParagraph(error);
                }
            }),
            { numRuns: 1_000 },
        );
    });

    it("lets every step end with a result or a paragraph", async () => {
        const { inputs } = open();
        const door = doorOf();
        const news = { ...inputs("ours"), __provider: "p" } as unknown as Bag;
        await put("theirs");
        const before = await library().read("Get.ps1");
        await fc.assert(
            fc.asyncProperty(fc.string(), changes, fc.boolean(), async (odd, change, usual) => {
                const id = usual ? `${context.tenantId}/Get.ps1` : odd;
                const olds = { ...written(), ...change };
                for (const step of [
                    () => door.check!(olds, news),
                    () => door.diff!(id, olds, news),
                    () => door.read!(id, olds),
                    () => door.update!(id, olds, news),
                    () => door.delete!(id, olds),
                ])
                    await step().catch(expectParagraph);
            }),
            { numRuns: 150 },
        );
        // Nobody's state knows the content of what is there: no step has taken it away.
        expect(await library().read("Get.ps1")).toEqual(before);
    });

    it("that is unreadable is put right by a refresh, as it says", async () => {
        open();
        const door = doorOf();
        await put("theirs");
        const id = `${context.tenantId}/Get.ps1`;
        const olds = { ...written(), sha256: 7, __pending: "x" };
        const refused = await door.delete!(id, olds).catch((error: unknown) => error);
        expect((refused as Error).message).toContain(
            'cannot be read (sha256, __pending). Nothing was changed. Run "pulumi refresh"',
        );
        const read = await door.read!(id, olds);
        const { sha256 } = uploadOf("Get.ps1", "theirs");
        expect(read).toMatchObject({ id, props: { fileName: "Get.ps1", sha256 } });
        await library().remove("Get.ps1");
        expect(await doorOf().read!(id, olds)).toEqual({});
    });
});
