/**
 * Frames of Pulumi's SDK and the resource's own constructor, which the SDK leaves out of what it
 * records: fewer, and it would record none of the program's either.
 */
const CONSTRUCTORS = 5;

/**
 * Makes a resource without the program's stack trace. Pulumi records the whole trace in each
 * resource's state: with the frames of this package, of Node and of a TypeScript loader it is a
 * quarter of what a file takes there, and changes with the versions of all three.
 *
 * @returns what puts the trace back as it was: call it as soon as the resource is made.
 */
export function withoutTrace(): () => void {
    const before: unknown = Reflect.get(Error, "prepareStackTrace");
    Error.prepareStackTrace = (error, frames) => {
        const constructors = frames.slice(0, CONSTRUCTORS);
        if (typeof before === "function")
            return Reflect.apply(before, Error, [error, constructors]) as unknown;
        return [error.message, ...constructors.map(() => "    at constructor")].join("\n");
    };
    return () => {
        Reflect.set(Error, "prepareStackTrace", before);
    };
}
