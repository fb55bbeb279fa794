// One tenant: its stack, its configuration, and the release.

import { execFile } from "node:child_process";
import { promisify, stripVTControlCharacters } from "node:util";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation/index.js";

/** @typedef {import("./rollOut.mjs").Outcome} Outcome */
/** @typedef {import("@pulumi/pulumi/automation/index.js").EngineEvent} EngineEvent */

/**
 * Brings the release to one tenant, unless the last run of its stack has done so already: what an
 * interrupted or failed roll-out has finished is not done again.
 *
 * Each tenant's program runs in a process of its own, so that nothing of one tenant can reach another.
 *
 * @param {object} options
 * @param {string} options.folder the Pulumi project's
 * @param {string} options.tenant the name of its stack
 * @param {Readonly<Record<string, unknown>>} options.keys the `mde:` keys of its stack
 * @param {string} options.digest the release's
 * @returns {Promise<Outcome>}
 */
export async function deploy({ folder, tenant, keys, digest }) {
    const started = performance.now();
    /** @type {(outcome: Pick<Outcome, "result"> & Partial<Outcome>) => Outcome} */
    const outcome = (known) => {
        const seconds = Math.round((performance.now() - started) / 100) / 10;
        return { changes: "", reason: "", ...known, seconds };
    };
    /** @type {string[]} */
    const errors = [];
    /** @type {Map<string, number>} */
    const operations = new Map();
    try {
        const workspace = await openWorkspace(folder, { RELEASE_DIGEST: digest });
        await initStack(workspace, tenant);
        const stack = await Stack.select(tenant, workspace);
        await configure(stack, keys);
        if (await runs(stack, { digest, tenantId: keys.tenantId })) {
            return outcome({ result: "current" });
        }
        await stack.up({
            suppressProgress: true,
            onEvent: (event) => {
                noteError(event, errors);
                noteOperation(event, operations);
            },
        });
        if (!(await runs(stack, { digest, tenantId: keys.tenantId }))) {
            throw new Error(
                "the run succeeded, and the stack's release is another one all the same.",
            );
        }
        return outcome({ result: "updated", changes: changesText(operations) });
    } catch (error) {
        const reason = errors.join("\n") || said(error);
        return outcome({ result: "failed", changes: changesText(operations), reason });
    }
}

/**
 * No stack is selected in it: the next bare "pulumi up" in this folder is not to go to the tenant that was
 * the last one here. Each run names its stack.
 *
 * @param {string} folder
 * @param {Record<string, string>} [envVars]
 */
async function openWorkspace(folder, envVars = {}) {
    const workspace = await LocalWorkspace.create({ workDir: folder, envVars });
    workspace.selectStack = () => Promise.resolve();
    return workspace;
}

/**
 * Makes a stack where there is none, and does not select it either.
 *
 * @param {LocalWorkspace} workspace
 * @param {string} name
 */
async function initStack({ pulumiCommand, workDir }, name) {
    const words = ["stack", "init", name, "--no-select", "--non-interactive"];
    try {
        await promisify(execFile)(pulumiCommand.command, words, { cwd: workDir });
    } catch (error) {
        if (!/already exists/.test(said(error))) {
            throw error;
        }
    }
}

/**
 * Gives a stack the keys of the file. What the file no longer says goes (as an "onDrift" that was
 * meant for one time), but for secrets, which it never says.
 *
 * @param {Stack} stack
 * @param {Readonly<Record<string, unknown>>} keys
 */
async function configure(stack, keys) {
    const before = Object.entries(await stack.getAllConfig());
    const gone = before
        .filter(([key, { secret }]) => /^mde:/.test(key) && !secret && !(key.slice(4) in keys))
        .map(([key]) => key);
    if (gone.length > 0) {
        await stack.removeAllConfig(gone);
    }
    const entries = Object.entries(keys).map(
        ([key, value]) => /** @type {const} */ ([`mde:${key}`, { value: String(value) }]),
    );
    await stack.setAllConfig(Object.fromEntries(entries));
}

/**
 * Whether a tenant has the release, by the state of its stack; nothing is made where there is none.
 *
 * @param {Parameters<typeof deploy>[0]} options
 */
export async function hasRelease({ folder, tenant, keys, digest }) {
    const workspace = await openWorkspace(folder);
    const stacks = await workspace.listStacks();
    const isThere = stacks.some(({ name }) => name === tenant);
    return (
        isThere && runs(await Stack.select(tenant, workspace), { digest, tenantId: keys.tenantId })
    );
}

/**
 * Whether the stack's last run was an "up" that succeeded, with this release and in this tenant.
 *
 * @param {Stack} stack
 * @param {{ digest: string, tenantId: unknown }} wanted
 */
async function runs(stack, { digest, tenantId }) {
    const [last] = await stack.history(1, 1);
    if (last?.kind !== "update" || last.result !== "succeeded") {
        return false;
    }
    const { release } = await stack.outputs();
    const { value } = release ?? {};
    return value?.digest === digest && value.tenantId === String(tenantId).toLowerCase();
}

/**
 * @param {EngineEvent} event
 * @param {string[]} errors
 */
function noteError({ diagnosticEvent: told }, errors) {
    // Pulumi's own last word on a run that failed tells nothing.
    if (told?.severity !== "error" || /^(update|preview) failed$/.test(plain(told.message))) {
        return;
    }
    const text = plain(told.message);
    if (!errors.includes(text)) {
        errors.push(text);
    }
}

/**
 * @param {EngineEvent} event
 * @param {Map<string, number>} operations
 */
function noteOperation({ resOutputsEvent: done }, operations) {
    if (done?.metadata.type === "pulumi-nodejs:dynamic/mde:LibraryFile") {
        operations.set(done.metadata.op, (operations.get(done.metadata.op) ?? 0) + 1);
    }
}

/** @param {ReadonlyMap<string, number>} operations */
function changesText(operations) {
    return [...operations].map(([op, count]) => `${String(count)} ${op}`).join(", ");
}

/**
 * What the CLI said in its own stream; never its command line.
 *
 * @param {unknown} error
 */
function said(error) {
    const { commandResult, stderr, message } =
        /** @type {Error & { commandResult?: { stderr?: string }, stderr?: string }} */ (error);
    const text = plain(commandResult?.stderr || stderr || withoutCommand(message));
    return /^error: (.+)$/m.exec(text)?.[1] ?? text;
}

/** @param {string} message */
function withoutCommand(message) {
    return /^Command failed/.test(message) ? "the Pulumi CLI was ended, and said nothing" : message;
}

/**
 * A message without the engine's marks for colours, and without what a terminal acts on.
 *
 * @param {string} message
 */
function plain(message) {
    const text = stripVTControlCharacters(message.replace(/<\{%[^%]*%\}>/g, ""));
    return text.replace(/[^\P{C}\n\t]/gu, "?").trim();
}
