import * as pulumi from "@pulumi/pulumi";

import { readSettings, type Settings, type SettingsResult } from "../defender/settings/settings";
import { keyProblems, namespace } from "../defender/settings/settingsKeys";
import { programRun, refusal } from "./programRun";

/**
 * Checks the names of all `mde:` keys of the stack: the provider cannot, for it can only ask for
 * a value by its name.
 *
 * @throws {pulumi.RunError} for a key that does not exist, and for a secret that is set in clear.
 */
export function checkStackKeys(): void {
    const run = programRun();
    if (run.keysChecked === true) return;
    const keys = Object.keys(pulumi.runtime.allConfig());
    const problems = keyProblems({ keys, secretKeys: keys.filter(isSecretKey) });
    if (problems.length > 0) {
        const told = problems.map(({ message }) => message).join("\n");
        throw refusal(`${told}\nNothing was registered.`);
    }
    run.keysChecked = true;
}

/**
 * The stack's own configuration, checked, for resources without a provider of their own.
 *
 * @throws {pulumi.RunError} with all that is wrong with it.
 */
export function stackSettings(): Settings {
    const run = programRun();
    if (run.settings !== undefined) return run.settings;
    checkStackKeys();
    const result = readStackSettings();
    if (result.settings === undefined) {
        const told = result.problems.map(({ message }) => message).join("\n");
        throw refusal(`${told}\nNothing was registered.`);
    }
    run.settings = result.settings;
    warnOnce(result.settings);
    return result.settings;
}

function readStackSettings(): SettingsResult {
    const configuration = pulumi.runtime.allConfig();
    return readSettings({
        configuration: (name) => configuration[`${namespace}:${name}`],
        environment: process.env,
    });
}

/** Tells what a person should know before anything goes anywhere, and each thing once. */
export function warnOnce(settings: Settings): void {
    const { told } = programRun();
    const warnings = [...settings.warnings];
    if (settings.cloud === "emulator" && !pulumi.runtime.isDryRun()) {
        const where = settings.apiUrl ?? "the folder .pulumi-mde";
        warnings.push(
            `These files go to the emulator (${where}), not to a tenant: nothing of this is live.`,
        );
    }
    for (const warning of warnings.filter((one) => !told.has(one))) {
        told.add(warning);
        void pulumi.log.warn(warning);
    }
}

/**
 * Whether a key is encrypted. Pulumi tells the program in a variable of the environment, and a
 * program that the Automation API runs by this function alone, which its types leave out.
 */
function isSecretKey(key: string): boolean {
    const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
    if (isConfigSecret !== undefined) return isConfigSecret(key);
    const listed: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]");
    return Array.isArray(listed) && listed.includes(key);
}
