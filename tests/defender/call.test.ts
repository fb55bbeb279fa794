import { Response } from "undici";

import { BrokenCallError } from "../../defender/brokenCallError";
import { sendOver } from "../../defender/call";
import { callOf, errorFrom, networkFailure, scripted } from "./answers";
import { fakeClock } from "./fakeClock";

const clock = fakeClock();
const send = (response: Response | Error, limits = {}) =>
    sendOver(scripted(response), { clock, ...limits })(callOf("list"));

function bodyOf(...pieces: readonly (string | Error)[]): Response {
    const left = [...pieces];
    const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
            const next = left.shift();
            if (next === undefined) controller.close();
            else if (next instanceof Error) controller.error(next);
            else controller.enqueue(Buffer.from(next));
        },
    });
    return new Response(stream);
}

describe("sendOver", () => {
    it("reads JSON, in pieces and with a byte order mark", async () => {
        const bytes = Buffer.from('\uFEFF{"a":"ü"}');
        const stream = new ReadableStream<Uint8Array>({
            start(controller) {
                for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
                controller.close();
            },
        });
        expect((await send(new Response(stream))).json).toEqual({ a: "ü" });
    });

    it("leaves no timer behind", async () => {
        const signals: (AbortSignal | undefined)[] = [];
        const sleep = (_ms: number, signal?: AbortSignal) => {
            signals.push(signal);
            return new Promise<void>(() => undefined);
        };
        await send(new Response("{}"), { clock: { now: () => 0, sleep } });
        expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    });

    it("says when an attempt is over, however it ended", async () => {
        const attempted = jest.fn();
        const over = (outcome: Response | Error) =>
            sendOver(scripted(outcome), { clock })(callOf("upload", { attempted }));
        await over(new Response("{}"));
        expect(attempted).toHaveBeenCalledTimes(1);
        await errorFrom(over(networkFailure("ECONNRESET")));
        expect(attempted).toHaveBeenCalledTimes(2);
    });

    it("gives an answer without JSON as one without", async () => {
        expect((await send(new Response("<html>"))).json).toBeUndefined();
        expect((await send(new Response(null, { status: 204 }))).json).toBeUndefined();
    });

    it("gives the status of an answer whose body broke off", async () => {
        const answer = await send(bodyOf('{"value": [', networkFailure("ECONNRESET")));
        expect(answer).toMatchObject({ status: 200, json: undefined, unreadable: "broken" });
    });

    it("stops reading what is too large", async () => {
        const answer = await send(bodyOf("[1,", "2,", "3]"), { maxBytes: 5 });
        expect(answer).toMatchObject({ json: undefined, unreadable: "tooLarge" });
    });

    it("stops reading what comes too slowly", async () => {
        const late = fakeClock();
        let cancelled = false;
        const stream = new ReadableStream<Uint8Array>({
            cancel() {
                cancelled = true;
            },
        });
        const reading = sendOver(scripted(new Response(stream)), { clock: late })(callOf("list"));
        await new Promise(setImmediate);
        late.pass(120_000);
        expect(await reading).toMatchObject({ unreadable: "tooSlow" });
        expect(cancelled).toBe(true);
    });

    it.each([
        ["ECONNREFUSED", false],
        ["ENOTFOUND", false],
        ["UND_ERR_CONNECT_TIMEOUT", false],
        ["ECONNRESET", true],
        ["UND_ERR_HEADERS_TIMEOUT", true],
        ["UND_ERR_SOCKET", true],
    ])("knows whether a request may have arrived: %s", async (code, mayHaveArrived) => {
        const error = await errorFrom(send(networkFailure(code)));
        expect(error).toBeInstanceOf(BrokenCallError);
        expect(error).toMatchObject({ mayHaveArrived });
    });

    it("takes a refusal of every address for one that never arrived", async () => {
        const refused = ["ECONNREFUSED", "ECONNREFUSED"].map((code) =>
            Object.assign(new Error(code), { code }),
        );
        const cause = new AggregateError(refused);
        const error = await errorFrom(send(new TypeError("fetch failed", { cause })));
        expect(error).toMatchObject({ mayHaveArrived: false });
    });

    it("leaves an error from making the request as it is", async () => {
        const gone = new Error("the content is gone");
        const call = callOf("upload", { request: () => Promise.reject(gone) });
        expect(await errorFrom(sendOver(scripted(), { clock })(call))).toBe(gone);
    });
});
