// What was promised, and whether it is kept.

import { bytes, median, megabytes, milliseconds, seconds, times } from "./numbers.mjs";

/** @typedef {import("./report.mjs").Measurements} Measurements */
/** @typedef {import("./contenders.mjs").Scenario} Scenario */

/**
 * @typedef {object} Verdict
 * @property {string} what
 * @property {string} target
 * @property {string} measured
 * @property {boolean | undefined} met `undefined` where it is not judged
 */

/** How many files ratios and own time are promised for: with few, what is done once counts most. */
const MANY = 1000;

/** How many scripts the time of the policies is promised for. */
const SCRIPTS = 500;

/**
 * @param {Measurements} found
 * @returns {Verdict[]}
 */
export function verdicts(found) {
    const { ownTime, atTheLimit, largeFiles, policies } = found;
    const files = Math.max(0, ...found.races.map((one) => one.files));
    const own = ownTime?.ownMs;
    const peak = largeFiles?.peakBytes;
    const limit = atTheLimit && atTheLimit.wallMs / atTheLimit.leastMs;
    return [
        calls(found, files),
        state(found, files),
        ratio(found, { files, scenario: "cold", other: "textbook", most: 0.4 }),
        ratio(found, { files, scenario: "noop", other: "textbook", most: 0.5 }),
        ratio(found, { files, scenario: "noop", other: "nothing", most: 1.1 }),
        ratio(found, { files, scenario: "noop", other: "bare" }),
        ratio(found, { files, scenario: "refresh", other: "nothing", most: 1.1 }),
        {
            what: "provider's own time per new file, above engine and network",
            target: "< 1 ms",
            measured: milliseconds(own),
            met: own === undefined || (ownTime?.files ?? 0) < MANY ? undefined : own < 1,
        },
        {
            what: `${(policies?.files ?? SCRIPTS).toLocaleString("en")} scripts of 20 KB through the whole pack of policies`,
            target: "< 15 s on two cores",
            measured:
                policies === undefined
                    ? "not measured"
                    : `${seconds(policies.wallMs)}, ${times(policies.wallMs / 15_000)} of it`,
            met:
                policies === undefined || policies.files < SCRIPTS
                    ? undefined
                    : policies.wallMs < 15_000 && policies.mandatory + policies.undecided === 0,
        },
        {
            what: `memory of the provider while ${large(largeFiles)} go up`,
            target: "< 250 MB",
            measured: megabytes(peak),
            met: peak === undefined ? undefined : peak < 250e6,
        },
        {
            what:
                `${String(atTheLimit?.files ?? 0)} uploads by the provider's client alone, without ` +
                `Pulumi, at the rate limit (${windowOf(atTheLimit)})`,
            target: "≤ 1.05 × the least possible, no 429",
            measured:
                atTheLimit === undefined
                    ? "not measured"
                    : `${times(limit)} (${seconds(atTheLimit.wallMs)} of ` +
                      `${seconds(atTheLimit.leastMs)}), ${String(atTheLimit.refused)} × 429`,
            met: limit === undefined ? undefined : limit <= 1.05 && atTheLimit?.refused === 0,
        },
        status(found),
    ];
}

/** How many tenants, with how many files each, the status of is promised for. */
const FLEET = { tenants: 200, files: 100 };

/**
 * @param {Measurements} found
 * @returns {Verdict}
 */
function status({ status: run }) {
    const { tenants, files } = run ?? FLEET;
    const calls = run === undefined ? [] : [run.calls["token"], run.calls["list"]];
    const isLeast = calls.every((count) => count === tenants);
    const isSmall = tenants < FLEET.tenants || files < FLEET.files;
    return {
        what:
            `\`pulumi-mde status\` of ${String(tenants)} tenants with ${String(files)} files each, ` +
            `one token and one list a tenant`,
        target: "< 60 s, no 429",
        measured:
            run === undefined
                ? "not measured"
                : `${seconds(run.wallMs)}, ${String(run.refused)} × 429` +
                  (isLeast ? "" : `, ${calls.join(" tokens, ")} lists`),
        met:
            run === undefined || isSmall
                ? undefined
                : run.wallMs < 60_000 && run.refused === 0 && isLeast,
    };
}

/** @param {Measurements["largeFiles"]} found */
function large(found) {
    return found === undefined
        ? "large files"
        : `${String(found.files)} files of ${megabytes(found.bytes)}`;
}

/** @param {Measurements["atTheLimit"]} found */
function windowOf(found) {
    return found === undefined ? "" : `${String(found.calls)} calls in ${seconds(found.windowMs)}`;
}

/**
 * @param {Measurements} found
 * @param {number} files
 * @returns {Verdict}
 */
function calls({ races }, files) {
    const signIn = { token: 1, list: 1 };
    /** @type {Record<Scenario, Record<string, number>>} */
    const promised = {
        cold: { ...signIn, upload: files },
        change: { ...signIn, upload: 1 },
        noop: {},
        refresh: signIn,
        destroy: { ...signIn, delete: files },
    };
    const own = races.filter((one) => one.contender === "pulumi-mde" && one.files === files);
    const wrong = own.filter(({ scenario, rounds }) =>
        rounds.some((round) => !isPromised(round, promised[scenario])),
    );
    return {
        what: "calls: one token, one list, one for each file that changes; none for an unchanged stack (a list more for each minute of a run)",
        target: "exactly",
        measured:
            own.length === 0
                ? "not measured"
                : wrong.length === 0
                  ? "exactly"
                  : wrong.map(({ scenario }) => scenario).join(", "),
        met: own.length === 0 ? undefined : wrong.length === 0,
    };
}

/**
 * A list that is older than a minute decides no upload and no delete: there is one more then.
 *
 * @param {import("./race.mjs").Figures} figures
 * @param {Readonly<Record<string, number>>} promised
 */
function isPromised({ calls, wallMs }, promised) {
    const mayBeOld = promised.list === undefined ? 0 : Math.floor(wallMs / 60_000);
    const names = new Set([...Object.keys(calls), ...Object.keys(promised)]);
    return [...names].every((name) => {
        const [made, least] = [calls[name] ?? 0, promised[name] ?? 0];
        return made >= least && made <= least + (name === "list" ? mayBeOld : 0);
    });
}

/**
 * @param {Measurements} found
 * @param {number} files
 * @returns {Verdict}
 */
function state({ races }, files) {
    const cold = races.find(
        (one) => one.contender === "pulumi-mde" && one.files === files && one.scenario === "cold",
    );
    const whole = median(cold?.rounds.flatMap((round) => round.stateBytes ?? []) ?? []);
    const each = whole === undefined ? undefined : Math.round(whole / files);
    return {
        what: `state per file (whole state / ${files.toLocaleString("en")})`,
        target: "< 2 KB, no content",
        measured: bytes(each),
        met: each === undefined ? undefined : each < 2048,
    };
}

/**
 * @param {Measurements} found
 * @param {{ files: number, scenario: Scenario, other: string, most?: number }} options without
 *     `most` nothing is promised
 * @returns {Verdict}
 */
function ratio({ races }, { files, scenario, other, most }) {
    const walls = (/** @type {string} */ name) =>
        races
            .filter((one) => one.contender === name && one.files === files)
            .filter((one) => one.scenario === scenario)
            .flatMap((one) => one.rounds.map(({ wallMs }) => wallMs));
    const [ours, theirs] = [median(walls("pulumi-mde")), median(walls(other))];
    const found = ours === undefined || theirs === undefined ? undefined : ours / theirs;
    const steps = { cold: "`up` of new files", noop: "`up`, nothing changed", refresh: "refresh" };
    const who = {
        textbook: "the textbook provider",
        nothing: "a provider that does nothing",
        bare: "that without stack traces",
    }[other];
    const count = files.toLocaleString("en");
    return {
        what: `${steps[/** @type {keyof typeof steps} */ (scenario)]}, ${count} files, against ${who ?? other}`,
        target: most === undefined ? "none" : `≤ ${String(most)} ×`,
        measured:
            found === undefined
                ? "not measured"
                : `${times(found)} (${seconds(ours)} / ${seconds(theirs)}, ` +
                  `${runs(walls("pulumi-mde").length)})`,
        met: found === undefined || most === undefined || files < MANY ? undefined : found <= most,
    };
}

/** @param {number} count */
function runs(count) {
    return count === 1 ? "one run each" : `medians of ${String(count)} runs`;
}
