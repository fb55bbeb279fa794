// node fleet.mjs --canary tenant-01 --canary tenant-02
//
// Brings the release in release.json to the tenants of tenants.yaml: to the canaries first, and when all
// of them have it to the others, --at-once so many. What has it already is left alone, so that the
// same command goes on where an earlier one was stopped. Several machines share the others with --wave
// and --shard. RELEASE_DIGEST is the digest that the release has to have. Exit code 0: all that were meant
// have it; 1: not all; 2: nothing was begun.

import { renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deploy, hasRelease } from "./deploy.mjs";
import { planOf } from "./plan.mjs";
import { line, matrix, resultsText } from "./report.mjs";
import { isGood, notBegun, rollOut, underWay } from "./rollOut.mjs";

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
    const ahead = notBegun("the roll-out has not come to it");
    const soFar = new Map([...canaries, ...others].map((name) => [name, ahead]));
    // Whenever it is killed, the file tells how far it has come.
    const keep = (/** @type {ReadonlyMap<string, import("./rollOut.mjs").Outcome>} */ outcomes) => {
        if (results === undefined) {
            return;
        }
        try {
            writeFileSync(`${results}.part`, resultsText(digest, outcomes));
            renameSync(`${results}.part`, results);
        } catch (cause) {
            const why = `${results} cannot be written (${String(Object(cause).code)}).`;
            throw new Error(why, { cause });
        }
    };
    keep(soFar);
    const keepQuietly = () => {
        try {
            keep(soFar);
        } catch {
            // No reason to leave the others out; the last time tells it.
        }
    };
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
        deploy: (tenant) => {
            soFar.set(tenant, underWay);
            keepQuietly();
            return deploy(meant(tenant));
        },
        onOutcome: (tenant, outcome) => {
            say(line(tenant, outcome));
            soFar.set(tenant, outcome);
            keepQuietly();
        },
        stop: stop.signal,
    });
    say(`\n${matrix(outcomes)}`);
    const good = [...outcomes.values()].filter(isGood).length;
    say(
        `${String(good)} of ${String(outcomes.size)} tenants have release ${digest.slice(0, 12)}…, ` +
            `by their stacks. What is live in them, "pulumi-mde status" asks.`,
    );
    keep(outcomes);
    return good === outcomes.size ? 0 : 1;
}
