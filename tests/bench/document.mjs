// docs/benchmarks.md has two authors: the tables are the run's, all around them is a person's.

const BEGIN = "<!-- From here on written by `npm run bench`: what is changed here is lost. -->";
const END = "<!-- To here. What follows is written by hand, and no run changes it. -->";

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
    return document.slice(0, begin) + measured + document.slice(end + END.length);
}
