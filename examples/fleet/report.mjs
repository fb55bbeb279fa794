// What became of a roll-out, for a person and for a pipeline.

import Table from "cli-table3";

/** @typedef {import("./rollOut.mjs").Outcome} Outcome */

/**
 * @param {string} tenant
 * @param {Outcome} outcome
 */
export function line(tenant, outcome) {
    const { result, changes, seconds } = outcome;
    return `${tenant}: ${result}${changes && ` (${changes})`}, ${seconds.toFixed(1)} s`;
}

/**
 * The results as JSON.
 *
 * @param {string} digest the release's
 * @param {ReadonlyMap<string, Outcome>} outcomes
 */
export function resultsText(digest, outcomes) {
    const tenants = [...outcomes].map(([tenant, outcome]) => ({ tenant, ...outcome }));
    return `${JSON.stringify({ digest, tenants }, null, 4)}\n`;
}

/**
 * The matrix, and below it why what failed has failed, and why what was not begun was not.
 *
 * @param {ReadonlyMap<string, Outcome>} outcomes
 */
export function matrix(outcomes) {
    const table = new Table({
        head: ["tenant", "result", "files", "seconds"],
        style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
        chars: noLines,
    });
    for (const [tenant, { result, changes, seconds }] of outcomes) {
        table.push([tenant, result, changes, seconds === 0 ? "" : seconds.toFixed(1)]);
    }
    const reasons = [...outcomes]
        .filter(([, { result }]) => result === "failed")
        .map(([tenant, { reason }]) => `\n${tenant}: ${reason}\n`);
    const left = [...outcomes.values()].filter(({ result }) => result === "not begun");
    const whys = new Set(left.map(({ reason }) => `\nnot begun: ${reason}\n`));
    return `${table.toString()}\n${[...reasons, ...whys].join("")}`;
}

/** @type {Record<string, string>} */
const noLines = Object.fromEntries(
    ["top", "bottom", "left", "right", "mid", "middle"]
        .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
        .map((name) => [name, ""]),
);
