import type { ProjectStates } from "../projectStates";
import { readStack } from "../stackConfiguration";
import type { Subject } from "../subject";
import { tenantSettings } from "../tenantLibrary";
import { isSamePlace, type TenantPlace } from "../tenantPlace";
import { atMost } from "../atMost";
import type { AskedStack } from "./askedStacks";
import { pinIn, placesIn } from "./statePlaces";
import { stackWords } from "./stackWords";
import type { NamedSubject } from "./statusTenants";
import { asPinned, joined, unreadable, type WatchedTenant } from "./watchedTenant";

/** So many programs of the Pulumi CLI at a time: each takes a processor. */
const CLIS = 4;

/** The tenants of a tenants file. */
export function watchedByName(tenants: readonly NamedSubject[]): WatchedTenant[] {
    return tenants.map(({ name, subject, inWords }) => {
        const watched = settled(name, [], subject);
        const { error } = watched;
        return { ...watched, inWords, error: error === undefined ? undefined : inWords(error) };
    });
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
            .map(({ stack, state }) => [stack, placesIn(state)]),
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
    const isKnown = (place: TenantPlace) =>
        named.some(
            ({ tenantId, cloud }) =>
                tenantId !== undefined && isSamePlace({ tenantId, cloud }, place),
        );
    // What became of its own tenant the stack's own row tells.
    const isPinned = (stack: string, place: TenantPlace) => {
        const pinned = pins.get(stack);
        return pinned !== undefined && isSamePlace(pinned, place);
    };
    const others = [...managed].flatMap(([stack, places]) =>
        places
            .filter((place) => !isKnown(place) && !isPinned(stack, place))
            .map(({ tenantId }) => ({ stack, tenantId })),
    );
    const elsewhere = [...Map.groupBy(others, ({ tenantId }) => tenantId)].map(
        ([tenantId, of]): WatchedTenant => {
            const by = [...new Set(of.map(({ stack }) => stack))];
            return {
                ...unreadable(
                    tenantId,
                    by,
                    `${stackWords(by)} ${by.length === 1 ? "has" : "have"} files there by a provider ` +
                        `object, whose sign-in is in no stack's configuration. Name the tenant in a ` +
                        `file, and look at it with --tenants.`,
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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
