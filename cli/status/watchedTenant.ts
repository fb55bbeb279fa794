import type { Subject } from "../subject";
import type { TenantPlace } from "../tenantPlace";
import { stackWords } from "./stackWords";

/** A tenant to look at, and how to sign in to it; or why nobody can. */
export interface WatchedTenant {
    readonly name: string;
    readonly stacks: readonly string[];
    readonly tenantId: string | undefined;
    readonly cloud: string | undefined;
    /** Where it is asked: one id in two places (an emulator, a test of it) is two libraries. */
    readonly place: string | undefined;
    /** Ways to sign in: the next one is tried where one fails. None where there is an error. */
    readonly subjects: readonly Subject[];
    readonly error: string | undefined;
    /** What is said of its configuration, in the words of who has configured it. */
    readonly inWords?: ((text: string) => string) | undefined;
}

/** A tenant that nobody can ask. */
export function unreadable(name: string, stacks: readonly string[], error: string): WatchedTenant {
    const unknown = { tenantId: undefined, cloud: undefined, place: undefined };
    return { name, stacks, ...unknown, subjects: [], error };
}

/** Nobody is asked in the name of a stack whose configuration is for another place than its state. */
export function asPinned(watched: WatchedTenant, pinned: TenantPlace): WatchedTenant {
    const { name, stacks, tenantId, cloud } = watched;
    if (tenantId === undefined) return watched;
    const isOtherTenant = tenantId.toLowerCase() !== pinned.tenantId.toLowerCase();
    const isOtherCloud = pinned.cloud != null && pinned.cloud !== cloud;
    if (!isOtherTenant && !isOtherCloud) return watched;
    const clouds = isOtherCloud
        ? { here: ` (cloud ${cloud})`, there: ` (cloud ${pinned.cloud})` }
        : { here: "", there: "" };
    return unreadable(
        name,
        stacks,
        `its configuration names tenant ${tenantId}${clouds.here}, and its state is pinned to ` +
            `${pinned.tenantId}${clouds.there}: nobody was asked (docs/tenant-pin.md).`,
    );
}

/** Those with the same tenant as one, where the first of them stands. */
export function joined(watched: readonly WatchedTenant[]): WatchedTenant[] {
    const groups = Map.groupBy(watched, ({ name, place }) => place ?? `"${name}"`);
    return [...groups.values()].flatMap((group) => {
        const [first, ...others] = group;
        if (first === undefined) return [];
        if (others.length === 0) return [first];
        const stacks = group.flatMap((each) => each.stacks);
        const subjects = group.flatMap((each) => each.subjects);
        return [{ ...first, name: stackWords(stacks), stacks, subjects }];
    });
}
