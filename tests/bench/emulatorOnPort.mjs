// The emulator as a process of its own, so that its time and memory are in nobody's account.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/**
 * @typedef {object} EmulatorOnPort
 * @property {string} url where the API and the sign-in page are
 * @property {() => Promise<Call[]>} calls what it was asked since the last time, discovery of the
 *     sign-in page left out
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Call
 * @property {string} call `token`, `list`, `upload`, `delete`
 * @property {number} status
 */

/**
 * Starts an emulator that keeps its libraries in memory.
 *
 * @param {object} options
 * @param {string} options.folder for the file that says how it behaves
 * @param {false | { perMinute: number, minuteMs: number }} options.rateLimit `false` lifts it
 * @returns {Promise<EmulatorOnPort>}
 */
export async function startEmulator({ folder, rateLimit }) {
    const behaviour = join(folder, "behaviour.json");
    writeFileSync(behaviour, JSON.stringify({ service: { rateLimit } }));
    const words = [main, "emulator", "--port", "0", "--behaviour", behaviour];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const [, url, token] =
        /authority (\S+) .*token (\S+)/.exec(await firstLine(child.stdout)) ?? [];
    if (url === undefined || token === undefined) {
        child.kill();
        throw new Error("The emulator did not say where it is served.");
    }
    const ask = (/** @type {string} */ method) =>
        send(new URL("/_emulator/journal", url), {
            method,
            headers: { authorization: `Bearer ${token}` },
        });
    return {
        url,
        async calls() {
            const { entries } = /** @type {{ entries: Call[] }} */ (JSON.parse(await ask("GET")));
            await ask("DELETE");
            return entries.filter(({ call }) => call !== "discovery");
        },
        async close() {
            child.kill("SIGTERM");
            await ended;
        },
    };
}

/**
 * Asks the emulator something on a connection of its own: minutes may lie between two questions, and
 * a connection that is kept may be closed just when it is used again.
 *
 * @param {URL} url
 * @param {object} options
 * @param {string} options.method
 * @param {Record<string, string>} options.headers
 * @param {string} [options.body]
 * @returns {Promise<string>} the answer's body
 */
export async function send(url, { method, headers, body }) {
    const asked = request(url, { method, headers, agent: false });
    asked.end(body);
    const [answer] = /** @type {[import("node:http").IncomingMessage]} */ (
        await once(asked, "response")
    );
    const said = await text(answer);
    const status = answer.statusCode ?? 0;
    if (status < 300) return said;
    throw new Error(`The emulator answered ${String(status)} to ${url.pathname}: ${said}`);
}

/**
 * @param {import("node:stream").Readable} stream
 * @returns {Promise<string>}
 */
async function firstLine(stream) {
    let line = "";
    for await (const chunk of stream) {
        line += String(chunk);
        if (line.includes("\n")) break;
    }
    return line;
}
