import { pinKind, pinProblem } from "../defender/settings/tenantPin";
import type { Settings } from "../defender/settings/settings";
import type { PinNote } from "../library/runNoteLines";
import type { RunNotes } from "../library/runNotes";
import { configurationFailures, type Bag, type CheckContext, type Checked } from "./checked";
import type { Context } from "./context";
import type { DiffResult } from "./diff";
import { TenantPinError } from "./errors";
import type { Runtime } from "./runtime";

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
    const inputs = { __kind: pinKind, __pin: pinOf(news["__urn"]) };
    if ("problems" in context.configuration)
        return { inputs, failures: configurationFailures(context) };
    const { settings } = context.configuration;
    const tenantId = settings.tenantId ?? news["tenantId"];
    const isFirst = typeof olds["tenantId"] !== "string";
    const broken =
        (isFirst ? unconfirmed(settings, context.provider) : brokenPin(context, olds, news)) ??
        strayed(context, news, "the pin");
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

/** A pin changes in what identifies it alone: its provider object was renamed, with an alias. */
export function diffPin(olds: Bag, news: Bag): DiffResult {
    const changes = olds["__pin"] !== news["__pin"];
    return { changes, replaces: [], deleteBeforeReplace: false };
}

/** Notes a pin that was checked, with which an old one of its place is compared. */
export function notePin(notes: RunNotes, inputs: Bag, news: Bag): void {
    const [pin, urn] = [textOf(inputs["__pin"]), textOf(news["__urn"])];
    const [tenantId, cloud] = [textOf(inputs["tenantId"]), textOf(inputs["cloud"])];
    if ([pin, urn, tenantId, cloud].includes(undefined)) return;
    notes.pinned({ pin, urn, tenantId, cloud } as PinNote);
}

/**
 * Ends a pin. Nothing stands for it, and those files that it was for are gone before; or the engine
 * was told to replace it (`--replace`, `pulumi state taint`). Then `check` was given no old inputs
 * to compare, and the old pin goes first: it is compared with what this run has checked, maybe in
 * the process of another configuration.
 *
 * @throws {TenantPinError} when the new pin is of another tenant or cloud; the state keeps the old.
 */
export async function deletePin(
    { provider, notes, hasProgram }: Pick<Runtime, "provider" | "notes" | "hasProgram">,
    state: Bag,
): Promise<void> {
    const pin = textOf(state["__pin"]);
    if (pin === undefined || !(await hasProgram())) return;
    const next = notes().pinNote(pin);
    if (next === undefined) return;
    const there = { tenantId: textOf(state["tenantId"]), cloud: textOf(state["cloud"]) };
    const problem = pinProblem({ there, settings: next, provider, urn: next.urn });
    if (problem !== undefined) throw new TenantPinError(`${problem}.`);
}

/**
 * Why what serves a resource is not what the program took it to be served by; `undefined` when it is.
 * The program pins, claims and notes by the options that it sees; a transformation comes after them.
 */
export function strayed(
    { configuration, provider }: CheckContext,
    news: Bag,
    which: string,
): string | undefined {
    const meant = textOf(news["tenantId"])?.toLowerCase();
    const here = "problems" in configuration ? undefined : configuration.settings.tenantId;
    if (meant === undefined || here === undefined || meant === here) return undefined;
    const by =
        provider === undefined ? "the stack's own configuration" : `mde.Provider "${provider}"`;
    return (
        `the program means ${which} for tenant ${meant}, but it is served by ${by}, which names tenant ` +
        `${here}: a transformation has given it another provider object. It was not touched in ` +
        `either. Give it the option "provider" where it is made`
    );
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

/** Of a URN without stack and project, which a stack that is renamed changes. */
const pinOf = (urn: unknown) => textOf(urn)?.split("::").slice(2).join("::");

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
