import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { emulatorTenant } from "../../defender/settings/emulatorTenant";
import { Project, tenantId } from "./project";

const script = join(__dirname, "fixtures", "severalStacks.cjs");

describe("programs of the Automation API in one process", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
    });
    afterAll(() => project.close());

    it("share neither settings nor names, although they run at once", () => {
        const run = spawnSync(process.execPath, [script, tenantId], {
            cwd: project.folder,
            encoding: "utf8",
            env: { ...process.env, ...project.environment },
        });
        expect(run.stderr).toBe("");
        const [one, two, three, four] = JSON.parse(run.stdout) as [object, object, object, object];
        expect(one).toEqual({ id: `${tenantId}/a.sh`, of: tenantId });
        expect(two).toEqual({ id: `${tenantId}/a.sh`, of: tenantId });
        expect(three).toMatchObject({ of: emulatorTenant("e2e", "three") });
        expect(four).toMatchObject({
            failure: expect.stringContaining("did you mean mde:tenantId") as string,
        });
    });
});
