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

/** An engine that does not check the pin, as with `--target`, and answers with what the state has. */
function stateOf(state: object) {
    const registered: string[] = [];
    void pulumi.runtime.setMocks(
        {
            call: ({ inputs }) => inputs as object,
            newResource: ({ type, name, inputs }) => {
                const isPin = type.endsWith(":TenantPin");
                if (!isPin) registered.push(name);
                return { id: name, state: isPin ? state : (inputs as object) };
            },
        },
        "project",
        "stack",
        false,
    );
    pulumi.runtime.setAllConfig(
        {
            "mde:tenantId": tenantId,
            "mde:clientId": "app",
            "mde:clientSecret": "secret",
        },
        ["mde:clientSecret"],
    );
    return registered;
}

describe("a program whose state is of another tenant", () => {
    it.each([
        ["tenant", { tenantId: other, cloud: "commercial" }, `in tenant ${other}`],
        ["cloud", { tenantId, cloud: "gcc" }, "(cloud gcc)"],
    ])("is refused before anything is registered: another %s", async (_, state, told) => {
        const registered = stateOf(state);
        await expect(pinned(placeBy(undefined))).rejects.toThrow(told);
        await expect(getLibrary()).rejects.toThrow(told);
        expect(registered).toEqual([]);
    });
});
