import * as pulumi from "@pulumi/pulumi";

import { pinKind, pinProblem } from "../defender/settings/tenantPin";
import { defaultTenantOf } from "./defaultTenant";
import { pinType, providerText } from "./fileType";
import { knownValue } from "./knownValue";
import type { Place } from "./place";
import { programRun, refusal, shownPlainly, unlessRefused, type PinnedTenant } from "./programRun";
import { knownProvider } from "./provider";
import { stackPinName } from "./resourceNames";
import { withoutTrace } from "./withoutTrace";

/**
 * The tenant and cloud that a provider object, or the stack's own configuration, is for, kept in
 * the state. Nothing in the service stands for it; when it is made the tenant is signed in to and
 * its list is read, so that one that was mistyped is not kept. All that the object serves depends on
 * it: the engine looks at it first and removes it last, so that a stack that is pointed at another
 * tenant stops before any file of it, whatever its resources are called by then.
 */
class TenantPin extends pulumi.CustomResource implements PinnedTenant {
    declare public readonly tenantId: pulumi.Output<string | undefined>;
    declare public readonly cloud: pulumi.Output<string | undefined>;

    constructor(name: string, { provider, tenantId }: Place, needed: Promise<undefined>) {
        const props = {
            // Nothing of a program that has a mistake is registered.
            tenantId: Promise.all([tenantId, needed]).then(([known]) => unlessRefused(known)),
            cloud: undefined,
            __kind: pinKind,
            // For what it says when it fails, and to know it again; not kept as it is.
            __urn: knownValue(pulumi.createUrn(name, pinType, provider)),
            __provider: providerText,
        };
        const restoreTrace = withoutTrace();
        try {
            super(pinType, name, props, {
                // Below the object its URN follows that one's name and aliases.
                ...(provider && { parent: provider, provider }),
                // "check" sees no old inputs of a resource that is to be replaced (--replace,
                // "pulumi state taint"); "delete" does, and has to come first.
                deleteBeforeReplace: true,
            });
        } finally {
            restoreTrace();
        }
    }
}

/** Lets a pin be registered. */
const needs = new WeakMap<PinnedTenant, () => void>();

/**
 * The pin of what serves a place. It is registered when something needs it: with a gate, when that has
 * passed or failed; nobody signs in to a tenant to which nothing may go.
 *
 * @param gate what has to pass before that which asks.
 */
export function tenantPinOf(place: Place, gate?: Promise<unknown>): PinnedTenant {
    const run = programRun();
    const { pins } = run;
    const owner = place.provider ?? run;
    let pin = pins.get(owner);
    if (pin === undefined) {
        const { promise, resolve } = Promise.withResolvers<undefined>();
        pin = new TenantPin(nameOf(place.provider), place, promise);
        pins.set(owner, pin);
        needs.set(pin, () => {
            resolve(undefined);
        });
    }
    const need = needs.get(pin);
    if (gate === undefined) need?.();
    else if (need !== undefined) gate.then(need, need);
    return pin;
}

function nameOf(provider: pulumi.ProviderResource | undefined): string {
    if (provider === undefined) return stackPinName;
    // Pulumi's types leave the name out.
    return (provider as unknown as { readonly __name?: string }).__name ?? "provider";
}

/**
 * Holds a registration, or a look into the library, back until nothing of the program is refused and
 * the pin of the place is registered; of the stack's own too, for a stack that is pointed at
 * another tenant writes to nobody.
 *
 * @throws {pulumi.RunError} when the state's tenant is not the configured one: the engine does not
 * check a pin that a run with `--target` leaves out.
 */
export async function pinned(place: Place): Promise<void> {
    const run = programRun();
    const pin = tenantPinOf(place);
    await unlessRefused(undefined, run);
    const ofStack = run.pins.get(run);
    // The stack's own may be waiting for a gate, and that for what asks here.
    if (ofStack !== undefined) needs.get(ofStack)?.();
    if (ofStack !== undefined) await registered(ofStack);
    await registered(pin);
    const [settings, tenantId, cloud] = await Promise.all([
        place.settings,
        knownValue(pin.tenantId),
        knownValue(pin.cloud),
    ]);
    const problem =
        settings &&
        pinProblem({
            there: { tenantId, cloud },
            settings,
            defaultTenant: defaultTenantOf(),
            provider: place.provider && knownProvider(place.provider)?.name,
            urn: await knownValue(pin.urn),
        });
    if (problem !== undefined) throw run.refusal ?? refusal(`${problem}.`);
    await unlessRefused(undefined, run);
}

const failed = new WeakMap<PinnedTenant, pulumi.RunError>();

/** With `--continue-on-error` a program goes on after a pin that could not be made. */
async function registered(pin: PinnedTenant): Promise<void> {
    try {
        await knownValue(pin.urn);
    } catch {
        const { refusal: refused } = programRun();
        if (refused !== undefined) throw refused;
        const error =
            failed.get(pin) ??
            shownPlainly(
                "What is for the tenant of a pin that failed was not looked at: see the error of " +
                    "the TenantPin.",
            );
        failed.set(pin, error);
        throw error;
    }
}
