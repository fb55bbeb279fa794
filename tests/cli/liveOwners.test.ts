import { ownersIn } from "../../cli/liveOwners";
import type { ProjectStates } from "../../cli/projectStates";
import type { StateResource } from "../../cli/stackRelease";
import type { Subject } from "../../cli/subject";
import type { LiveFile } from "../../library/liveFile";
import { fileType, pinType } from "../../sdk/fileType";

const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";

const subject: Subject = {
    stack: { name: "staging", project: "response" },
    folder: "/",
    configuration: {},
    environment: { ARM_TENANT_ID: tenantId, ARM_USE_CLI: "true" },
};
const owners = (project: Partial<ProjectStates>) =>
    ownersIn({ project: "response", states: [], unread: [], ...project }, { tenantId, subject });

const other = "11112222-3333-4444-8555-666677778888";
const resource = (changes: Partial<StateResource>): StateResource => ({
    urn: "urn:pulumi:production::response::x::a",
    type: fileType,
    id: `${tenantId}/a.sh`,
    outputs: {},
    ...changes,
});
const pin = (outputs: object) => resource({ type: pinType, id: "pin", outputs: { ...outputs } });
const production = (...resources: readonly StateResource[]) =>
    owners({ states: [{ stack: "production", state: { resources, interrupted: [] } }] });
const live = { fileName: "A.sh", description: "" } as LiveFile;

describe("ownersIn", () => {
    it("stops at what was not read, and lets no name of it act on a terminal", () => {
        const unread = [
            { stack: "", why: "there may be more in \u001B[32m" },
            { stack: "\u001B[31mx", why: "it is \u001B[33mbroken" },
        ];
        expect(() => owners({ unread })).toThrow(
            "whose the live files are is not known, and nothing was changed: the state of stack " +
                "<U+001B>[31mx was not read (it is <U+001B>[33mbroken); there may be more in <U+001B>[32m",
        );
    });

    it.each(["commercial", "emulator", undefined])(
        "has a file as its stack's by the tenant's id alone: by a tunnel too, as %s",
        (cloud) => {
            const { ownerOf } = production(
                resource({ outputs: { cloud, sha256: "0".repeat(64) } }),
            );
            expect(ownerOf(live)).toEqual({ stacks: ["production"], mark: undefined });
        },
    );

    it("has what another tenant's file is called as nobody's", () => {
        const { ownerOf } = production(resource({ id: `${other}/a.sh` }));
        expect(ownerOf(live)).toEqual({ stacks: [], mark: undefined });
    });

    it.each<[boolean, string, StateResource[]]>([
        [false, "nothing", []],
        [true, "a file there", [resource({})]],
        [
            true,
            "a file there, its id in capitals",
            [resource({ id: `${tenantId.toUpperCase()}/a` })],
        ],
        [true, "a file there, among others", [resource({ id: `${other}/a` }), resource({})]],
        [false, "a file of another tenant", [resource({ id: `${other}/a` })]],
        [false, "a file that it only looks at", [resource({ external: true })]],
        [false, "what is no file of ours", [resource({ type: "other:index:File" })]],
        [true, "its pin", [pin({ tenantId, cloud: "commercial" })]],
        [true, "its pin, without a cloud", [pin({ tenantId })]],
        [false, "a pin to another tenant", [pin({ tenantId: other })]],
        [false, "a pin without a tenant", [pin({})]],
        [false, "its pin to an emulator", [pin({ tenantId, cloud: "emulator" })]],
        [false, "a file in an emulator", [resource({ outputs: { cloud: "emulator" } })]],
    ])("says %s of whether the tenant is known by a state with %s", (known, _, resources) => {
        expect(production(...resources).knowsTenant).toBe(known);
    });
});
