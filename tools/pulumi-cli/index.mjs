// Finds a real Pulumi CLI, or gets one.

import { fileURLToPath } from "node:url";

import { buildFromModules, cliVersion, earlierBuild, findGo, oldestGo } from "./build.mjs";
import { downloadRelease, newestInstalledRelease, onPath, pulumiOnPath } from "./releases.mjs";

/**
 * @typedef {object} PulumiCli
 * @property {string} bin the folder to put first on PATH: it holds `pulumi`, and what starts
 *     Node.js programs and dynamic providers is beside it or on PATH
 * @property {string} how where it comes from, as a phrase
 */

/** Neither a Pulumi CLI nor a way to get one is on this machine. */
export class NoPulumiCliError extends Error {
    constructor() {
        super(
            "There is no Pulumi CLI on this machine, its download did not work, and there is no Go " +
                `${oldestGo} or newer to build it with, so nothing was run. Install the CLI ` +
                "(https://www.pulumi.com/docs/install/) or Go (https://go.dev/dl/), and run this again.",
        );
        this.name = "NoPulumiCliError";
    }
}

/**
 * The first of these that is there: `pulumi` on PATH with its Node.js language host; a release that
 * the npm launcher has installed; an earlier build; a release that the npm launcher can download; a
 * build from Pulumi's Go modules (minutes, once, kept in the user's cache folder).
 *
 * @param {{ log: (line: string) => void }} options `log` gets a line before anything that takes time
 * @returns {Promise<PulumiCli>}
 * @throws {NoPulumiCliError} when there is none and none can be had
 * @throws {import("./build.mjs").CliBuildError} when the build fails
 */
export async function findPulumiCli({ log }) {
    const present = pulumiThatIsThere();
    if (present !== undefined) {
        return present;
    }
    if (onPath("npx") !== undefined || process.platform === "win32") {
        log(`No Pulumi CLI here yet: asking the npm package pulumi for release ${cliVersion}.`);
        const bin = await downloadRelease(cliVersion);
        if (bin !== undefined) {
            return { bin, how: "downloaded by the npm package pulumi" };
        }
        log("That download did not work.");
    }
    const go = findGo();
    if (go === undefined) {
        throw new NoPulumiCliError();
    }
    const bin = await buildFromModules(go, { log });
    return { bin, how: `built from Pulumi's Go modules, version ${cliVersion}` };
}

/**
 * What goes before the CLI on PATH where a policy pack is to run: the language host that can be built
 * from modules is too old to start one, every other one is not.
 *
 * @param {string} bin the folder of the CLI, from `findPulumiCli`
 * @returns {string | undefined} a folder; nothing where the CLI needs none
 */
export function policyHostFor(bin) {
    return bin === earlierBuild()
        ? fileURLToPath(new URL("policy-host", import.meta.url))
        : undefined;
}

/**
 * The ways that take no time and no network.
 *
 * @returns {PulumiCli | undefined}
 */
function pulumiThatIsThere() {
    const ways = [
        { bin: pulumiOnPath(), how: "on PATH" },
        { bin: newestInstalledRelease(), how: "installed by the npm package pulumi" },
        { bin: earlierBuild(), how: `built from Pulumi's Go modules, version ${cliVersion}` },
    ];
    for (const { bin, how } of ways) {
        if (bin !== undefined) {
            return { bin, how };
        }
    }
    return undefined;
}
