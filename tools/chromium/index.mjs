// Finds a Chromium for the tests that open a page, or gets one.

import { spawnSync } from "node:child_process";
import {
    createReadStream,
    createWriteStream,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

import { whileLocked } from "../pulumi-cli/lock.mjs";
import { isExecutable, onPath } from "../pulumi-cli/releases.mjs";

const require = createRequire(import.meta.url);

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macChrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/**
 * @typedef {object} Chromium
 * @property {string} executable
 * @property {Record<string, string>} environment what it needs beside the usual variables
 * @property {string} how where it comes from, as a phrase
 */

/** Neither a Chromium nor a way to get one is on this machine. */
export class NoChromiumError extends Error {
    /** @param {string} why */
    constructor(why) {
        super(
            `There is no Chromium on this machine, so that no page was opened: ${why} Install one ` +
                `(on Debian "apt-get install chromium", elsewhere https://www.chromium.org/getting-involved/` +
                `download-chromium/) or name one by the variable CHROMIUM, and run this again.`,
        );
        this.name = "NoChromiumError";
    }
}

/**
 * The first of these that there is: the one that the variable CHROMIUM names; one on PATH; the one
 * that the npm package @sparticuz/chromium holds, unpacked once into the user's cache folder; as root
 * on Debian the one of its packages.
 *
 * @param {{ log: (line: string) => void }} options `log` gets a line before anything that takes time
 * @returns {Promise<Chromium>}
 * @throws {NoChromiumError} when there is none and none can be had
 */
export async function findChromium({ log }) {
    const named = process.env["CHROMIUM"];
    if (named !== undefined && named !== "") {
        if (isExecutable(named)) return { executable: named, environment: {}, how: "CHROMIUM" };
        throw new NoChromiumError(`the variable CHROMIUM names ${named}, which is no program.`);
    }
    const found = names.map(onPath).find((path) => path !== undefined);
    if (found !== undefined) return { executable: found, environment: {}, how: "on PATH" };
    if (isExecutable(macChrome))
        return { executable: macChrome, environment: {}, how: "installed" };
    return (await fromPackage({ log })) ?? fromDebian({ log });
}

/**
 * The package has the browser for Linux on x64 alone, and for machines that have none of its
 * libraries these too.
 *
 * @param {{ log: (line: string) => void }} options
 * @returns {Promise<Chromium | undefined>}
 */
async function fromPackage({ log }) {
    if (process.platform !== "linux" || process.arch !== "x64") return undefined;
    const installed = join(dirname(require.resolve("@sparticuz/chromium")), "..");
    const bin = join(installed, "bin");
    /** @type {{ version: string }} */
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    const folder = join(userCache(), "pulumi-mde", "chromium", version);
    const executable = join(folder, "chromium");
    if (!isExecutable(executable)) {
        mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
        await whileLocked(`${folder}.lock`, {
            onWait: () => log("Another process is unpacking Chromium; waiting for it."),
            work: async () => {
                if (isExecutable(executable)) return;
                log(`Unpacking Chromium ${version}, once (it will be kept in ${folder}).`);
                const draft = mkdtempSync(`${folder}.draft-`);
                try {
                    await unpack(join(bin, "chromium.br"), join(draft, "chromium"));
                    await unpack(join(bin, "al2023.tar.br"), join(draft, "libraries.tar"));
                    spawnSync("tar", ["-xf", "libraries.tar"], { cwd: draft });
                    rmSync(join(draft, "libraries.tar"));
                    rmSync(folder, { recursive: true, force: true });
                    renameSync(draft, folder);
                } finally {
                    rmSync(draft, { recursive: true, force: true });
                }
            },
        });
    }
    const how = "of the npm package @sparticuz/chromium";
    /** @type {Record<string, string>[]} */
    const ways = [{}, { LD_LIBRARY_PATH: join(folder, "lib") }];
    const environment = ways.find((each) => starts(executable, each));
    return environment && { executable, environment, how };
}

/**
 * @param {{ log: (line: string) => void }} options
 * @returns {Chromium}
 */
function fromDebian({ log }) {
    const apt = onPath("apt-get");
    if (apt === undefined || process.getuid?.() !== 0)
        throw new NoChromiumError(
            "the one of the npm package @sparticuz/chromium does not start here, and there is no apt-get " +
                "that this user may install one with.",
        );
    log("Installing Chromium from Debian's packages.");
    for (const words of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]])
        spawnSync(apt, words, { stdio: "ignore", timeout: 10 * 60_000 });
    const executable = onPath("chromium");
    if (executable !== undefined) return { executable, environment: {}, how: "of Debian" };
    throw new NoChromiumError(`"apt-get install chromium" did not bring one.`);
}

/**
 * @param {string} executable
 * @param {Record<string, string>} environment
 * @returns {boolean}
 */
function starts(executable, environment) {
    const env = { ...process.env, ...environment };
    return spawnSync(executable, ["--version"], { env, timeout: 60_000 }).status === 0;
}

/**
 * @param {string} from
 * @param {string} to
 */
async function unpack(from, to) {
    await pipeline(
        createReadStream(from),
        createBrotliDecompress(),
        createWriteStream(to, { mode: 0o700 }),
    );
}

/** @returns {string} */
function userCache() {
    const named = process.env["XDG_CACHE_HOME"];
    return named !== undefined && isAbsolute(named) ? named : join(homedir(), ".cache");
}
