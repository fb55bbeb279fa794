// Who gets a release when: canaries first, then the others, so many at a time.

import pLimit from "p-limit";

/**
 * @typedef {object} Outcome
 * @property {"updated" | "current" | "failed" | "not begun" | "under way"} result
 * @property {string} changes what became of its files
 * @property {number} seconds
 * @property {string} reason why it failed, or was not begun; otherwise empty
 */

/**
 * Deploys to the canaries, and when all of them have succeeded to the others: a tenant that fails
 * then stops none of them.
 *
 * @param {object} options
 * @param {readonly string[]} options.canaries
 * @param {readonly string[]} options.others
 * @param {number} options.atOnce
 * @param {(tenant: string) => Promise<Outcome>} options.deploy does not reject
 * @param {(tenant: string, outcome: Outcome) => void} options.onOutcome
 * @param {AbortSignal} options.stop begins no tenant any more
 * @returns {Promise<Map<string, Outcome>>} one for each tenant: canaries, then others
 */
export async function rollOut({ canaries, others, atOnce, deploy, onOutcome, stop }) {
    /** @type {Map<string, Outcome>} */
    const outcomes = new Map();
    const limit = pLimit(atOnce);
    const wave = (/** @type {readonly string[]} */ names) =>
        limit.map(names, async (name) => {
            const outcome = stop.aborted ? notBegun("it was interrupted") : await deploy(name);
            outcomes.set(name, outcome);
            onOutcome(name, outcome);
        });

    await wave(canaries);
    const bad = canaries.filter((name) => !isGood(outcomes.get(name)));
    if (bad.length === 0) {
        await wave(others);
    } else {
        for (const name of others) {
            outcomes.set(name, notBegun(`canary ${bad.join(", ")} has not taken it`));
        }
    }
    // They are ready in whatever order.
    return new Map(
        [...canaries, ...others].map((name) => [name, outcomes.get(name) ?? notBegun("")]),
    );
}

/** @param {Outcome | undefined} outcome */
export function isGood(outcome) {
    return outcome?.result === "updated" || outcome?.result === "current";
}

/** @type {Outcome} */
export const underWay = {
    result: "under way",
    changes: "",
    seconds: 0,
    reason: "its run had not ended when this was written",
};

/**
 * @param {string} reason
 * @returns {Outcome}
 */
export function notBegun(reason) {
    return { result: "not begun", changes: "", seconds: 0, reason };
}
