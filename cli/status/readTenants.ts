import { fileOwners, type UnreadStack } from "../fileOwners";
import type { ProjectStates } from "../projectStates";
import { readTenantLibrary, type LookOptions } from "../tenantLibrary";
import { atMost } from "../atMost";
import type { TenantReading } from "./statusReport";
import type { WatchedTenant } from "./watchedTenant";

/** How tenants are read. */
export interface ReadTenantsOptions {
    readonly connect: LookOptions["connect"];
    /** Takes one line for a person: why the named tenant waits. */
    readonly log: (tenant: string, line: string) => void;
    /** So many tenants at a time. */
    readonly concurrency: number;
    /** The states of the project's stacks; `undefined` where nobody asked for them. */
    readonly states: ProjectStates | undefined;
    /** Is told after each tenant how many have been read, or failed. */
    readonly onProgress: (done: number, of: number) => void;
}

/** Reads the list of each tenant. One that cannot be read does not keep the others from it. */
export async function readTenants(
    watched: readonly WatchedTenant[],
    options: ReadTenantsOptions,
): Promise<{ readings: TenantReading[]; unread: UnreadStack[] }> {
    const { states, concurrency, onProgress } = options;
    const unread = new Map<string, UnreadStack>();
    for (const one of states?.unread ?? []) unread.set(one.stack, one);
    let done = 0;
    const readings = await atMost(concurrency, watched, async (tenant): Promise<TenantReading> => {
        const read = await readFirst(tenant, options);
        const { name, stacks, tenantId, cloud } = tenant;
        const known =
            states && tenantId !== undefined && fileOwners(states.states, { tenantId, cloud });
        if (known) for (const one of known.unread) unread.set(one.stack, one);
        onProgress(++done, watched.length);
        const owners = known ? known.owners : states && new Map<string, never>();
        return { name, stacks, tenantId, cloud, owners, ...read };
    });
    return { readings, unread: [...unread.values()] };
}

/** By the first way that leads there. */
async function readFirst(
    { name, subjects, error, inWords = (text) => text }: WatchedTenant,
    { connect, log }: ReadTenantsOptions,
): Promise<Pick<TenantReading, "library" | "error">> {
    let why = error;
    for (const subject of subjects)
        try {
            const library = await readTenantLibrary(subject, {
                connect,
                log: (line) => {
                    log(name, inWords(line));
                },
            });
            return { library, error: undefined };
        } catch (thrown) {
            why ??= inWords(thrown instanceof Error ? thrown.message : String(thrown));
        }
    return { library: undefined, error: why };
}
