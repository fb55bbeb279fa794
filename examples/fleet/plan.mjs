// What a command line of fleet.mjs means: which tenants, in which order, with which release.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const secrets = ["clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"];

/**
 * @typedef {object} Plan
 * @property {string} digest the release's
 * @property {ReadonlyMap<string, Readonly<Record<string, unknown>>>} tenants the `mde:` keys of each
 *     tenant's stack, by its name
 * @property {readonly string[]} canaries those that get it first, of this run
 * @property {readonly string[]} others those that get it once all canaries have it
 * @property {readonly string[]} before those that must have it already
 * @property {number} atOnce
 * @property {string | undefined} results the file that the results are written to as JSON
 */

/**
 * @param {readonly string[]} words the command line
 * @param {object} from
 * @param {string} from.folder where release.json and tenants.yaml are
 * @param {string | undefined} from.expected the digest that the release has to have, from another
 *     place than the release itself
 * @returns {Plan}
 * @throws {Error} for what cannot be meant
 */
export function planOf(words, { folder, expected }) {
    const { values } = parseArgs({
        args: [...words],
        options: {
            canary: { type: "string", multiple: true, default: [] },
            wave: { type: "string", default: "all" },
            shard: { type: "string", default: "1/1" },
            "at-once": { type: "string", default: "2" },
            results: { type: "string" },
        },
    });
    const { wave, shard, results } = values;
    const canary = [...new Set(values.canary)];
    const tenants = tenantsIn(join(folder, "tenants.yaml"));
    const unknown = canary.filter((name) => !tenants.has(name));
    if (unknown.length > 0) {
        throw new Error(`tenants.yaml has no ${unknown.join(", ")}.`);
    }
    if (!["all", "canaries", "others"].includes(wave)) {
        throw new Error(`--wave is all, canaries or others, and not "${wave}".`);
    }
    if (wave !== "all" && canary.length === 0) {
        throw new Error(`--wave ${wave} needs a --canary.`);
    }
    if (shard !== "1/1" && wave !== "others") {
        throw new Error(
            "--shard needs --wave others: two machines would bring up the same canary.",
        );
    }
    const digest = digestIn(join(folder, "release.json"));
    if (expected !== undefined && digest !== expected) {
        throw new Error(`release.json is ${digest}, and RELEASE_DIGEST asks for "${expected}".`);
    }
    const others = [...tenants.keys()].filter((name) => !canary.includes(name));
    return {
        digest,
        tenants,
        canaries: wave === "others" ? [] : canary,
        others: wave === "canaries" ? [] : shardOf(others, shard),
        before: wave === "others" ? canary : [],
        atOnce: atOnceOf(values["at-once"]),
        results,
    };
}

/**
 * @param {readonly string[]} names
 * @param {string} shard `2/8` for the second of eight
 */
function shardOf(names, shard) {
    const [, at = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number);
    if (at < 1 || at > of) {
        throw new Error(`--shard is such as 2/8, the second of eight, and not "${shard}".`);
    }
    return names.filter((_, index) => index % of === at - 1);
}

/** @param {string} text */
function atOnceOf(text) {
    const atOnce = Number(text);
    if (!Number.isInteger(atOnce) || atOnce < 1) {
        throw new Error(`--at-once is a number of tenants, and not "${text}".`);
    }
    return atOnce;
}

/**
 * @param {string} path
 * @returns {Map<string, Record<string, unknown>>}
 */
function tenantsIn(path) {
    const { tenants } = parse(readFileSync(path, "utf8")) ?? {};
    const all = Object.entries(tenants ?? {});
    if (all.length === 0) {
        throw new Error("tenants.yaml names no tenant.");
    }
    /** @type {Map<string, string>} */
    const names = new Map();
    for (const [name, keys] of all) {
        if (name === "development") {
            throw new Error(
                "development is the stack that the release is tested in, and no tenant of it.",
            );
        }
        const tenantId = String(keys?.tenantId).toLowerCase();
        // Without one the environment's tenant would get what is meant for this one.
        if (!guid.test(tenantId)) {
            throw new Error(`tenants.yaml has no tenantId for ${name}, or none that is a GUID.`);
        }
        const other = names.get(tenantId);
        if (other !== undefined) {
            throw new Error(`${name} and ${other} have the same tenant in tenants.yaml.`);
        }
        names.set(tenantId, name);
        const secret = Object.keys(keys).find((key) => secrets.includes(key));
        if (secret !== undefined) {
            throw new Error(
                `tenants.yaml has ${secret} for ${name}: no secret is written down here. Give it by ` +
                    `the environment, or to its stack by "pulumi config set --secret".`,
            );
        }
    }
    return new Map(all);
}

/** @param {string} path */
function digestIn(path) {
    const { digest } = JSON.parse(readFileSync(path, "utf8"));
    if (typeof digest !== "string") {
        throw new Error(`${path} is no release: "npx pulumi-mde release" writes one.`);
    }
    return digest;
}
