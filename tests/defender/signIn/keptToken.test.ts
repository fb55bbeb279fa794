import { keptToken } from "../../../defender/signIn/keptToken";
import { errorFrom, tokenOf } from "../answers";
import { fakeClock } from "../fakeClock";

const HOUR = 3_600_000;

function setUp() {
    const clock = fakeClock();
    let acquired = 0;
    const credential = keptToken(
        async () => {
            const number = ++acquired;
            await new Promise(setImmediate);
            return { ...tokenOf({}, `token ${number}`), expiresOn: clock.now() + HOUR };
        },
        { clock },
    );
    return { clock, credential, acquired: () => acquired };
}

describe("keptToken", () => {
    it("shares one request between concurrent callers, and its token with later ones", async () => {
        const { credential, acquired } = setUp();
        await Promise.all([1, 2, 3].map(() => credential.getToken()));
        await credential.getToken();
        expect(acquired()).toBe(1);
    });

    it("renews the token five minutes before it expires", async () => {
        const { credential, clock } = setUp();
        await credential.getToken();
        clock.pass(HOUR - 300_001);
        expect((await credential.getToken()).token).toBe("token 1");
        clock.pass(1);
        expect((await credential.getToken()).token).toBe("token 2");
    });

    it("gets a new one when a fresh one is asked for, once for all", async () => {
        const { credential, acquired } = setUp();
        await credential.getToken();
        const tokens = await Promise.all([
            credential.getToken({ fresh: true }),
            credential.getToken({ fresh: true }),
            credential.getToken(),
        ]);
        expect(tokens.map(({ token }) => token)).toEqual(["token 2", "token 2", "token 2"]);
        expect(acquired()).toBe(2);
    });

    it.each([
        ["soon", -HOUR],
        ["at no time at all", NaN],
    ])("uses a token for a minute at least, said to end %s", async (_when, lasts) => {
        const clock = fakeClock();
        let acquired = 0;
        const credential = keptToken(
            () => {
                acquired++;
                return Promise.resolve({ ...tokenOf(), expiresOn: clock.now() + lasts });
            },
            { clock },
        );
        await credential.getToken();
        clock.pass(59_000);
        await credential.getToken();
        expect(acquired).toBe(1);
        clock.pass(1_000);
        await credential.getToken();
        expect(acquired).toBe(2);
    });

    it("does not keep a failure", async () => {
        const outcomes = [Promise.reject(new Error("not now")), Promise.resolve(tokenOf())];
        const credential = keptToken(() => outcomes.shift()!, { clock: fakeClock() });
        expect((await errorFrom(credential.getToken())).message).toBe("not now");
        expect((await credential.getToken()).token).toBe("first");
    });
});
