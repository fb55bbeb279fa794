// The status of many tenants: the command as a process, the emulator on a port in this one.

import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/**
 * @typedef {object} StatusRun
 * @property {number} tenants
 * @property {number} files in each tenant
 * @property {number} wallMs of the whole command, its start included
 * @property {number} refused how many calls got 429
 * @property {Record<string, number>} calls by kind, discovery left out
 * @property {Record<string, number>} found how many files are in each condition, of all tenants
 * @property {number} calledMost how often a tenant takes a kind of call in a window
 * @property {number} windowMs
 */

/**
 * Each tenant but every tenth runs the release; those are behind in every fifth file.
 *
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.tenants
 * @param {number} options.files
 * @param {number} options.windowMs what stands for a minute
 * @returns {Promise<StatusRun>}
 */
export async function measureStatus({ folder, tenants, files, windowMs }) {
    /** @type {typeof import("../../dist/emulator/index.js")} */
    const { createEmulator, memoryStore, serveEmulator } = require("../../dist/emulator/index.js");
    const calledMost = 100;
    const rateLimit = { perMinute: calledMost, minuteMs: windowMs };
    const emulator = createEmulator({
        store: memoryStore(),
        behaviour: { service: { rateLimit } },
    });
    const ids = Array.from({ length: tenants }, () => randomUUID());
    const isBehind = (/** @type {number} */ tenant) => tenant % 10 === 9;
    const put = async (/** @type {boolean} */ old) => {
        for (const [tenant, id] of ids.entries())
            for (let file = 0; file < files; file += 1)
                if ((isBehind(tenant) && file % 5 === 4) === old)
                    await emulator
                        .library(id)
                        .put(nameOf(file), old ? `old ${String(file)}` : contentOf(file));
    };
    // What is behind was there first.
    await put(true);
    await sleep(5);
    await put(false);
    const served = await serveEmulator(emulator, { port: 0 });
    try {
        const cwd = mkdtempSync(join(folder, "status-"));
        writeFileSync(join(cwd, "release.json"), JSON.stringify(releaseOf(files)));
        writeFileSync(join(cwd, "tenants.yaml"), tenantsFile(ids));
        const words = [
            "status",
            "--tenants",
            "tenants.yaml",
            "--release",
            "release.json",
            "--json",
        ];
        const started = performance.now();
        const child = spawn(process.execPath, [main, ...words], {
            cwd,
            env: {
                PATH: process.env["PATH"],
                ARM_CLIENT_ID: randomUUID(),
                ARM_CLIENT_SECRET: "bench~client~secret",
                MDE_API_URL: served.url,
                MDE_AUTHORITY_URL: served.url,
            },
            stdio: ["ignore", "pipe", "inherit"],
        });
        const ended = once(child, "exit");
        const said = await text(child.stdout);
        await ended;
        const wallMs = performance.now() - started;
        /** @type {import("../../cli/status/statusReport.js").StatusReport} */
        const report = JSON.parse(said);
        const entries = emulator.journal.entries.filter(({ call }) => call !== "discovery");
        return {
            tenants,
            files,
            wallMs,
            calledMost,
            windowMs,
            refused: entries.filter(({ status }) => status === 429).length,
            calls: counted(entries.map(({ call }) => call)),
            found: counted(
                report.files.flatMap((file) => file.tenants.map(({ condition }) => condition)),
            ),
        };
    } finally {
        await served.close();
    }
}

const nameOf = (/** @type {number} */ file) => `Collect-${String(file).padStart(3, "0")}.ps1`;
const contentOf = (/** @type {number} */ file) => `Get-Process # ${String(file)}`;

/** @param {number} count */
function releaseOf(count) {
    /** @type {typeof import("../../dist/library/release.js")} */
    const release = require("../../dist/library/release.js");
    const files = Array.from({ length: count }, (_, file) => ({
        fileName: nameOf(file),
        sha256: createHash("sha256").update(contentOf(file)).digest("hex"),
        description: "",
        parametersDescription: "",
        hasParameters: false,
    }));
    const made = release.releaseOf({ tenantId: randomUUID(), cloud: "emulator", files });
    // After all that was put there: what differs was there before.
    return { ...made, time: new Date(Date.now() + 1000).toISOString() };
}

/** @param {readonly string[]} ids */
function tenantsFile(ids) {
    const tenants = ids.map((id, at) => `  Customer ${String(at)}: { tenantId: ${id} }\n`);
    return `tenants:\n${tenants.join("")}`;
}

/**
 * @param {readonly string[]} words
 * @returns {Record<string, number>}
 */
function counted(words) {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
    return counts;
}
