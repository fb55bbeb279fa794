// node fleet.mjs --canary tenant-01 --canary tenant-02
//
// Brings the release in release.json to the tenants of tenants.yaml: to the canaries first, and when all
// of them have it to the others, --at-once so many. What has it already is left alone, so that the
// same command goes on where an earlier one was stopped. Several machines share the others with --wave
// and --shard. RELEASE_DIGEST is the digest that the release has to have. Exit code 0: all that were meant have it; 1: not all; 2: nothing was begun.

import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deploy, hasRelease } from "./deploy.mjs";
import { planOf } from "./plan.mjs";
import { line, matrix } from "./report.mjs";
import { isGood, rollOut } from "./rollOut.mjs";

const folder = dirname(fileURLToPath(import.meta.url));
const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

let hasBegun = false;
try {
    process.exitCode = await main();
} catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`fleet: ${hasBegun ? "" : "nothing was begun: "}${why}\n`);
    process.exitCode = hasBegun ? 1 : 2;
}

async function main() {
    const { digest, tenants, canaries, others, before, atOnce, results } = planOf(
        process.argv.slice(2),
        { folder, expected: process.env.RELEASE_DIGEST },
    );
    const meant = (/** @type {string} */ tenant) => {
        return { folder, tenant, keys: tenants.get(tenant) ?? {}, digest };
    };
    for (const tenant of before) {
        if (!(await hasRelease(meant(tenant)))) {
            throw new Error(`canary ${tenant} does not have release ${digest}.`);
        }
    }
    const stop = new AbortController();
    // On a terminal Pulumi gets it too, and ends after the steps that are under way.
    for (const signal of ["SIGINT", "SIGTERM"]) {
        process.once(signal, () => {
            say("Interrupted: no other tenant is begun.");
            stop.abort();
        });
    }
    hasBegun = true;
    const outcomes = await rollOut({
        canaries,
        others,
        atOnce,
        deploy: (tenant) => deploy(meant(tenant)),
        onOutcome: (tenant, outcome) => say(line(tenant, outcome)),
        stop: stop.signal,
    });
    say(`\n${matrix(outcomes)}`);
    const good = [...outcomes.values()].filter(isGood).length;
    say(
        `${String(good)} of ${String(outcomes.size)} tenants have release ${digest.slice(0, 12)}….`,
    );
    if (results !== undefined) {
        const all = [...outcomes].map(([tenant, outcome]) => ({ tenant, ...outcome }));
        try {
            writeFileSync(results, `${JSON.stringify({ digest, tenants: all }, null, 4)}\n`);
        } catch (cause) {
            const why = `the roll-out ended as above, but ${results} cannot be written`;
            throw new Error(`${why} (${String(Object(cause).code)}).`, { cause });
        }
    }
    return good === outcomes.size ? 0 : 1;
}
