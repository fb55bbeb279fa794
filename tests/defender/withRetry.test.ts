import { BrokenCallError } from "../../defender/brokenCallError";
import type { Answer, Call } from "../../defender/call";
import { createWaits } from "../../defender/waits";
import { withRetry, type RetryOptions } from "../../defender/withRetry";
import { answerOf, callOf, errorFrom, networkFailure, tenantId } from "./answers";
import { fakeClock } from "./fakeClock";

const reset = () => new BrokenCallError(networkFailure("ECONNRESET"));
const refused = () => new BrokenCallError(networkFailure("ECONNREFUSED"));
const throttled = (after?: string) =>
    answerOf(429, { headers: after === undefined ? {} : { "retry-after": after } });

/** Sends a call against these outcomes, one for each attempt; the last one repeats. */
function setUp(outcomes: readonly (Answer | Error)[], options: Partial<RetryOptions> = {}) {
    const clock = fakeClock();
    const lines: string[] = [];
    const waits = createWaits({ clock, tenantId, log: (line) => lines.push(line) });
    let attempts = 0;
    const send = withRetry(
        async (call) => {
            await call.request();
            const outcome = outcomes[Math.min(attempts++, outcomes.length - 1)]!;
            if (outcome instanceof Error) throw outcome;
            return outcome;
        },
        { clock, random: () => 1, waits, ...options },
    );
    return { send: (call: Call) => send(call), clock, lines, attempts: () => attempts };
}

describe("withRetry", () => {
    it("returns the first good answer", async () => {
        const { send, attempts, clock } = setUp([answerOf(200)]);
        expect((await send(callOf("list"))).status).toBe(200);
        expect(attempts()).toBe(1);
        expect(clock.slept).toEqual([]);
    });

    it("makes the request anew for each attempt", async () => {
        const { send } = setUp([answerOf(503), answerOf(503), answerOf(200)]);
        let made = 0;
        const call = callOf("upload");
        await send({ ...call, request: () => (made++, call.request()) });
        expect(made).toBe(3);
    });

    it.each([
        ["seconds", "20", 20_000],
        ["a date", new Date(fakeClock().now() + 30_000).toUTCString(), 30_000],
    ])("waits as long as Retry-After says in %s", async (_form, header, expected) => {
        const { send, clock } = setUp([throttled(header), answerOf(200)]);
        expect((await send(callOf("upload"))).status).toBe(200);
        expect(clock.slept).toEqual([expected]);
    });

    it.each([undefined, "-5", "NaN", "0"])(
        "backs off on its own after a 429 with Retry-After %s",
        async (header) => {
            const { send, clock } = setUp([throttled(header), throttled(header), answerOf(200)]);
            await send(callOf("upload"));
            expect(clock.slept).toEqual([1_000, 2_000]);
        },
    );

    it("waits an hour when it is asked to, and no longer", async () => {
        const { send, clock } = setUp([throttled("86400"), answerOf(200)]);
        await send(callOf("upload"));
        expect(clock.slept).toEqual([3_600_000]);
    });

    it("has all calls of the kind held back after a 429", async () => {
        const pause = jest.fn();
        const { send } = setUp([throttled("20"), answerOf(503), answerOf(200)], { pause });
        await send(callOf("upload"));
        expect(pause.mock.calls).toEqual([["upload", 20_000]]);
    });

    it("gives up on 429 after thirty attempts, with the last answer", async () => {
        const { send, attempts } = setUp([throttled("1")]);
        expect((await send(callOf("list"))).status).toBe(429);
        expect(attempts()).toBe(30);
    });

    it.each([[408], [500], [502], [503], [504]])("tries again after %i", async (status) => {
        const { send, clock } = setUp([answerOf(status), answerOf(status), answerOf(200)]);
        expect((await send(callOf("list"))).status).toBe(200);
        expect(clock.slept).toEqual([1_000, 2_000]);
    });

    it("heeds Retry-After with a 503 too", async () => {
        const unavailable = answerOf(503, { headers: { "retry-after": "7" } });
        const { send, clock } = setUp([unavailable, answerOf(200)]);
        await send(callOf("list"));
        expect(clock.slept).toEqual([7_000]);
    });

    it("gives up on a failing service after ten attempts and some minutes", async () => {
        const { send, attempts, clock } = setUp([answerOf(503)]);
        expect((await send(callOf("list"))).status).toBe(503);
        expect(attempts()).toBe(10);
        const total = clock.slept.reduce((sum, ms) => sum + ms, 0);
        expect(total).toBe(151_000);
    });

    it("tries again after a broken connection, and throws what broke the last one", async () => {
        const { send, attempts } = setUp([reset()]);
        expect(await errorFrom(send(callOf("list")))).toBeInstanceOf(BrokenCallError);
        expect(attempts()).toBe(10);
    });

    it.each([
        // A typing error more often than a network that is not there yet.
        ["ENOTFOUND", 6, 31_000],
        // Each attempt lasts as long as the transport waits: two minutes.
        ["UND_ERR_HEADERS_TIMEOUT", 3, 3_000],
    ])("is less patient with %s: %d attempts", async (code, expected, waited) => {
        const broken = new BrokenCallError(networkFailure(code));
        const { send, attempts, clock } = setUp([broken]);
        expect(await errorFrom(send(callOf("list")))).toBe(broken);
        expect(attempts()).toBe(expected);
        expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(waited);
        const hasty = setUp([broken], { attempts: 2 });
        await errorFrom(hasty.send(callOf("list")));
        expect(hasty.attempts()).toBe(2);
    });

    it("does not try again what no time will mend", async () => {
        const { send, attempts } = setUp([new BrokenCallError(networkFailure("CERT_HAS_EXPIRED"))]);
        expect(await errorFrom(send(callOf("list")))).toMatchObject({ mayHaveArrived: false });
        expect(attempts()).toBe(1);
    });

    it.each([[400], [401], [403], [404], [409], [413], [301]])(
        "never tries again after %i",
        async (status) => {
            const { send, attempts } = setUp([answerOf(status)]);
            expect((await send(callOf("upload"))).status).toBe(status);
            expect(attempts()).toBe(1);
        },
    );

    it.each([[408], [500], [504]])(
        "does not repeat what is not repeatable after %i",
        async (status) => {
            const { send, attempts } = setUp([answerOf(status), answerOf(200)]);
            expect((await send(callOf("upload", { repeatable: false }))).status).toBe(status);
            expect(attempts()).toBe(1);
        },
    );

    it("does not repeat what is not repeatable after a reset", async () => {
        const { send, attempts } = setUp([reset(), answerOf(200)]);
        await errorFrom(send(callOf("upload", { repeatable: false })));
        expect(attempts()).toBe(1);
    });

    it("repeats even that when the request never arrived or was turned away", async () => {
        const { send, attempts } = setUp([refused(), throttled("1"), answerOf(200)]);
        expect((await send(callOf("upload", { repeatable: false }))).status).toBe(200);
        expect(attempts()).toBe(3);
    });

    it("asks three times for a body that is needed", async () => {
        const { send, attempts } = setUp([answerOf(200)]);
        expect((await send(callOf("list", { needsJson: true }))).status).toBe(200);
        expect(attempts()).toBe(3);
    });

    it("is content with a body that came the second time", async () => {
        const { send, attempts } = setUp([answerOf(200), answerOf(200, { json: { value: [] } })]);
        expect((await send(callOf("list", { needsJson: true }))).json).toEqual({ value: [] });
        expect(attempts()).toBe(2);
    });

    it("tells of long waits, with the reason", async () => {
        const { send, lines } = setUp([throttled("20"), answerOf(200)]);
        await send(callOf("upload"));
        expect(lines).toHaveLength(1);
        expect(lines[0]).toContain(
            `Tenant ${tenantId}: the API asked to wait (429); one upload is waiting, for 20 s.`,
        );
    });

    it("lets errors from making the request through at once", async () => {
        const gone = new Error("the content is gone");
        const { send, attempts } = setUp([answerOf(200)]);
        const call = callOf("upload", { request: () => Promise.reject(gone) });
        expect(await errorFrom(send(call))).toBe(gone);
        expect(attempts()).toBe(0);
    });
});
