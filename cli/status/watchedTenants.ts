import { readState } from "../../provider/state";
import { fileType, pinType } from "../../sdk/fileType";
import type { ProjectStates } from "../projectStates";
import { readStack } from "../stackConfiguration";
import type { StackState } from "../stackRelease";
import type { Subject } from "../subject";
import { tenantSettings } from "../tenantLibrary";
import { atMost } from "../atMost";
import type { AskedStack } from "./askedStacks";
import type { NamedSubject } from "./statusTenants";

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
}

/** So many programs of the Pulumi CLI at a time: each takes a processor. */
const CLIS = 4;

/** The tenants of a tenants file. */
export function watchedByName(tenants: readonly NamedSubject[]): WatchedTenant[] {
    return tenants.map(({ name, subject }) => settled(name, [], subject));
}

/**
 * The tenants of these stacks: stacks with the same tenant are one. A tenant that a stack manages by
 * a provider object is there too, as one that was not read: its sign-in is in no configuration.
 */
export async function watchedByStack(
    asked: readonly AskedStack[],
    { states }: ProjectStates,
    from: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
): Promise<WatchedTenant[]> {
    const managed = new Map(
        states
            .filter(({ stack }) => asked.some((each) => each.stack === stack))
            .map(({ stack, state }) => [stack, tenantsIn(state)]),
    );
    const pins = new Map(states.map(({ stack, state }) => [stack, pinIn(state)]));
    const own = await atMost(
        CLIS,
        asked,
        async ({ stack, asked: name }): Promise<WatchedTenant[]> => {
            try {
                const subject = await readStack(name, from);
                const watched = settled(stack, [stack], subject);
                const isConfigured = Object.keys(subject.configuration).some((key) =>
                    key.startsWith("mde:"),
                );
                const pinned = pins.get(stack);
                // The environment's tenant is none of a stack that has its files by provider objects.
                const isElsewhere = !isConfigured && (managed.get(stack)?.length ?? 0) > 0;
                if (isElsewhere && pinned === undefined) return [];
                return [pinned === undefined ? watched : asPinned(watched, pinned)];
            } catch (error) {
                return [unreadable(stack, [stack], messageOf(error))];
            }
        },
    );
    const named = joined(own.flat());
    const known = new Set(named.map(({ tenantId }) => tenantId));
    const others = [...managed].flatMap(([stack, tenants]) =>
        tenants.filter((tenantId) => !known.has(tenantId)).map((tenantId) => ({ stack, tenantId })),
    );
    const elsewhere = [...Map.groupBy(others, ({ tenantId }) => tenantId)].map(
        ([tenantId, of]): WatchedTenant => {
            const by = of.map(({ stack }) => stack);
            return {
                ...unreadable(
                    tenantId,
                    by,
                    `stack ${by.join(", ")} has files there by a provider object, whose sign-in is in no ` +
                        `stack's configuration. Name the tenant in a file, and look at it with --tenants.`,
                ),
                tenantId,
            };
        },
    );
    return [...named, ...elsewhere];
}

function settled(name: string, stacks: readonly string[], subject: Subject): WatchedTenant {
    try {
        const { settings, tenantId } = tenantSettings(subject);
        const { cloud, apiUrl, authorityUrl } = settings;
        const place = JSON.stringify([tenantId, cloud, apiUrl, authorityUrl]);
        return { name, stacks, tenantId, cloud, place, subjects: [subject], error: undefined };
    } catch (error) {
        return unreadable(name, stacks, messageOf(error));
    }
}

function unreadable(name: string, stacks: readonly string[], error: string): WatchedTenant {
    const unknown = { tenantId: undefined, cloud: undefined, place: undefined };
    return { name, stacks, ...unknown, subjects: [], error };
}

/** Nobody is asked in the name of a stack whose configuration is for another tenant than its state. */
export function asPinned(watched: WatchedTenant, pinned: string): WatchedTenant {
    const { name, stacks, tenantId } = watched;
    if (tenantId === undefined || tenantId.toLowerCase() === pinned) return watched;
    return unreadable(
        name,
        stacks,
        `its configuration names tenant ${tenantId}, and its state is pinned to ${pinned}: nobody was ` +
            `asked (docs/tenant-pin.md).`,
    );
}

/** The tenant that the stack's own configuration was for; those of provider objects lie below these. */
export function pinIn({ resources }: StackState): string | undefined {
    const pin = resources.find(({ type, urn }) => type === pinType && !urn.includes("$"));
    const tenantId = pin?.outputs?.["tenantId"];
    return typeof tenantId === "string" ? tenantId.toLowerCase() : undefined;
}

/** Those with the same tenant as one, where the first of them stands. */
export function joined(watched: readonly WatchedTenant[]): WatchedTenant[] {
    const groups = Map.groupBy(watched, ({ name, place }) => place ?? `"${name}"`);
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        return first === undefined
            ? []
            : [
                  {
                      ...first,
                      name: group.map(({ name }) => name).join(", "),
                      stacks: group.flatMap(({ stacks }) => stacks),
                      subjects: group.flatMap(({ subjects }) => subjects),
                  },
              ];
    });
}

/** The tenants that a state has files in; one that cannot be read is told as unread elsewhere. */
function tenantsIn({ resources }: StackState): string[] {
    const tenants = resources
        .filter(({ type, external }) => type === fileType && external !== true)
        .flatMap(({ id = "", outputs = {} }) => {
            try {
                return [readState(id, outputs).tenantId.toLowerCase()];
            } catch {
                return [];
            }
        });
    return [...new Set(tenants)];
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
