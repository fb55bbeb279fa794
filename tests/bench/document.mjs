// docs/benchmarks.md has two authors: the tables are the run's, all around them is a person's.

const BEGIN = "<!-- From here on written by `npm run bench`: what is changed here is lost. -->";
const END = "<!-- To here. What follows is written by hand, and no run changes it. -->";

// The policies have a run of their own too: half a minute, and the figures of a whole one stay.
const POLICIES = "<!-- Written by `npm run bench -- --parts policies`, up to the next mark. -->";
const POLICIES_END = "<!-- To here. -->";

/**
 * Puts the tables of a run into a document, in the place of those of the run before.
 *
 * @param {string | undefined} document as it is; `undefined` when there is none
 * @param {string} tables
 * @returns {string}
 * @throws {Error} when the document has no place for them: it may be all by hand
 */
export function withTables(document, tables) {
    const measured = `${BEGIN}\n\n${tables}\n\n${END}`;
    if (document === undefined) return `# Benchmarks\n\n${measured}\n`;
    const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
    if (begin === -1 || end < begin)
        throw new Error(
            `The document to write to has no place for the tables: ${BEGIN} ... ${END}`,
        );
    // A whole run has measured the policies as well: what a run of theirs has written is older.
    const after = withoutPolicies(document.slice(end + END.length));
    return document.slice(0, begin) + measured + after;
}

/**
 * Puts what a run of the policies has measured into a document, after the tables of a whole run.
 *
 * @param {string | undefined} document as it is; `undefined` when there is none
 * @param {string} tables
 * @returns {string}
 * @throws {Error} when the document has no place for them
 */
export function withPolicies(document, tables) {
    const end = document?.indexOf(END) ?? -1;
    if (document === undefined || end === -1)
        throw new Error(`The document to write to has no place for the policies: after ${END}`);
    const [before, after] = [document.slice(0, end), document.slice(end + END.length)];
    const measured = `${POLICIES}\n\n${tables}\n\n${POLICIES_END}`;
    return `${before}${END}\n\n${measured}${withoutPolicies(after)}`;
}

/** @param {string} text */
function withoutPolicies(text) {
    const [begin, end] = [text.indexOf(POLICIES), text.indexOf(POLICIES_END)];
    if (begin === -1 || end < begin) return text;
    return text.slice(0, begin).trimEnd() + text.slice(end + POLICIES_END.length);
}
