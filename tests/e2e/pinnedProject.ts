import { Project, type Run } from "./project";
import { callsByTenant, contoso, fabrikam, namesIn, twoTenants } from "./tenants";

/**
 * Each way of pointing a stack at another tenant than the one in which its files are. The journal of
 * the emulator, where all tenants are, proves that nobody was written to.
 */
export const put = ["a.sh", "new.sh", "theirs.sh"];
export const old = `new mde.LibraryFile("a", { source: "a.sh" });`;
export const added = `new mde.LibraryFile("new", { source: "new.sh" });`;

export function done(run: Run): Run {
    expect(run.output).not.toMatch(/error:/);
    expect(run.failure).toBeUndefined();
    return run;
}

/** A run that was stopped: why, without a stack trace or a secret. */
export function stopped(run: Run): string {
    expect(run.failure).toBeDefined();
    expect(run.output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
    expect(run.output).not.toContain("canary");
    return run.output;
}

/** A project whose file `a.sh` is in Contoso's library; `theirs.sh` is somebody's in both. */
export async function projectInContoso(program = old): Promise<Project> {
    const project = await Project.create({ emulator: twoTenants() });
    await project.configure({ ...contoso });
    for (const name of put) project.write(name, `#!/bin/sh\necho ${name}\n`);
    for (const { tenantId } of [contoso, fabrikam])
        await project.emulator.library(tenantId).put("theirs.sh", "echo theirs\n");
    project.program(program);
    done(await project.up());
    callsByTenant(project);
    return project;
}

/** No call was made that could write, to whichever tenant; and what was live still is. */
export async function expectNoWrite(project: Project): Promise<string[]> {
    const calls = Object.entries(callsByTenant(project)).flatMap(([tenant, own]) =>
        own.map((call) => `${tenant} ${call}`),
    );
    expect(calls.filter((call) => /upload|delete/.test(call))).toEqual([]);
    expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
    expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
    return calls;
}

/** What a machine's identity of that tenant is given. */

/** How a run is stopped for its tenant. */
export const pinned = new RegExp(
    `(in|to) tenant ${contoso.tenantId}.*put the (configuration|arguments) back`,
    "s",
);
