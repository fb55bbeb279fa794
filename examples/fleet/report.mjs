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
 * The matrix, and below it why what failed has failed.
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
    return `${table.toString()}\n${reasons.join("")}`;
}

/** @type {Record<string, string>} */
const noLines = Object.fromEntries(
    ["top", "bottom", "left", "right", "mid", "middle"]
        .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
        .map((name) => [name, ""]),
);
