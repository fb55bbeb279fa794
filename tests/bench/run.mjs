// npm run bench [-- --quick] [--sizes 10,100,1000] [--rounds 3] [--contenders pulumi-mde,textbook]
//               [--parts own,policies,limit,status,large,race,settings] [--parallel 16] [--bytes 1024-5120]
//               [--out FILE]
//
// Measures this provider beside others, on the real Pulumi CLI and the emulator on a port. A whole run
// writes the tables of docs/benchmarks.md, between their marks: what is written there by hand stays.
// A run of the policies alone writes theirs there too; one of another part writes a page of its own.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { format, resolveConfig } from "prettier";

import { findPulumiCli } from "../../tools/pulumi-cli/index.mjs";
import { contenders } from "./contenders.mjs";
import { withPolicies, withTables } from "./document.mjs";
import { startEmulator } from "./emulatorOnPort.mjs";
import { usualSizes } from "./files.mjs";
import { measureLargeFiles } from "./largeFiles.mjs";
import { machineOf } from "./machine.mjs";
import { measureOwnTime } from "./ownTime.mjs";
import { race } from "./race.mjs";
import { measurePolicies } from "./policies.mjs";
import { measureAtTheLimit } from "./rateLimit.mjs";
import { policiesReport, report } from "./report.mjs";
import { measureSettings } from "./settings.mjs";
import { measureStatus } from "./status.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const MIB = 1_048_576;

const { values: flags } = parseArgs({
    options: {
        quick: { type: "boolean", default: false },
        sizes: { type: "string" },
        rounds: { type: "string" },
        parallel: { type: "string", default: "16" },
        bytes: { type: "string" },
        contenders: { type: "string" },
        parts: { type: "string" },
        out: { type: "string" },
    },
});

const { quick } = flags;
const isWhole = !quick && [flags.sizes, flags.contenders, flags.parts].every((flag) => !flag);
const isPolicies = !quick && flags.parts === "policies" && flags.out === undefined;
const out =
    flags.out ??
    (isWhole || isPolicies
        ? join(root, "docs", "benchmarks.md")
        : join(tmpdir(), "pulumi-mde-benchmarks.md"));
const sizes = (flags.sizes ?? (quick ? "10" : "10,100,1000")).split(",").map(whole);
const all = contenders.map(({ name }) => name);
const names =
    chosen(flags.contenders, all) ??
    all.filter((name) => !quick || !["folder", "bare"].includes(name));
const allParts = ["own", "policies", "limit", "status", "large", "race", "settings"];
const parts =
    chosen(flags.parts, allParts) ?? allParts.filter((part) => !quick || part !== "settings");
const rounds = flags.rounds === undefined ? undefined : whole(flags.rounds);
const parallel = whole(flags.parallel);
const bytes = flags.bytes === undefined ? usualSizes : sizesOf(flags.bytes);
const most = Math.max(...sizes);

// All sides run on the Node that runs this, whichever comes first on the path.
process.env["PATH"] = [dirname(process.execPath), process.env["PATH"]].join(delimiter);

const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
const { bin } = await findPulumiCli({ log: say });
// Below the repository, so that programs find this package as a user's would.
const home = join(root, ".e2e");
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, "bench-"));
const emulator = await startEmulator({ folder, rateLimit: false });
try {
    await main();
    say(`The tables are in ${out}`);
} finally {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
}

async function main() {
    /** @type {import("./report.mjs").Measurements} */
    const found = { machine: machineOf({ root, bin }), parallel, bytes, races: [], names };
    // After each part, so that a run that is stopped leaves what it has measured.
    const write = async () => {
        const options = await resolveConfig(out);
        const before = existsSync(out) ? readFileSync(out, "utf8") : undefined;
        const text = isPolicies
            ? withPolicies(before, policiesReport(found))
            : withTables(before, report(found));
        writeFileSync(out, await format(text, { ...options, parser: "markdown" }));
    };
    const shared = { folder, parallel, bin, emulator, say };
    const has = (/** @type {string} */ part) => parts.includes(part);

    if (has("own")) {
        say("The provider's own time");
        found.ownTime = measureOwnTime({ folder, files: most, sizes: bytes, emulator });
        await write();
    }
    if (has("policies")) {
        say("Policies");
        const scripts = { files: quick ? 10 : 500, bytes: 20 * 1024 };
        found.policies = measurePolicies({ folder, ...scripts });
        await write();
    }
    if (has("limit")) {
        say("At the rate limit");
        found.atTheLimit = await measureAtTheLimit({
            folder,
            ...(quick
                ? { files: 15, calls: 10, windowMs: 2000 }
                : { files: 250, calls: 100, windowMs: 6000 }),
        });
        await write();
    }
    if (has("status")) {
        say("The status of many tenants");
        const size = quick ? { tenants: 12, files: 10 } : { tenants: 200, files: 100 };
        found.status = await measureStatus({ folder, ...size, windowMs: 6000 });
        await write();
    }
    if (has("large")) {
        say("Large files");
        const large = quick ? { files: 4, bytes: MIB } : { files: 32, bytes: 20 * MIB };
        found.largeFiles = await measureLargeFiles({ ...shared, ...large });
        await write();
    }
    for (const files of has("race") ? sizes : []) {
        const times = rounds ?? (quick || files >= 1000 ? 1 : 3);
        found.races.push(...(await race({ ...shared, files, sizes: bytes, rounds: times, names })));
        await write();
    }
    if (has("settings")) {
        say("Pulumi's settings");
        found.settings = await measureSettings({ ...shared, files: most, sizes: bytes });
        await write();
    }
}

/**
 * @param {string | undefined} text names, separated by commas
 * @param {readonly string[]} known
 * @returns {string[] | undefined}
 */
function chosen(text, known) {
    const found = text?.split(",");
    const wrong = found?.find((name) => !known.includes(name));
    if (wrong === undefined) return found;
    throw new Error(`${JSON.stringify(wrong)} is none of ${known.join(", ")}.`);
}

/**
 * @param {string} text such as `1024-5120`
 * @returns {import("./files.mjs").Sizes}
 */
function sizesOf(text) {
    const [least, most] = text.split("-").map(whole);
    if (least >= 128 && most >= least) return { least, most };
    throw new Error(`${JSON.stringify(text)} must be two sizes in bytes, of 128 or more.`);
}

/**
 * @param {string} text
 * @returns {number}
 */
function whole(text) {
    const number = Number(text);
    if (Number.isInteger(number) && number > 0) return number;
    throw new Error(`${JSON.stringify(text)} must be a whole number above 0.`);
}
