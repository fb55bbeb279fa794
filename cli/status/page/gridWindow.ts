/** A run of rows or columns, from the first to before the last. */
export interface Span {
    readonly from: number;
    readonly to: number;
}

/** What of a long row of equal parts is to be seen, with a few parts on either side. */
export function spanSeen(options: {
    readonly start: number;
    readonly length: number;
    readonly size: number;
    readonly count: number;
}): Span {
    const { start, length, size, count } = options;
    const margin = 2;
    const from = Math.max(0, Math.min(Math.floor(start / size), count) - margin);
    return { from, to: Math.min(count, Math.ceil((start + length) / size) + margin) };
}

/** A cell of a grid: row and column, from 0. */
export interface Place {
    readonly row: number;
    readonly column: number;
}

/** Where a key leads from a cell; `undefined` for a key that leads nowhere. */
export function placeAfter(
    key: string,
    { row, column }: Place,
    grid: {
        readonly rows: number;
        readonly columns: number;
        readonly page: number;
        readonly isControl: boolean;
    },
): Place | undefined {
    const { rows, columns, page, isControl } = grid;
    const last = { row: rows - 1, column: columns - 1 };
    const moves: Readonly<Record<string, Place>> = {
        ArrowUp: { row: row - 1, column },
        ArrowDown: { row: row + 1, column },
        ArrowLeft: { row, column: column - 1 },
        ArrowRight: { row, column: column + 1 },
        PageUp: { row: row - page, column },
        PageDown: { row: row + page, column },
        Home: isControl ? { row: 0, column: 0 } : { row, column: 0 },
        End: isControl ? last : { row, column: last.column },
    };
    const next = moves[key];
    if (next === undefined) return undefined;
    return {
        row: Math.max(0, Math.min(next.row, last.row)),
        column: Math.max(0, Math.min(next.column, last.column)),
    };
}

/** How far to scroll so that a part is seen whole. */
export function scrollTo(options: {
    readonly at: number;
    readonly size: number;
    readonly start: number;
    readonly length: number;
}): number {
    const { at, size, start, length } = options;
    if (at * size < start) return at * size;
    const end = (at + 1) * size;
    return end > start + length ? Math.max(0, end - length) : start;
}
