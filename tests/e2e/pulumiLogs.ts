import { linesWith, partsOf } from "./canaries";

/**
 * Where Pulumi itself shows a secret in clear at -v=9, which no provider can prevent, and SECURITY.md
 * tells: what its engine configures a provider with, a stack's own or a provider object's.
 */
const configure =
    /Marshaling property for RPC\[Provider\[0x[0-9a-f]+\]\.Configure\(\)\.inputs\]: value=\{([^}]*)\}/;
/** And, of a provider object's arguments only: their way through the engine, and Node's debug log of it. */
const register =
    /(?:Unm|M)arshaling property for RPC\[ResourceMonitor\.RegisterResource\(pulumi:providers:pulumi-nodejs,\w+\)\]: value=\{([^}]*)\}/;
const registered =
    /RegisterResource RPC finished: resource:\w+\[pulumi:providers:pulumi-nodejs\]; err: null, resp: .*/;
/**
 * And, of another resource's secrets and of the stack's outputs: the same for that resource, whose
 * debug log has more than one line, as its provider's text has.
 */
const foreignProperty =
    /(?:Unm|M)arshaling property for RPC\[\S*(?:dynamic:Resource(?:,|::)foreign|pulumi:Stack::e2e-test)\)\S*\]: \w+=\{([^}]*)\}/;
const foreignRegistered =
    /RegisterResource RPC finished: resource:foreign\[pulumi-nodejs:dynamic:Resource\]; err: null, resp: .*/;
const foreignRest = /^\s*,token,{5}[0-9a-f]{32},{3}[0-9a-f]{32},value,{3}[^,]+,+$/;

/** Values that are planted, by who is told of them. */
export interface Planted {
    /** The stack's configuration holds them. */
    readonly ofStack: readonly string[];
    /** Other resources, and outputs, of the stack. */
    readonly ofForeign: readonly string[];
    /** Arguments of provider objects. */
    readonly ofProviders: readonly string[];
    /** Pulumi is never told. */
    readonly unknown: readonly string[];
}

/** A line without what Pulumi itself shows: then there must be nothing left in it. */
export function unexplained(
    where: string,
    line: string,
    planted: Planted,
    secrets: readonly string[],
): string {
    if (!/^(output|tmp)/.test(where)) return line;
    const { ofStack, ofForeign, ofProviders } = planted;
    const without = (text: string, shown: RegExp, allowed: readonly string[]) => {
        const others = secrets.filter((secret) => !allowed.flatMap(partsOf).includes(secret));
        return text.replace(shown, (whole) => (linesWith(whole, others)[0] ? whole : ""));
    };
    return [
        [configure, [...ofStack, ...ofProviders]] as const,
        ...[register, registered].map((shown) => [shown, ofProviders] as const),
        ...[foreignProperty, foreignRegistered, foreignRest].map(
            (shown) => [shown, ofForeign] as const,
        ),
    ].reduce((text, [shown, allowed]) => without(text, shown, allowed), line);
}
