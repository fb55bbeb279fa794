// npm run bench:fleet [-- --tenants 12] [--at-once 1,2,4] [--out FILE]
//
// What a tenant costs whom examples/fleet brings a release to, with so many at a time, on the real Pulumi
// CLI and the emulator on a port. Writes its table into docs/scale.md, between its marks.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { format, resolveConfig } from "prettier";
import { parse, stringify } from "yaml";

import { pulumiEnvironment } from "../../tools/pulumi-cli/environment.mjs";
import { findPulumiCli } from "../../tools/pulumi-cli/index.mjs";
import { startEmulator } from "./emulatorOnPort.mjs";
import { machineOf } from "./machine.mjs";
import { measure } from "./measure.mjs";
import { megabytes, seconds, table, times } from "./numbers.mjs";

const BEGIN = "<!-- Written by `npm run bench:fleet`: what is changed here is lost. -->";
const END = "<!-- To here. -->";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples", "fleet");
const { values: flags } = parseArgs({
    options: {
        tenants: { type: "string", default: "12" },
        "at-once": { type: "string", default: "1,2,4" },
        out: { type: "string", default: join(root, "docs", "scale.md") },
    },
});
const count = Number(flags.tenants);
const { bin } = await findPulumiCli({ log: (line) => void process.stderr.write(`${line}\n`) });

mkdirSync(join(root, ".e2e"), { recursive: true });
const folder = mkdtempSync(join(root, ".e2e", "bench-fleet-"));
const emulator = await startEmulator({ folder, rateLimit: false });
try {
    const machine = machineOf({ root, bin });
    const rows = [];
    for (const atOnce of flags["at-once"].split(",").map(Number)) {
        rows.push({ atOnce, ...(await measureFleet(atOnce)) });
    }
    await write(report(rows, machine));
} finally {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
}

/**
 * @typedef {object} Row
 * @property {number} atOnce
 * @property {import("./measure.mjs").Measured} fresh
 * @property {import("./measure.mjs").Measured} again
 * @property {number} calls for all tenants
 * @property {number} callsAgain
 * @property {number} files of each tenant
 */

/**
 * @param {number} atOnce
 * @returns {Promise<Omit<Row, "atOnce">>}
 */
async function measureFleet(atOnce) {
    const own = join(folder, String(atOnce));
    const checkout = join(own, "checkout");
    const backend = join(own, "backend");
    mkdirSync(backend, { recursive: true });
    cpSync(example, checkout, { recursive: true, filter: (path) => !path.includes(".pulumi-mde") });
    const { tenants } = parse(readFileSync(join(example, "tenants.yaml"), "utf8"));
    // Tenants of this turn alone: the emulator keeps what the one before has brought up.
    const chosen = Object.keys(tenants)
        .slice(0, count)
        .map((name, at) => [name, { tenantId: tenantOf(atOnce, at + 1) }]);
    writeFileSync(
        join(checkout, "tenants.yaml"),
        stringify({ tenants: Object.fromEntries(chosen) }),
    );
    const env = {
        ...pulumiEnvironment({ bin, backend, home: join(own, "home"), passphrase: "" }),
        PULUMI_MDE_HOME: join(own, "mde"),
        ARM_CLIENT_ID: "11112222-bbbb-3333-cccc-4444dddd5555",
        ARM_CLIENT_SECRET: "any",
        MDE_API_URL: emulator.url,
        MDE_AUTHORITY_URL: emulator.url,
    };
    const pulumi = (/** @type {string[]} */ ...words) =>
        execFileSync(join(bin, "pulumi"), [...words, "--stack", "development"], {
            cwd: checkout,
            env,
            stdio: ["ignore", "ignore", "inherit"],
        });
    pulumi("stack", "init");
    pulumi("config", "set", "mde:tenantId", tenantOf(atOnce, 0));
    pulumi("up", "--yes", "--skip-preview", "--non-interactive");
    const command = [join(root, "dist/cli/main.js"), "release", "--stack", "development"];
    const release = execFileSync(process.execPath, command, { cwd: checkout, env });
    writeFileSync(join(checkout, "release.json"), release);
    await emulator.calls();

    const run = () =>
        measure({
            file: process.execPath,
            words: ["fleet.mjs", "--at-once", String(atOnce)],
            cwd: checkout,
            env,
            log: join(own, "fleet.log"),
            watch: /fleet\.mjs/,
        });
    const fresh = await run();
    const calls = (await emulator.calls()).length;
    const again = await run();
    const callsAgain = (await emulator.calls()).length;
    return { fresh, calls, again, callsAgain, files: JSON.parse(String(release)).count };
}

/**
 * @param {number} turn
 * @param {number} at
 */
function tenantOf(turn, at) {
    return `00001111-aaaa-2222-${String(turn).padStart(4, "0")}-${String(at).padStart(12, "0")}`;
}

/**
 * @param {readonly Row[]} rows
 * @param {import("./machine.mjs").Machine} machine
 */
function report(rows, { commit, date, processor, memory, system, load, node, cli }) {
    const [first] = rows;
    const cpu = (/** @type {number | undefined} */ ms) =>
        seconds(ms === undefined ? undefined : ms / count);
    return [
        `${String(count)} tenants with ${String(first.files)} files each, commit ${commit}, ${date}; ` +
            `${processor}, ${memory}, ${system}; Node ${node}, Pulumi CLI ${cli}, a file backend; ` +
            `load when it began: ${load}. The emulator runs beside it, so that the way to Microsoft ` +
            `is not in these figures. All rows are of one run.`,
        "",
        table(
            [
                "at once",
                "all tenants",
                `against ${String(first.atOnce)} at once`,
                "a tenant",
                "processor time of a tenant",
                "calls of a tenant",
                "nothing to do: a tenant",
                "calls then",
                "memory of fleet.mjs",
            ],
            rows.map(({ atOnce, fresh, again, calls, callsAgain }) => [
                String(atOnce),
                seconds(fresh.wallMs),
                times(fresh.wallMs / first.fresh.wallMs),
                seconds(fresh.wallMs / count),
                cpu(fresh.cpuMs),
                String(calls / count),
                seconds(again.wallMs / count),
                String(callsAgain),
                megabytes(fresh.peakBytes),
            ]),
        ),
    ].join("\n");
}

/** @param {string} text */
async function write(text) {
    const { out } = flags;
    const before = readFileSync(out, "utf8");
    const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
    if (begin === -1 || end < begin) {
        throw new Error(`${out} has no place for the table: ${BEGIN} ... ${END}`);
    }
    const after = `${before.slice(0, begin)}${BEGIN}\n\n${text}\n\n${before.slice(end)}`;
    const options = await resolveConfig(join(root, "docs", "scale.md"));
    writeFileSync(out, await format(after, { ...options, parser: "markdown" }));
    process.stderr.write(`The table is in ${out}\n`);
}
