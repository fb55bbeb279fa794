// The contenders side by side: scenario by scenario, each in turn.

import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { contenders, scenarios } from "./contenders.mjs";
import { writeFile, writeFiles } from "./files.mjs";
import { measure } from "./measure.mjs";

/** @typedef {import("./contenders.mjs").Scenario} Scenario */

/** How often a run that changes nothing is repeated where all is run once: it costs little. */
const REPEATS = 3;

/**
 * @typedef {object} Figures what one run took
 * @property {number} wallMs
 * @property {number | undefined} cpuMs
 * @property {number | undefined} peakBytes
 * @property {Readonly<Record<string, number>>} calls by their kind
 * @property {number | undefined} stateBytes after it
 */

/**
 * @typedef {object} Result of one contender in one scenario
 * @property {string} contender
 * @property {Scenario} scenario
 * @property {number} files
 * @property {readonly Figures[]} rounds
 */

/**
 * Runs all contenders that are here with so many files.
 *
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.files
 * @param {import("./files.mjs").Sizes} options.sizes
 * @param {number} options.rounds
 * @param {number} options.parallel
 * @param {string} options.bin
 * @param {import("./emulatorOnPort.mjs").EmulatorOnPort} options.emulator
 * @param {readonly string[]} options.names which contenders
 * @param {(line: string) => void} options.say
 * @returns {Promise<Result[]>}
 */
export async function race({ folder, files, sizes, rounds, parallel, bin, emulator, names, say }) {
    const taking = contenders.filter(
        ({ name, isHere = () => true }) => names.includes(name) && isHere(),
    );
    /** @type {Map<string, Result & { rounds: Figures[] }>} */
    const results = new Map();
    for (let round = 1; round <= rounds; round++) {
        const ready = taking.map((contender) => {
            const own = join(folder, `${contender.name}-${String(files)}-${String(round)}`);
            mkdirSync(own);
            writeFiles(own, files, sizes);
            const tenantId = randomUUID();
            const made = contender.prepare({
                folder: own,
                url: emulator.url,
                tenantId,
                parallel,
                bin,
            });
            return { ...contender, own, made };
        });
        for (const scenario of order(rounds)) {
            for (const { name, own, made } of ready) {
                if (scenario === "change")
                    writeFile(own, { at: Math.floor(files / 2), wording: "second", sizes });
                await emulator.calls();
                const command = await made.command(scenario);
                const log = join(folder, `${name}.log`);
                const measured = await measure({ ...command, cwd: own, log });
                const calls = countsOf(await emulator.calls());
                const figures = { ...measured, calls, stateBytes: made.stateBytes() };
                const key = `${name} ${scenario}`;
                const result = results.get(key) ?? { contender: name, scenario, files, rounds: [] };
                result.rounds.push(figures);
                results.set(key, result);
                say(
                    `${String(files)} files, round ${String(round)}, ${scenario}, ${name}: ` +
                        `${(figures.wallMs / 1000).toFixed(1)} s`,
                );
            }
        }
        for (const { own } of ready) rmSync(own, { recursive: true, force: true });
    }
    return [...results.values()];
}

/**
 * @param {number} rounds
 * @returns {Scenario[]} as they follow each other in a round
 */
function order(rounds) {
    return scenarios.flatMap((scenario) => {
        const changesNothing = scenario === "noop" || scenario === "refresh";
        const times = changesNothing && rounds === 1 ? REPEATS : 1;
        return /** @type {Scenario[]} */ (new Array(times).fill(scenario));
    });
}

/**
 * @param {readonly import("./emulatorOnPort.mjs").Call[]} calls
 * @returns {Record<string, number>}
 */
export function countsOf(calls) {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const { call } of calls) counts[call] = (counts[call] ?? 0) + 1;
    return counts;
}
