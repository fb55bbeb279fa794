import * as pulumi from "@pulumi/pulumi";

import { getLibrary, Library, LibraryFile, Provider } from "../../sdk";
import { placeBy } from "../../sdk/place";
import { pinned } from "../../sdk/tenantPin";
import { program, tenantId, valueOf, type Program } from "./program";

const other = "99992222-3333-4444-8555-666677778888";
let own: Program;
beforeEach(() => {
    own = program();
    own.write("scripts/Get.ps1", "Get-Process\r\n");
    own.write("scripts/More.ps1", "Get-Process\r\n");
});
afterEach(() => {
    own.close();
});

const app = { clientId: "app", clientSecret: "secret" };
const source = "scripts/Get.ps1";

describe("a tenant pin", () => {
    it("is registered once for the stack and once for each provider object in use", async () => {
        const contoso = new Provider("contoso", { ...app, tenantId: other });
        new Provider("idle", { ...app, tenantId: other });
        const library = new Library("scripts", { path: "scripts" });
        const files = [
            new LibraryFile("a", { source }, { provider: contoso }),
            new LibraryFile("b", { source, fileName: "b.ps1" }, { provider: contoso }),
        ];
        await Promise.all([valueOf(library.digest), ...files.map(({ urn }) => valueOf(urn))]);
        expect(own.pins).toEqual([
            {
                type: "pulumi-nodejs:dynamic/mde:TenantPin",
                name: "mde",
                inputs: {
                    __kind: "tenantPin",
                    tenantId,
                    __urn: "urn:pulumi:stack::project::pulumi-nodejs:dynamic/mde:TenantPin::mde",
                    __provider: expect.stringContaining("pulumi-mde/provider") as string,
                },
            },
            expect.objectContaining({ name: "contoso" }),
        ]);
    });

    it("has the emulator's tenant where none is configured", async () => {
        own.configure({ cloud: "emulator" });
        const file = new LibraryFile("a", { source });
        await valueOf(file.urn);
        expect(own.pins[0]?.inputs["tenantId"]).toBe(await valueOf(file.tenantId));
    });
});

describe("a file of a provider object", () => {
    it("waits for the stack's own pin too, where the program has one", async () => {
        const order: string[] = [];
        const held = Promise.withResolvers<undefined>();
        void pulumi.runtime.setMocks(
            {
                call: ({ inputs }) => inputs as object,
                newResource: async ({ type, name, inputs }) => {
                    if (type.endsWith(":TenantPin") && name === "mde") await held.promise;
                    order.push(`${type.split(":").at(-1)} ${name}`);
                    return { id: name, state: inputs as object };
                },
            },
            "project",
            "stack",
            false,
        );
        setStack();
        const provider = new Provider("contoso", { ...app, tenantId: other });
        const stacks = new LibraryFile("stacks", { source });
        const objects = new LibraryFile("objects", { source }, { provider });
        while (!order.includes("TenantPin contoso")) await new Promise(setImmediate);
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        expect(order).toEqual(["pulumi-nodejs contoso", "TenantPin contoso"]);
        held.resolve(undefined);
        await Promise.all([stacks, objects].map(({ urn }) => valueOf(urn)));
        expect(order.slice(2)).toEqual(
            expect.arrayContaining(["TenantPin mde", "LibraryFile objects", "LibraryFile stacks"]),
        );
        expect(order[2]).toBe("TenantPin mde");
    });
});

function setStack(): void {
    pulumi.runtime.setAllConfig(
        { "mde:tenantId": tenantId, "mde:clientId": "app", "mde:clientSecret": "secret" },
        ["mde:clientSecret"],
    );
}

/** An engine that does not check the pin, as with `--target`, and answers with what the state has. */
function stateOf(state: object): void {
    void pulumi.runtime.setMocks(
        {
            call: ({ inputs }) => inputs as object,
            newResource: ({ type, name, inputs }) => {
                const isPin = type.endsWith(":TenantPin");
                return { id: name, state: isPin ? state : (inputs as object) };
            },
        },
        "project",
        "stack",
        false,
    );
    setStack();
}

describe("a program whose state is of another tenant", () => {
    it.each([
        ["tenant", { tenantId: other, cloud: "commercial" }, `pinned to tenant ${other}`],
        ["cloud", { tenantId, cloud: "gcc" }, "(cloud gcc)"],
    ])("is held back, and is not asked of the library: another %s", async (_, state, told) => {
        stateOf(state);
        await expect(pinned(placeBy(undefined))).rejects.toThrow(told);
        await expect(getLibrary()).rejects.toThrow(told);
    });
});
