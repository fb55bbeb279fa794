// What a figure depends on beside the code.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";

import { executable, onPath } from "../../tools/pulumi-cli/releases.mjs";

const require = createRequire(import.meta.url);

/**
 * @typedef {object} Machine
 * @property {string} commit and whether the files are as it has them
 * @property {string} date
 * @property {string} processor
 * @property {string} memory
 * @property {string} system
 * @property {string} load how busy it was when the run began
 * @property {string} node
 * @property {string} cli
 * @property {string} sdk
 * @property {string | undefined} terraform
 */

/**
 * @param {{ root: string, bin: string }} options
 * @returns {Machine}
 */
export function machineOf({ root, bin }) {
    const said = (/** @type {string} */ file, /** @type {string[]} */ ...words) =>
        execFileSync(file, words, { cwd: root, encoding: "utf8" }).trim();
    const changed = said("git", "status", "--porcelain", "--", ".", ":!docs/benchmarks.md") !== "";
    const commit = said("git", "rev-parse", "--short=12", "HEAD");
    const [first] = cpus();
    const terraform = onPath("terraform");
    return {
        commit: changed ? `${commit}, with changes that are not in it` : commit,
        date: new Date().toISOString().slice(0, 10),
        processor: `${String(cpus().length)} × ${first?.model.trim() ?? "unknown"}`,
        memory: `${String(Math.round(totalmem() / 2 ** 30))} GiB`,
        system: `${process.platform} ${process.arch}`,
        load: loadavg()[0].toFixed(1),
        node: process.versions.node,
        cli: said(join(bin, executable("pulumi")), "version"),
        sdk: /** @type {{ version: string }} */ (require("@pulumi/pulumi/package.json")).version,
        terraform:
            terraform === undefined ? undefined : /v(\S+)/.exec(said(terraform, "version"))?.[1],
    };
}
