import { once } from "node:events";

import type { ServiceError } from "@grpc/grpc-js";

import { initFailed } from "../host/initFailed";
import type { ProviderProcess } from "../host/providerProcess";
import type { Victim } from "./lifeline";
import { InitFailed, type Seat } from "./seat";

/** Pulumi's own provider process, as long as it lives. */
export function processSeat(
    provider: ProviderProcess,
    programStarts: () => void,
): Seat & { readonly kill: (who: Victim) => void } {
    // Pulumi's host does not load the provider before it is asked, and nothing else watches the engine.
    let isLoaded = false;
    return {
        check: (olds, news) => {
            isLoaded = true;
            return provider.check(olds, news);
        },
        diff: (id, olds, news) => provider.diff(id, olds, news),
        create: (inputs) => kept(provider.create(inputs)),
        update: (id, olds, news) => kept(provider.update(id, olds, news)),
        read: (id, props) => {
            isLoaded = true;
            return provider.read(id, props);
        },
        delete: (id, props) => {
            isLoaded = true;
            return provider.delete(id, props);
        },
        programStarts,
        /** With its CLI a provider loses its standard input, and ends by itself. */
        kill(who) {
            if (who === "provider") provider.kill();
            else provider.loseEngine();
        },
        async close() {
            const { child } = provider;
            const hasEnded = child.exitCode !== null || child.signalCode !== null;
            if (child.stdin?.destroyed === true && isLoaded && !hasEnded) await once(child, "exit");
            await provider.stop();
        },
    };
}

async function kept<T>(step: Promise<T>): Promise<T> {
    try {
        return await step;
    } catch (error) {
        const { metadata, details } = error as ServiceError;
        if (metadata.get("grpc-status-details-bin").length === 0) throw error;
        const { id, properties } = initFailed(error as ServiceError);
        throw new InitFailed(details, id, properties);
    }
}
