/**
 * Makes a resource without the program's stack trace. Pulumi records the whole trace in each
 * resource's state: with the frames of this package, of Node and of a TypeScript loader it is a
 * quarter of what a file takes there, and changes with the versions of all three. It leaves frames of
 * its own out and needs none: so none are given, however many it takes for its own. Nor are any
 * taken for the promises that it makes of each property, which cost more than all else here.
 *
 * @returns what puts the trace back as it was: call it as soon as the resource is made.
 */
export function withoutTrace(): () => void {
    const before: unknown = Reflect.get(Error, "prepareStackTrace");
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    Error.prepareStackTrace = (error) =>
        typeof before === "function"
            ? (Reflect.apply(before, Error, [error, []]) as unknown)
            : String(error);
    return () => {
        Reflect.set(Error, "prepareStackTrace", before);
        Error.stackTraceLimit = stackTraceLimit;
    };
}
