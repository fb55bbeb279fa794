// Where the rest of the time goes, and which of Pulumi's settings help: this provider alone.

import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { pulumi } from "./contenders.mjs";
import { writeFiles } from "./files.mjs";
import { measure } from "./measure.mjs";

/**
 * @typedef {object} Variant
 * @property {string} name as somebody sets it
 * @property {string} price
 * @property {Readonly<Record<string, string>>} [environment]
 * @property {number} [parallel]
 * @property {true} [empty] with no file at all
 */

/** @type {readonly Variant[]} */
const variants = [
    { name: "as it is", price: "" },
    {
        name: "no file at all",
        price: "what is left: starting the CLI, its language host, Node and the SDK",
        empty: true,
    },
    {
        name: "`PULUMI_SKIP_CHECKPOINTS=true`",
        price:
            "the state is written once, at the end: after a crash it knows nothing of what went " +
            "up, and the next `up` finds the files there and takes them over",
        environment: { PULUMI_SKIP_CHECKPOINTS: "true" },
    },
    {
        name: "`PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS=true`",
        price: "no `.bak` of the state beside it",
        environment: { PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true" },
    },
    {
        name: "`PULUMI_DIY_BACKEND_GZIP=true`",
        price: "none where the state goes over a network; on a disk it costs processor time",
        environment: { PULUMI_DIY_BACKEND_GZIP: "true" },
    },
    {
        name: "`PULUMI_PARALLEL_DIFF=true`",
        price: "none known",
        environment: { PULUMI_PARALLEL_DIFF: "true" },
    },
    {
        name: "`--parallel 4`",
        price: "none: no more uploads than four are under way anyway",
        parallel: 4,
    },
    {
        name: "`--parallel 64`",
        price: "none: no more uploads than four are under way anyway",
        parallel: 64,
    },
];

/**
 * @typedef {object} VariantResult
 * @property {string} name
 * @property {string} price
 * @property {number} files
 * @property {number} coldMs
 * @property {number | undefined} coldCpuMs
 * @property {number} noopMs
 */

/**
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.files
 * @param {import("./files.mjs").Sizes} options.sizes
 * @param {number} options.parallel
 * @param {string} options.bin
 * @param {import("./emulatorOnPort.mjs").EmulatorOnPort} options.emulator
 * @param {(line: string) => void} options.say
 * @returns {Promise<VariantResult[]>}
 */
export async function measureSettings({ folder, files, sizes, parallel, bin, emulator, say }) {
    const results = [];
    for (const [at, { name, price, environment, empty, ...own }] of variants.entries()) {
        const cwd = join(folder, `setting-${String(at)}`);
        mkdirSync(cwd);
        const count = empty === true ? 0 : files;
        writeFiles(cwd, count, sizes);
        const ready = pulumi("pulumiMde")({
            folder: cwd,
            url: emulator.url,
            tenantId: randomUUID(),
            parallel: own.parallel ?? parallel,
            bin,
            environment,
        });
        const log = join(folder, "settings.log");
        const cold = await measure({ ...(await ready.command("cold")), cwd, log });
        const noop = await measure({ ...(await ready.command("noop")), cwd, log });
        rmSync(cwd, { recursive: true, force: true });
        say(`${String(count)} files, ${name}: ${String(Math.round(cold.wallMs))} ms`);
        results.push({
            name,
            price,
            files: count,
            coldMs: cold.wallMs,
            coldCpuMs: cold.cpuMs,
            noopMs: noop.wallMs,
        });
    }
    return results;
}
