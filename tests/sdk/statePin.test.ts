import * as pulumi from "@pulumi/pulumi";

import { Library } from "../../sdk";
import { fileType } from "../../sdk/fileType";
import { fileResource } from "../../sdk/statePin";
import { stateTenantsOf, typesAndName } from "../../sdk/stateTenants";
import { program, valueOf, type Program } from "./program";

let own: Program;
beforeEach(() => {
    own = program();
});
afterEach(() => {
    own.close();
});

describe("fileResource", () => {
    it("is how Pulumi's own URNs end, at any depth", async () => {
        own.write("scripts/Get.ps1", "Get-Process\n");
        const outer = new pulumi.ComponentResource("tests:index:Outer", "outer");
        const inner = new Library("inner", { path: "scripts" }, { parent: outer });
        for (const parent of [undefined, outer, inner]) {
            const urn = await valueOf(pulumi.createUrn("file", fileType, parent));
            expect(fileResource("file", parent)).toBe(typesAndName(urn));
        }
        await valueOf(inner.digest);
    });
});

describe("stateTenantsOf", () => {
    const urn = (type: string, name: string) => `urn:pulumi:stack::project::${type}::${name}`;
    const file = (tenantId: string, cloud?: string) => ({
        type: fileType,
        outputs: { tenantId, cloud, fileName: "a.sh" },
    });
    const provider = (outputs: object) => ({ type: "pulumi:providers:pulumi-nodejs", outputs });

    it("picks the tenants of files and of provider objects, and nothing else", () => {
        const { files, byResource, providers } = stateTenantsOf(
            {
                name: "organization/project/stack",
                outputs: {
                    [urn(fileType, "a")]: file("ONE", "gcc"),
                    [urn(fileType, "b")]: file("one", "gcc"),
                    [urn(fileType, "c")]: file("two"),
                    [urn("other:index:Thing", "d")]: {
                        type: "other:index:Thing",
                        outputs: { tenantId: "three", secret: "canary" },
                    },
                    [urn("pulumi:providers:pulumi-nodejs", "default")]: provider({
                        "mde:tenantId": "four",
                    }),
                    [urn("pulumi:providers:pulumi-nodejs", "own")]: provider({
                        "mde:tenantId": "FIVE",
                        "mde:clientSecret": "canary",
                    }),
                    [urn("pulumi:providers:pulumi-nodejs", "emulated")]: provider({}),
                },
            },
            fileType,
        );
        expect(files).toEqual([
            { tenantId: "one", cloud: "gcc", fileName: "a.sh" },
            { tenantId: "two", cloud: undefined, fileName: "a.sh" },
        ]);
        expect([...byResource.keys()]).toEqual([
            `${fileType}::a`,
            `${fileType}::b`,
            `${fileType}::c`,
        ]);
        expect(providers).toEqual([
            { name: undefined, tenantId: "four" },
            { name: "own", tenantId: "five" },
            { name: "emulated", tenantId: undefined },
        ]);
    });

    it.each([[undefined], [null], ["text"], [{}], [{ outputs: { [urn(fileType, "a")]: null } }]])(
        "finds nothing in an answer of another shape: %j",
        (answer) => {
            expect(stateTenantsOf(answer, fileType)).toMatchObject({ files: [], providers: [] });
        },
    );
});
