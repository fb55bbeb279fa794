// Figures as a person reads them.

/**
 * @param {readonly number[]} values
 * @returns {number | undefined} of an even number, the mean of the two in the middle
 */
export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
    return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

const none = "not measured";

/** @param {number | undefined} ms */
export function seconds(ms) {
    if (ms === undefined) return none;
    return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** @param {number | undefined} ms */
export function milliseconds(ms) {
    return ms === undefined ? none : `${ms.toFixed(2)} ms`;
}

/** @param {number | undefined} count */
export function bytes(count) {
    return count === undefined ? none : `${count.toLocaleString("en")} B`;
}

/** @param {number | undefined} count */
export function megabytes(count) {
    return count === undefined ? none : `${(count / 1e6).toFixed(0)} MB`;
}

/** @param {number | undefined} ratio */
export function times(ratio) {
    return ratio === undefined ? none : `${ratio.toFixed(2)} ×`;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @returns {string} a table of Markdown
 */
export function table(head, rows) {
    const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
