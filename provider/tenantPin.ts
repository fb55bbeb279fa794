import { pinKind, pinProblem } from "../defender/settings/tenantPin";
import type { Settings } from "../defender/settings/settings";
import { configurationFailures, type Bag, type CheckContext, type Checked } from "./checked";
import type { Context } from "./context";
import { TenantPinError } from "./errors";
import type { Place, Runtime } from "./runtime";

/** Whether these inputs, or this state, are a pin's. */
export function isPin(bag: Bag): boolean {
    return bag["__kind"] === pinKind;
}

/**
 * Checks the resource that keeps a tenant in the state, one for the stack's own configuration and
 * one for each provider object. It goes before all files that they serve: a stack that is pointed
 * at another tenant stops before any of them, whatever its files are called now.
 */
export function checkPin(context: CheckContext, olds: Bag, news: Bag): Checked {
    const inputs = { __kind: pinKind };
    if ("problems" in context.configuration)
        return { inputs, failures: configurationFailures(context) };
    const { settings } = context.configuration;
    const tenantId = settings.tenantId ?? news["tenantId"];
    const isFirst = typeof olds["tenantId"] !== "string";
    const broken = isFirst
        ? unconfirmed(settings, context.provider)
        : brokenPin(context, olds, news);
    return {
        inputs: { ...inputs, tenantId, cloud: settings.cloud },
        failures: broken === undefined ? [] : [{ property: "tenantId", reason: broken }],
        pinBroken: broken,
    };
}

/**
 * Proves a tenant before it is pinned, by signing in to it and reading its list, which the files
 * that follow share: a tenant that was mistyped is not kept.
 *
 * @throws {DefenderError} when that fails.
 */
export async function createPin({ client }: Context): Promise<void> {
    await client.list();
}

/**
 * Ends a pin. Nothing stands for it, and those files that it was for are gone before; or the engine
 * was told to replace it (`--replace`, `pulumi state taint`). Then `check` was given no old inputs
 * to compare, and the old pin goes first: it is compared with what this run has checked, maybe in
 * the process of another configuration.
 *
 * @throws {TenantPinError} when the new pin is of another tenant or cloud; the state keeps the old.
 */
export function deletePin(
    { provider, notes }: Pick<Runtime, "provider" | "notes">,
    there: Place,
): void {
    const next = notes().pinOf(provider);
    const problem = next && pinProblem({ there, settings: next, provider });
    if (problem !== undefined) throw new TenantPinError(`${problem}.`);
}

/**
 * Why a state's tenant and cloud are not the configured ones; `undefined` when they are.
 *
 * @param fileName the file whose state it is; a pin's without one.
 */
export function brokenPin(
    { configuration, provider }: CheckContext,
    olds: Bag,
    news: Bag,
    fileName?: string,
): string | undefined {
    if ("problems" in configuration) return undefined;
    return pinProblem({
        there: { tenantId: textOf(olds["tenantId"]), cloud: textOf(olds["cloud"]) },
        settings: configuration.settings,
        defaultTenant: textOf(news["tenantId"]),
        provider,
        fileName,
        ofProgram: true,
        urn: textOf(news["__urn"]),
    });
}

/** A variable that was left over must not decide where a stack's first files go. */
function unconfirmed(
    { tenantId, tenantIdFrom }: Settings,
    provider: string | undefined,
): string | undefined {
    if (tenantIdFrom !== "environment") return undefined;
    const how =
        provider === undefined
            ? `with "pulumi config set mde:tenantId ${String(tenantId)}"`
            : `as the argument tenantId of mde.Provider "${provider}"`;
    return (
        `the tenant ${String(tenantId)} comes from the environment alone, where a left-over ` +
        `variable would send files to the wrong tenant. Nothing was written to it. Confirm it ${how}`
    );
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
