/** A stream that may be a terminal. */
interface Screen {
    readonly isTTY?: boolean;
    readonly columns?: number;
}

/** How many columns a terminal has; `undefined` where there is none, or it says 0, which is that it does not know. */
export function terminalColumns({ isTTY, columns }: Screen): number | undefined {
    return isTTY === true && columns !== 0 ? columns : undefined;
}
