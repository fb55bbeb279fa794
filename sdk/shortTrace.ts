/** Frames of Pulumi's and ours above the program's line, and that line. */
const KEPT = 9;

/**
 * Makes a resource with only the top of the stack to be seen: Pulumi records the whole stack trace
 * in each resource's state, and the frames of Node and of a TypeScript loader below the program
 * would be a quarter of it, and would change with their versions.
 *
 * @returns what puts the trace back as it was: call it as soon as the resource is made.
 */
export function shortenTrace(): () => void {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => {
        const kept = frames.slice(0, KEPT);
        if (before !== undefined) return before(error, kept) as unknown;
        return [String(error), ...kept.map((frame) => `    at ${frame.toString()}`)].join("\n");
    };
    return () => {
        if (before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
        else Error.prepareStackTrace = before;
    };
}
