// Uploads at the rate limit, with a window at scale: the client of the provider, on the network.

import { createHash, randomUUID } from "node:crypto";
import { createRequire } from "node:module";

import { startEmulator } from "./emulatorOnPort.mjs";

const require = createRequire(import.meta.url);

/**
 * @typedef {object} AtTheLimit
 * @property {number} files
 * @property {number} calls how many the service takes in a window
 * @property {number} windowMs
 * @property {number} wallMs from the first upload to the last answer; the sign-in and the list before
 *     it are left out, for they do not get shorter with the window
 * @property {number} leastMs what no client can go below: whole windows before the last call
 * @property {number} refused how many calls got 429
 */

/**
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.files
 * @param {number} options.calls
 * @param {number} options.windowMs
 * @returns {Promise<AtTheLimit>}
 */
export async function measureAtTheLimit({ folder, files, calls, windowMs }) {
    const emulator = await startEmulator({
        folder,
        rateLimit: { perMinute: calls, minuteMs: windowMs },
    });
    try {
        const client = clientOf(emulator.url, { calls, windowMs, folder });
        await client.list();
        const started = performance.now();
        await Promise.all(
            Array.from({ length: files }, (_, at) => {
                const bytes = Buffer.from(`Get-Process # ${String(at)}`);
                return client.upload({
                    fileName: `Collect-${String(at)}.ps1`,
                    sha256: createHash("sha256").update(bytes).digest("hex"),
                    texts: { description: "", parametersDescription: "", hasParameters: false },
                    overrideIfExists: false,
                    content: () => Promise.resolve(bytes),
                });
            }),
        );
        const wallMs = performance.now() - started;
        const refused = (await emulator.calls()).filter(({ status }) => status === 429).length;
        const leastMs = Math.floor((files - 1) / calls) * windowMs;
        return { files, calls, windowMs, wallMs, leastMs, refused };
    } finally {
        await emulator.close();
    }
}

/**
 * The client as the provider makes it, but for the length of its minute, which no configuration
 * key sets.
 *
 * @param {string} url
 * @param {{ calls: number, windowMs: number, folder: string }} options
 */
function clientOf(url, { calls, windowMs, folder }) {
    /** @type {typeof import("../../dist/defender/index.js")} */
    const defender = require("../../dist/defender/index.js");
    /** @type {typeof import("../../dist/provider/client.js")} */
    const { connectionOf } = require("../../dist/provider/client.js");
    /** @type {typeof import("../../dist/defender/settings/settings.js")} */
    const { readSettings } = require("../../dist/defender/settings/settings.js");
    const tenantId = randomUUID();
    const log = () => undefined;
    const { settings, problems } = readSettings({
        configuration: (key) =>
            new Map([
                ["tenantId", tenantId],
                ["clientId", randomUUID()],
                ["clientSecret", "bench~client~secret"],
                ["apiUrl", url],
                ["authorityUrl", url],
            ]).get(key),
        environment: {},
    });
    if (settings === undefined) throw new Error(problems.map(({ message }) => message).join(" "));
    const { endpoints, credential } = connectionOf({
        settings,
        tenantId,
        projectFolder: folder,
        environment: {},
        log,
    });
    return defender.createLibraryClient({
        tenantId,
        cloud: settings.hostsOf,
        apiUrl: endpoints.apiUrl,
        scope: endpoints.scope,
        credential,
        transport: defender.networkTransport().transport,
        clock: defender.systemClock,
        random: Math.random,
        log,
        callsPerMinute: calls,
        minute: windowMs,
    });
}
