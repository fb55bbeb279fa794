import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { readSettings, type Settings } from "../defender/settings";
import { keyProblems, namespace } from "../defender/settingsKeys";
import { refusal } from "./programRun";

let keysChecked = false;
let settings: Settings | undefined;

/**
 * Checks the names of all `mde:` keys of the stack, once: the provider cannot, for it can only ask
 * for a value by its name.
 *
 * @throws {pulumi.RunError} for a key that does not exist, and for a secret that is set in clear.
 */
export function checkStackKeys(): void {
    if (keysChecked) return;
    const problems = keyProblems({
        keys: Object.keys(pulumi.runtime.allConfig()),
        secretKeys: secretKeys(),
    });
    if (problems.length > 0) {
        const told = problems.map(({ message }) => message).join("\n");
        throw refusal(`${told}\nNothing was registered.`);
    }
    keysChecked = true;
}

/**
 * The stack's own configuration, checked, for resources without a provider of their own.
 *
 * @throws {pulumi.RunError} with all that is wrong with it.
 */
export function stackSettings(): Settings {
    if (settings !== undefined) return settings;
    checkStackKeys();
    const configuration = pulumi.runtime.allConfig();
    const result = readSettings({
        configuration: (name) => configuration[`${namespace}:${name}`],
        environment: process.env,
    });
    if (result.settings === undefined) {
        const told = result.problems.map(({ message }) => message).join("\n");
        throw refusal(`${told}\nNothing was registered.`);
    }
    settings = result.settings;
    if (settings.cloud === "emulator" && !pulumi.runtime.isDryRun()) {
        const where = settings.apiUrl ?? "the folder .pulumi-mde";
        void pulumi.log.warn(
            `These files go to the emulator (${where}), not to a tenant: nothing of this is live.`,
        );
    }
    return settings;
}

/** Forgets what was read: for tests, and for programs that the Automation API runs in one process. */
export function forgetStackSettings(): void {
    keysChecked = false;
    settings = undefined;
}

/** The emulator's tenant of a project and stack: a GUID that is the same at every run. */
export function emulatorTenant(project: string, stack: string): string {
    const hex = createHash("sha256").update(`${project}/${stack}`).digest("hex");
    const at = (from: number, to: number) => hex.slice(from, to);
    return `${at(0, 8)}-${at(8, 12)}-8${at(13, 16)}-8${at(17, 20)}-${at(20, 32)}`;
}

/** Pulumi hands the names of the encrypted keys to the program in this variable. */
function secretKeys(): string[] {
    const listed: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]");
    return Array.isArray(listed) ? listed.filter((key) => typeof key === "string") : [];
}
