import { ownersIn } from "../../cli/liveOwners";
import type { ProjectStates } from "../../cli/projectStates";
import type { Subject } from "../../cli/subject";

const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";

const subject: Subject = {
    stack: { name: "staging", project: "response" },
    folder: "/",
    configuration: {},
    environment: { ARM_TENANT_ID: tenantId, ARM_USE_CLI: "true" },
};
const owners = (project: Partial<ProjectStates>) =>
    ownersIn({ project: "response", states: [], unread: [], ...project }, { tenantId, subject });

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
});
