// The ready pack's list in a process by itself, called as @pulumi/policy calls it: for each file each
// policy, one after the other. Prints what it took, as JSON. Started by policies.mjs:
//
//     PULUMI_MDE_HOME=<user's folder> node policiesProcess.mjs <folder with scripts>

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const [folder = ""] = process.argv.slice(2);

/** @type {typeof import("../../dist/library/contentIndex.js")} */
const { openContentIndex } = require("../../dist/library/contentIndex.js");
/** @type {typeof import("../../dist/sdk/fileType.js")} */
const { fileType } = require("../../dist/sdk/fileType.js");

// As the program does, before the pack sees anything.
const index = openContentIndex({ folder: process.env["PULUMI_MDE_HOME"] ?? "", now: Date.now });
const files = readdirSync(join(folder, "scripts")).map((fileName) => {
    const path = join(folder, "scripts", fileName);
    const bytes = readFileSync(path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    index.notePlace(sha256, path);
    const description = `What ${fileName} collects for a responder`;
    return { fileName, sha256, size: bytes.length, source: `scripts/${fileName}`, description };
});

const begin = performance.now();
const beginCpu = process.cpuUsage();
/** @type {typeof import("../../dist/policy/index.js")} */
const { policies } = require("../../dist/policy/index.js");
const loadingMs = performance.now() - begin;

class NotApplicable extends Error {}

/** @type {Map<string, number>} */
const each = new Map(policies.map(({ name }) => [name, 0]));
let mandatory = 0;
let undecided = 0;

/** @param {string} tenantId */
async function all(tenantId) {
    for (const file of files)
        for (const policy of policies) {
            const start = performance.now();
            await one(policy, { ...file, tenantId, cloud: "commercial" });
            each.set(policy.name, (each.get(policy.name) ?? 0) + performance.now() - start);
        }
}

/**
 * @param {any} policy
 * @param {Record<string, unknown>} props
 */
async function one(policy, props) {
    const args = {
        type: fileType,
        props,
        urn: `urn:pulumi:bench::bench::${fileType}::${String(props["fileName"])}`,
        name: props["fileName"],
        getConfig: () => ({}),
        notApplicable: () => {
            throw new NotApplicable();
        },
    };
    const report = (/** @type {unknown} */ message) => {
        const { enforcementLevel } = Object(message);
        if ((enforcementLevel ?? policy.enforcementLevel) === "mandatory") mandatory++;
    };
    for (const validate of [policy.validateResource].flat()) {
        try {
            await validate?.(args, report);
        } catch (error) {
            if (!(error instanceof NotApplicable)) undecided++;
        }
    }
}

await all("11112222-3333-4444-8555-666677778888");
const wallMs = performance.now() - begin;
const { user, system } = process.cpuUsage(beginCpu);
const times = [...each].map(([name, ms]) => ({ name, ms }));
const again = performance.now();
await all("99990000-aaaa-4bbb-8ccc-ddddeeeeffff");
const againMs = performance.now() - again;
const cpuMs = (user + system) / 1000;
const found = { loadingMs, wallMs, cpuMs, againMs, mandatory, undecided, each: times };
process.stdout.write(`${JSON.stringify(found)}\n`);
