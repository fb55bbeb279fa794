// The provider's own steps in a process by themselves: no engine, no Pulumi host. Prints the
// processor time of each step per file, as JSON. Started by ownTime.mjs:
//
//     node ownTimeProcess.mjs <emulator's address> <folder with scripts> <tenant>
//
// What a process does once (loading modules, those of a sign-in and of the network too) is told
// apart from what it does for each file.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const [url = "", folder = "", tenantId = ""] = process.argv.slice(2);

/** @param {NodeJS.CpuUsage} usage */
const ms = ({ user, system }) => (user + system) / 1000;

const before = process.cpuUsage();
/** @type {typeof import("../../dist/provider/dynamicDoor.js")} */
const { dynamicDoor } = require("../../dist/provider/dynamicDoor.js");
/** @type {typeof import("../../dist/provider/runtime.js")} */
const { createRuntime } = require("../../dist/provider/runtime.js");
/** @type {typeof import("../../dist/provider/client.js")} */
const { libraryClientOf } = require("../../dist/provider/client.js");
/** @type {typeof import("../../dist/library/contentIndex.js")} */
const { openContentIndex } = require("../../dist/library/contentIndex.js");
const loading = process.cpuUsage(before);

const userFolder = join(folder, "mde");
const content = openContentIndex({ folder: userFolder, now: Date.now });
const files = readdirSync(join(folder, "scripts")).map((fileName) => {
    const path = join(folder, "scripts", fileName);
    const bytes = readFileSync(path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    content.notePlace(sha256, path);
    const texts = { description: `What ${fileName} collects for a responder` };
    return {
        fileName,
        sha256,
        size: bytes.length,
        source: `scripts/${fileName}`,
        ...texts,
        tenantId,
    };
});
/** @type {Record<string, string>} */
const configuration = {
    "mde:tenantId": tenantId,
    "mde:clientId": "aaaabbbb-cccc-4ddd-8eee-ffff00001111",
    "mde:clientSecret": "bench~client~secret",
    "mde:apiUrl": url,
    "mde:authorityUrl": url,
    "mde:callsPerMinute": "0",
    "mde:callsPerHour": "0",
};

/**
 * @param {number} run the address of its engine: one run does not delete what it has made itself
 * @returns {any} a provider as a new process has it: it knows no list and no token
 */
function provider(run) {
    const log = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
    /** @type {NodeJS.ProcessEnv} */
    const environment = {};
    const door = dynamicDoor((key) =>
        createRuntime({
            configuration: key,
            environment,
            userFolder,
            engine: `127.0.0.1:${String(run)}`,
            hasProgram: () => Promise.resolve(true),
            now: Date.now,
            log,
            client: (settings, tenant) =>
                libraryClientOf({
                    settings,
                    tenantId: tenant,
                    projectFolder: folder,
                    environment,
                    log,
                }),
        }),
    );
    const config = { get: (/** @type {string} */ key) => configuration[key] };
    void door.configure?.(/** @type {any} */ ({ config }));
    return door;
}

/**
 * @param {(at: number) => Promise<unknown>} step
 * @returns {Promise<number>} its processor time per file in milliseconds
 */
async function perFile(step) {
    const start = process.cpuUsage();
    // As the engine: checks come one after the other, the others side by side.
    await Promise.all(files.map((_, at) => step(at)));
    return ms(process.cpuUsage(start)) / files.length;
}

const beforeSignIn = process.cpuUsage();
const none = { fileName: "none", sha256: "0".repeat(64), tenantId, cloud: "emulator" };
await provider(0).read(`${tenantId}/none`, none);
const signIn = process.cpuUsage(beforeSignIn);

const first = provider(1);
/** @type {any[]} */
const inputs = [];
/** @type {any[]} */
const made = [];
const checkNew = await perFile(async (at) => {
    inputs[at] = (await first.check({}, files[at])).inputs;
});
const create = await perFile(async (at) => {
    made[at] = await first.create(inputs[at]);
});
const second = provider(2);
const checkSame = await perFile(async (at) => second.check(inputs[at], files[at]));
const diff = await perFile(async (at) => second.diff(made[at].id, made[at].outs, inputs[at]));
const third = provider(3);
const read = await perFile(async (at) => third.read(made[at].id, made[at].outs));
const remove = await perFile(async (at) => third.delete(made[at].id, made[at].outs));

const steps = { checkNew, create, checkSame, diff, read, remove };
process.stdout.write(
    `${JSON.stringify({ loadingMs: ms(loading), signInMs: ms(signIn), steps })}\n`,
);
