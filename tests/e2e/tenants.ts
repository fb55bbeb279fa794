import type { EmulatorOptions } from "../../emulator";
import type { Project } from "./project";

/** A tenant of the emulator, and its application. */
export interface TestTenant {
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
}

export const contoso: TestTenant = {
    tenantId: "c0c0c0c0-1111-4222-8333-444455556666",
    clientId: "c1c1c1c1-1111-4222-8333-444455556666",
    clientSecret: "contoso~canary~client~secret",
};

export const fabrikam: TestTenant = {
    tenantId: "fabfabfa-1111-4222-8333-444455556666",
    clientId: "fabfab11-1111-4222-8333-444455556666",
    clientSecret: "fabrikam~canary~client~secret",
};

const names: Readonly<Record<string, string>> = {
    [contoso.tenantId]: "contoso",
    [fabrikam.tenantId]: "fabrikam",
};

/** An emulator that knows the two and no others. */
export function twoTenants(): EmulatorOptions {
    const of = ({ tenantId, clientId, clientSecret }: TestTenant, displayName: string) => [
        tenantId,
        { displayName, apps: { [clientId]: { secret: clientSecret, displayName } } },
    ];
    return {
        tenants: Object.fromEntries([of(contoso, "Contoso"), of(fabrikam, "Fabrikam")]) as never,
    };
}

/** The arguments of an `mde.Provider` for that tenant, as a program's text. */
export function argsOf(project: Project, tenant: TestTenant): string {
    return JSON.stringify({ ...tenant, apiUrl: project.url, authorityUrl: project.url });
}

/** The calls since the last time, by tenant, in order within each: `contoso upload a.sh`. */
export function callsByTenant(project: Project): Record<string, string[]> {
    const calls: Record<string, string[]> = {};
    for (const { call, fileName, tenant = "nobody" } of project.emulator.journal.entries) {
        if (call === "discovery") continue;
        (calls[names[tenant] ?? tenant] ??= []).push(
            fileName === undefined ? call : `${call} ${fileName}`,
        );
    }
    project.emulator.journal.clear();
    return calls;
}

/** The names that are live in a tenant, sorted. */
export async function namesIn(project: Project, { tenantId }: TestTenant): Promise<string[]> {
    const files = await project.emulator.library(tenantId).list();
    return files.map(({ fileName }) => fileName).sort();
}
