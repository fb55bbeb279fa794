// The environment in which a run of the Pulumi CLI touches nothing of the user's own Pulumi.

import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { executable } from "./releases.mjs";

/**
 * The whole environment of a run with a backend and a home of its own: this process's environment
 * without its `PULUMI_*` variables (a login, a stack, a token), with these instead.
 *
 * @param {object} run
 * @param {string} run.bin the folder of the CLI, from `findPulumiCli`
 * @param {string} run.backend a folder (it must exist) for the state of the stacks
 * @param {string} run.home a folder for Pulumi's own files
 * @param {string} run.passphrase for secrets in the state; may be empty
 * @returns {Record<string, string>}
 */
export function pulumiEnvironment({ bin, backend, home, passphrase }) {
    /** @type {Record<string, string>} */
    const environment = {};
    let path = "";
    for (const [name, value] of Object.entries(process.env)) {
        if (value === undefined || name.startsWith("PULUMI_")) {
            continue;
        }
        // Windows calls it Path.
        if (name.toUpperCase() === "PATH") {
            path = value;
        } else {
            environment[name] = value;
        }
    }
    return {
        ...environment,
        PATH: [...ownNodeBefore(bin), bin, path].join(delimiter),
        PULUMI_BACKEND_URL: pathToFileURL(resolve(backend)).href,
        PULUMI_CONFIG_PASSPHRASE: passphrase,
        PULUMI_HOME: resolve(home),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}

/**
 * A CLI in /usr/local/bin must not bring an older Node.js that lies beside it.
 *
 * @param {string} bin
 * @returns {string[]}
 */
function ownNodeBefore(bin) {
    return existsSync(join(bin, executable("node"))) ? [dirname(process.execPath)] : [];
}
