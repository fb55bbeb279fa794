// docs/benchmarks.md, from what was measured. Pure: the run writes it.

import { contenders, scenarios } from "./contenders.mjs";
import { bytes, median, megabytes, milliseconds, seconds, table, times } from "./numbers.mjs";
import { verdicts } from "./targets.mjs";

/**
 * @typedef {object} Measurements
 * @property {import("./machine.mjs").Machine} machine
 * @property {number} parallel
 * @property {import("./files.mjs").Sizes} bytes
 * @property {readonly string[]} names the contenders that were to take part
 * @property {import("./race.mjs").Result[]} races
 * @property {import("./ownTime.mjs").OwnTime} [ownTime]
 * @property {import("./policies.mjs").Policies} [policies]
 * @property {import("./rateLimit.mjs").AtTheLimit} [atTheLimit]
 * @property {import("./status.mjs").StatusRun} [status]
 * @property {import("./largeFiles.mjs").LargeFiles} [largeFiles]
 * @property {import("./settings.mjs").VariantResult[]} [settings]
 */

/** What the runs are called, for a person. */
const titles = {
    cold: "`up`, all files new",
    change: "`up`, one file changed",
    noop: "`up`, nothing changed",
    refresh: "`refresh`",
    destroy: "`destroy`",
};

/**
 * @param {Measurements} found
 * @returns {string}
 */
export function report(found) {
    const counts = [...new Set(found.races.map(({ files }) => files))];
    return [
        conditions(found),
        "## Targets",
        targets(verdicts(found)),
        "Ratios and own time are promised, and judged, for 1,000 files: with few, what a process does " +
            "once counts most. Of one run each nobody knows how far another would be from it.",
        whereTheTimeGoes(found),
        ...(found.policies === undefined ? [] : [policiesText(found.policies)]),
        ...(counts.length === 0 ? [] : ["## Side by side", takingPart(found)]),
        ...counts.map((files) => sideBySide(found, files)),
    ].join("\n\n");
}

/**
 * What a run of the policies alone has measured.
 *
 * @param {Measurements} found
 * @returns {string}
 */
export function policiesReport(found) {
    const { policies, machine } = found;
    if (policies === undefined) throw new Error("The policies were not measured.");
    const own = verdicts(found).filter(({ what }) => what.includes("policies"));
    const [heading, ...others] = policiesText(policies).split("\n\n");
    return [
        heading,
        `Of a run of its own: commit ${machine.commit}, ${machine.date}; ${machine.processor}, ` +
            `${machine.system}, Node ${machine.node}; load when it began: ${machine.load} (what is ` +
            `above the number of processors waited for its turn).`,
        targets(own),
        ...others,
    ].join("\n\n");
}

/** @param {readonly import("./targets.mjs").Verdict[]} judged */
function targets(judged) {
    return table(
        ["What", "Target", "Measured", ""],
        judged.map(({ what, target, measured, met }) => [
            what,
            target,
            measured,
            met === undefined ? "not judged" : met ? "met" : "**not met**",
        ]),
    );
}

/** @param {Measurements} found */
function conditions({ machine, parallel, bytes: sizes, races }) {
    const rounds = races
        .filter(({ scenario }) => scenario === "cold")
        .map((one) => `${String(one.rounds.length)} (${one.files.toLocaleString("en")} files)`);
    return [
        `- Commit ${machine.commit}, ${machine.date}`,
        `- ${machine.processor}, ${machine.memory}, ${machine.system}; load when the run began: ` +
            `${machine.load} (what is above the number of processors waited for its turn)`,
        `- Node ${machine.node}, Pulumi CLI ${machine.cli}, \`@pulumi/pulumi\` ${machine.sdk}` +
            (machine.terraform === undefined ? "" : `, Terraform ${machine.terraform}`),
        `- \`--parallel ${String(parallel)}\` (Terraform: \`-parallelism\`), \`--skip-preview\`; ` +
            "file backend, passphrase; programs in JavaScript",
        `- Files of ${sizes.least.toLocaleString("en")} to ${sizes.most.toLocaleString("en")} bytes. ` +
            "A provider with content in its state gets slower the larger they are " +
            "(`--bytes`), this one does not; the quickstart's scripts have 8 KB on average",
        ...(rounds.length === 0
            ? []
            : [
                  `- Rounds, of which the median counts: ${[...new Set(rounds)].join(", ")}; ` +
                      "of a single one, runs that change nothing are repeated three times",
              ]),
    ].join("\n");
}

/** @param {Measurements} found */
function takingPart({ names, races }) {
    const about = new Map([
        ["pulumi-mde", "a `LibraryFile` for each file"],
        ["folder", "one `Library` for the folder"],
        [
            "textbook",
            "`pulumi.dynamic.Resource`: a provider object for each resource, `fetch` in its " +
                "methods, content in the inputs; it has no `read`, so a refresh asks nobody",
        ],
        [
            "nothing",
            "as many resources with the inputs and outputs of this provider and a `__provider` " +
                "text as short; no network, no work",
        ],
        [
            "bare",
            "Pulumi records a stack trace for each resource, in the state too; this provider leaves " +
                "it out, and here the program does",
        ],
        ["loop", "list, then upload what differs, one after the other; no state, no preview"],
        [
            "terraform",
            "`terraform_data` with `local-exec` and `curl`; a changed file is deleted and " +
                "uploaded, and a refresh asks nobody",
        ],
    ]);
    return contenders
        .filter(({ name }) => names.includes(name))
        .map(({ name, label }) => {
            const here = races.some((one) => one.contender === name);
            return `- **${label}**${here ? "" : " (not found here)"}: ${about.get(name) ?? ""}`;
        })
        .join("\n");
}

/**
 * @param {Measurements} found
 * @param {number} files
 */
function sideBySide({ races, names }, files) {
    const rows = scenarios.flatMap((scenario) =>
        contenders
            .filter(({ name }) => names.includes(name))
            .map(({ name, label }) => {
                const result = races.find(
                    (one) =>
                        one.contender === name && one.scenario === scenario && one.files === files,
                );
                const first = [titles[scenario], label];
                if (result === undefined) return [...first, "not found here", "", "", "", "", ""];
                return [...first, ...figures(result)];
            }),
    );
    const head = ["Run", "By", "Time", "Processor", "Calls", "State", "per file", "Memory"];
    return `### ${files.toLocaleString("en")} files\n\n${table(head, rows)}`;
}

/**
 * @param {import("./race.mjs").Result} result
 * @returns {string[]}
 */
function figures({ rounds, files, scenario }) {
    const middle = (/** @type {"wallMs" | "cpuMs" | "peakBytes" | "stateBytes"} */ name) =>
        median(rounds.flatMap((round) => round[name] ?? []));
    const state = middle("stateBytes");
    const counts = Object.entries(rounds[0]?.calls ?? {});
    return [
        seconds(middle("wallMs")),
        seconds(middle("cpuMs")),
        counts.map(([call, count]) => `${count.toLocaleString("en")} ${call}`).join(", ") || "none",
        state === undefined ? "–" : bytes(Math.round(state)),
        state === undefined || scenario === "destroy" ? "–" : bytes(Math.round(state / files)),
        rounds.some(({ peakBytes }) => peakBytes !== undefined)
            ? megabytes(middle("peakBytes"))
            : "–",
    ];
}

/** @param {Measurements} found */
function whereTheTimeGoes({ settings = [], ownTime }) {
    const [asItIs, empty] = settings;
    const parts = ["## Where the time goes"];
    if (ownTime !== undefined) parts.push(ownTimeText(ownTime));
    if (asItIs === undefined || empty === undefined)
        return [...parts, "Pulumi's own settings were not measured in this run."].join("\n\n");
    const once = settings.find(({ name }) => name.includes("SKIP_CHECKPOINTS"));
    const steps = ownTime?.steps;
    const own = steps === undefined ? undefined : (steps.checkNew + steps.create) * asItIs.files;
    const writes = once === undefined ? undefined : asItIs.coldMs - once.coldMs;
    const count = asItIs.files.toLocaleString("en");
    parts.push(
        `Of an \`up\` of ${count} new files (${seconds(asItIs.coldMs)}):`,
        table(
            ["Part", "Time", "How it was found"],
            [
                [
                    "starting the CLI, its language host, Node and the SDK",
                    seconds(empty.coldMs),
                    "an `up` without files",
                ],
                [
                    "writing the state, twice for each file",
                    seconds(writes),
                    "what `PULUMI_SKIP_CHECKPOINTS` saves",
                ],
                [
                    "this provider's steps, sockets included",
                    seconds(own),
                    "its processor time in a process by itself",
                ],
                [
                    "the engine's and the host's work for each resource, and the program's",
                    seconds(
                        once === undefined || own === undefined
                            ? undefined
                            : once.coldMs - empty.coldMs - own,
                    ),
                    "what is left",
                ],
            ],
        ),
        "These parts run at the same time where they can, so they are no exact sum.",
        "## Pulumi's settings",
        "What each does for an `up` of this provider, and its price:",
        table(
            ["Setting", "Files", "`up`, all new", "`up`, nothing changed", "Price"],
            settings.map(({ name, files, coldMs, noopMs, price }) => [
                name,
                files.toLocaleString("en"),
                seconds(coldMs),
                seconds(noopMs),
                price,
            ]),
        ),
        "Not measured: `PULUMI_DIY_BACKEND_ZSTD` and backends other than the file backend, whose " +
            "writes go over a network; Pulumi Cloud, which is sent only what has changed; " +
            "`PULUMI_NODEJS_TRANSPILE_ONLY`, which saves a TypeScript program its type check.",
    );
    return parts.join("\n\n");
}

/** @param {import("./ownTime.mjs").OwnTime} ownTime */
function ownTimeText({ files, loadingMs, signInMs, steps, bareUploadMs, ownMs }) {
    return [
        `The provider's own steps, in a process by themselves, with ${files.toLocaleString("en")} ` +
            `files: processor time for each file, sockets included. Loading its modules takes ` +
            `${String(Math.round(loadingMs))} ms, once in a process; the first sign-in and list, with the ` +
            `modules that they need, ${String(Math.round(signInMs))} ms, once in a run that makes a call.`,
        table(
            ["Step", "Time for a file"],
            [
                ["`check` of a new file", milliseconds(steps.checkNew)],
                ["`create`, with its upload", milliseconds(steps.create)],
                ["an upload by `fetch` alone, in another such process", milliseconds(bareUploadMs)],
                [
                    "**own time for a new file**: `check` and `create` without that",
                    milliseconds(ownMs),
                ],
                ["`check` of an unchanged file", milliseconds(steps.checkSame)],
                ["`diff`", milliseconds(steps.diff)],
                ["`read`", milliseconds(steps.read)],
                ["`delete`, with its call", milliseconds(steps.remove)],
            ],
        ),
    ].join("\n\n");
}

/** @param {import("./policies.mjs").Policies} policies */
function policiesText(policies) {
    const {
        files,
        bytes: size,
        loadingMs,
        wallMs,
        cpuMs,
        againMs,
        mandatory,
        undecided,
    } = policies;
    const count = files.toLocaleString("en");
    return [
        "## Policies",
        `The whole pack for ${count} scripts of ${size.toLocaleString("en")} bytes, no two alike, in a ` +
            `process without Pulumi's engine and host: ${seconds(wallMs)} (${seconds(cpuMs)} of ` +
            `processor time), of which loading takes ${String(Math.round(loadingMs))} ms. The same ` +
            `contents again, for another tenant: ${times(againMs / wallMs)} of that. Mandatory ` +
            `violations: ${String(mandatory)}; policies that could not run: ${String(undecided)}.`,
        table(
            ["Policy", "Time for a script", "Share"],
            policies.each.map(({ name, ms }) => [
                `\`${name}\``,
                milliseconds(ms / files),
                `${((100 * ms) / wallMs).toFixed(0)} %`,
            ]),
        ),
    ].join("\n\n");
}
