import * as pulumi from "@pulumi/pulumi";

import type { ProviderArgs } from "./providerArgs";
import { providerSettings, type ProviderSettings } from "./providerSettings";

/** The package that serves dynamic resources. */
const servedPackage = "pulumi-nodejs";

const known = new WeakMap<object, KnownProvider>();

/** What the program knows of a provider object. */
export interface KnownProvider extends Omit<ProviderSettings, "props"> {
    /** Its name in the program. */
    readonly name: string;
}

/**
 * A tenant beside the stack's own: each provider object has a process, a sign-in, a rate limit and a
 * list of its own. Give it to a `LibraryFile` or a `Library` as the option `provider`. It takes
 * nothing from the stack's configuration; its secrets are encrypted in the state.
 *
 * @example
 * const contoso = new mde.Provider("contoso", { tenantId, clientId, clientSecret, cloud: "gcc" });
 * new mde.Library("contoso", { path: "scripts" }, { provider: contoso });
 */
export class Provider extends pulumi.ProviderResource {
    /**
     * @param name the object's name in the program. Keep it: under another name Pulumi replaces the
     * resources that it serves, which keep their files as long as they are in the same tenant.
     * @throws {pulumi.RunError} with all that is wrong with the arguments: nothing is registered then.
     */
    constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
        const { props, ...settings } = providerSettings(name, args);
        super(servedPackage, name, props, opts);
        known.set(this, { name, ...settings });
    }
}

/** What is known of a provider object; `undefined` for one that is not of this package. */
export function knownProvider(provider: pulumi.ProviderResource): KnownProvider | undefined {
    return known.get(provider);
}
