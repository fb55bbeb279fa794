// Shows what is live as a table that fits the terminal.

import Table from "cli-table3";

/** @typedef {import("pulumi-mde/emulator").StoredFile} StoredFile */

const gap = 2;
const digestWidth = 12;

/** Below this there is no point in showing a description next to everything else. */
const leastDescription = 20;

/**
 * The library as a table without lines: name, size, the beginning of the digest, and as much of the
 * description as fits.
 *
 * @param {ReadonlyArray<StoredFile>} files
 * @param {{ width: number, bold: (text: string) => string }} look the width is kept between 60 and
 *     200 columns
 * @returns {string} lines without a line end after the last
 */
export function libraryTable(files, { width, bold }) {
    const all = Math.min(200, Math.max(60, width));
    const nameWidth = Math.max(...files.map(({ fileName }) => fileName.length), "File".length);
    const sizeWidth = Math.max(...files.map(({ size }) => sizeText(size).length), "Size".length);
    const left = all - nameWidth - sizeWidth - digestWidth - 3 * gap;
    const withSize = left >= leastDescription;
    const description = Math.max(8, withSize ? left : left + sizeWidth + gap);

    /** @type {Array<{ title: string, width: number, of: (file: StoredFile) => string }>} */
    const wide = [
        { title: "File", width: nameWidth, of: (file) => file.fileName },
        { title: "Size", width: sizeWidth, of: (file) => sizeText(file.size).padStart(sizeWidth) },
        { title: "SHA-256", width: digestWidth, of: (file) => file.sha256.slice(0, digestWidth) },
        { title: "Description", width: description, of: (file) => file.description ?? "" },
    ];
    const columns = wide.filter(({ title }) => withSize || title !== "Size");

    const table = new Table({
        head: columns.map(({ title, width }) =>
            bold(title === "Size" ? title.padStart(width) : title),
        ),
        colWidths: columns.map(({ width }) => width + gap),
        style: { "padding-left": 0, "padding-right": gap, head: [], border: [] },
        chars: noLines,
    });
    for (const file of inOrder(files)) {
        table.push(columns.map(({ of, width }) => cut(of(file), width)));
    }
    return table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}

/**
 * @template {{ fileName: string }} T
 * @param {ReadonlyArray<T>} files
 * @returns {T[]}
 */
function inOrder(files) {
    return [...files].sort((one, other) => one.fileName.localeCompare(other.fileName, "en"));
}

const noLines = Object.fromEntries(
    ["top", "bottom", "left", "right", "mid"]
        .flatMap((edge) => [edge, `${edge}-mid`, `${edge}-left`, `${edge}-right`])
        .concat("middle", "mid-mid")
        .map((name) => [name, ""]),
);

/**
 * @param {string} text
 * @param {number} width
 * @returns {string}
 */
function cut(text, width) {
    return text.length <= width ? text : `${text.slice(0, width - 1).trimEnd()}…`;
}

/**
 * @param {number} bytes
 * @returns {string}
 */
function sizeText(bytes) {
    if (bytes < 1024) {
        return `${String(bytes)} B`;
    }
    const kib = bytes / 1024;
    return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}
