// The provider's own steps in a process by themselves: no engine, no Pulumi host. Prints the
// processor time of each step per file, as JSON. Started by ownTime.mjs:
//
//     node ownTimeProcess.mjs <emulator's address> <folder with scripts> <tenant>

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const [url = "", folder = "", tenantId = ""] = process.argv.slice(2);

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
/** @type {any} the copy that the provider sends with */
const undici = require("undici");
const { FormData } = undici;

const userFolder = join(folder, "mde");
const content = openContentIndex({ folder: userFolder, now: Date.now });
/** @type {Buffer[]} */
const bodies = [];
const files = readdirSync(join(folder, "scripts")).map((fileName) => {
    const path = join(folder, "scripts", fileName);
    const bytes = readFileSync(path);
    bodies.push(bytes);
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
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / files.length;
}

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

/** What an upload takes that is made of nothing but undici's own `fetch`, four at a time as well. */
const bareUpload = await perFile(inTurns(4, bareUploads(await tokenOf())));

const loadingMs = (loading.user + loading.system) / 1000;
const steps = { checkNew, create, checkSame, diff, read, remove };
process.stdout.write(`${JSON.stringify({ loadingMs, steps, bareUploadMs: bareUpload })}\n`);

/** @returns {Promise<string>} */
async function tokenOf() {
    const answer = await fetch(`${url}/${tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: configuration["mde:clientId"],
            client_secret: configuration["mde:clientSecret"],
            scope: "https://api.securitycenter.microsoft.com/.default",
        }),
    });
    return /** @type {{ access_token: string }} */ (await answer.json()).access_token;
}

/**
 * @param {string} token
 * @returns {(at: number) => Promise<unknown>}
 */
function bareUploads(token) {
    return async (at) => {
        const { fileName, description } = files[at];
        const form = new FormData();
        form.set("Description", description);
        form.set("OverrideIfExists", "true");
        form.set("file", new Blob([bodies[at]]), fileName);
        const headers = { authorization: `Bearer ${token}` };
        const path = `${url}/api/libraryfiles`;
        const answer = await undici.fetch(path, { method: "POST", headers, body: form });
        if (!answer.ok) throw new Error(`an upload was answered with ${String(answer.status)}`);
        return answer.json();
    };
}

/**
 * @param {number} most
 * @param {(at: number) => Promise<unknown>} step
 * @returns {(at: number) => Promise<unknown>} the same, with no more than so many under way
 */
function inTurns(most, step) {
    /** @type {Promise<unknown>[]} */
    const lanes = Array.from({ length: most }, () => Promise.resolve());
    return (at) => {
        const lane = at % most;
        const done = lanes[lane].then(() => step(at));
        lanes[lane] = done;
        return done;
    };
}
