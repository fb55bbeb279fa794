import { Request, Response } from "undici";

import { clockCheck, serviceClock } from "../../cli/serviceClock";

const host = "login.example";

describe("serviceClock", () => {
    async function askedOf(date: string | undefined, times: number[]) {
        const clock = serviceClock(() => times.shift()!);
        const headers: Record<string, string> = date === undefined ? {} : { date };
        const transport = clock.around(() => Promise.resolve(new Response(null, { headers })));
        await transport(new Request(`https://${host}/token?x=y`));
        return clock;
    }
    const date = "Wed, 25 Nov 2026 10:00:00 GMT";
    const at = Date.parse(date);

    it("compares a Date with the middle of the call", async () => {
        const clock = await askedOf(date, [at - 60_000, at - 50_000]);
        expect(clock.ahead(`https://${host}`)).toEqual({ host, ms: 55_500 });
    });

    it("prefers the first origin that has answered", async () => {
        const clock = await askedOf(date, [at, at + 1_000]);
        expect(clock.ahead("https://api.example", `https://${host}`)).toEqual({ host, ms: 0 });
        expect(clock.ahead("https://api.example")).toBeUndefined();
    });

    it.each([undefined, "yesterday"])("makes nothing of the Date %s", async (odd) => {
        expect((await askedOf(odd, [at, at])).ahead(`https://${host}`)).toBeUndefined();
    });
});

describe("clockCheck", () => {
    const secret = { how: "clientSecret", isSignedIn: true } as const;
    it.each([
        [2_000, "ok", /agrees with that of login\.example/],
        [-59_000, "ok", /is 59 s ahead of that/],
        [60_000, "warning", /is 1 min behind that of login\.example\. Let this machine/],
        [-3_600_000, "warning", /is 60 min ahead/],
    ])("of a service %d ms ahead is %s: %s", (ms, status, text) => {
        const check = clockCheck({ host, ms }, secret);
        expect(check.status).toBe(status);
        expect(check.found[0]).toMatch(text);
        expect(check.values).toEqual({ host, behindSeconds: ms / 1000 });
    });

    it.each(["clientCertificate", "oidc"] as const)(
        "fails from five minutes on when signing in by %s has failed",
        (how) => {
            const failing = { how, isSignedIn: false };
            expect(clockCheck({ host, ms: 300_001 }, failing).status).toBe("failed");
            expect(clockCheck({ host, ms: 300_000 }, failing).status).toBe("warning");
            expect(clockCheck({ host, ms: 300_001 }, { how, isSignedIn: true }).status).toBe(
                "warning",
            );
        },
    );
});
