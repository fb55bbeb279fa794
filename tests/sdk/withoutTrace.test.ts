import { withoutTrace } from "../../sdk/withoutTrace";

/** The trace of a new error, as Pulumi's SDK asks for its own. */
function trace(): string | undefined {
    return new Error("here").stack;
}

describe("withoutTrace", () => {
    const loader = (error: Error, frames: readonly unknown[]) =>
        `${error.message} and ${frames.length} frames`;
    const before = Reflect.get(Error, "prepareStackTrace");
    afterEach(() => {
        Reflect.set(Error, "prepareStackTrace", before);
    });

    it("leaves no frame in a trace, until it is put back", () => {
        Reflect.set(Error, "prepareStackTrace", undefined);
        const restore = withoutTrace();
        const without = trace();
        restore();
        expect(without).toBe("Error: here");
        expect(trace()).toMatch(/^Error: here\n +at trace/);
    });

    it("lets no frame be taken, until it is put back", () => {
        const taken: number[] = [];
        const { stackTraceLimit } = Error;
        const restore = withoutTrace();
        Error.prepareStackTrace = (_, frames) => taken.push(frames.length);
        void trace();
        restore();
        expect(taken).toEqual([0]);
        expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    });

    it("gives a loader that writes traces no frame, until it is put back", () => {
        Reflect.set(Error, "prepareStackTrace", loader);
        const restore = withoutTrace();
        const without = trace();
        restore();
        expect(without).toBe("here and 0 frames");
        expect(Reflect.get(Error, "prepareStackTrace")).toBe(loader);
    });
});
