import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { chromium, type Browser } from "playwright-core";

const finder = join(__dirname, "..", "..", "..", "tools", "chromium", "index.mjs");

/** As a browser of a machine that is nobody's: it asks no network for itself. */
const flags = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/** Starts the Chromium of this machine, or one that is unpacked or installed for it. */
export function startChromium(): Promise<Browser> {
    // An ES module, which the tests' own loader does not take.
    const program =
        `const { findChromium } = await import(process.argv[1]);` +
        `const log = (line) => void process.stderr.write(line + "\\n");` +
        `process.stdout.write(JSON.stringify(await findChromium({ log })));`;
    const words = ["--input-type=module", "--eval", program, finder];
    const found = execFileSync(process.execPath, words, { encoding: "utf8" });
    const { executable, environment } = JSON.parse(found) as {
        executable: string;
        environment: Record<string, string>;
    };
    // A profile of its own, and empty, is what a browser without one is given.
    return chromium.launch({
        executablePath: executable,
        args: flags,
        env: { ...process.env, ...environment },
    });
}
