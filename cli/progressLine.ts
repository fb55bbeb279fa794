/** One line of a terminal that tells how far a long work is, and other lines above it. */
export interface ProgressLine {
    /** Shows a text where the last one was. */
    readonly show: (text: string) => void;
    /** Writes a line that stays, whether or not it is a terminal. */
    readonly line: (text: string) => void;
    /** Takes the progress away. */
    readonly clear: () => void;
}

/** Progress on a terminal; in a pipe or a file there is none. */
export function progressLine(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">): ProgressLine {
    let shown = "";
    const clear = () => {
        if (shown !== "") stream.write(`\r${" ".repeat(shown.length)}\r`);
        shown = "";
    };
    return {
        show: (text) => {
            if (!stream.isTTY) return;
            clear();
            stream.write(text);
            shown = text;
        },
        line: (text) => {
            const again = shown;
            clear();
            stream.write(`${text}\n`);
            if (again !== "") stream.write(again);
            shown = again;
        },
        clear,
    };
}
