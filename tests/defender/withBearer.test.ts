import type { Answer, Call } from "../../defender/call";
import type { AccessToken } from "../../defender/signIn/credential";
import { withBearer } from "../../defender/withBearer";
import { answerOf, callOf, errorFrom, tokenOf } from "./answers";

function setUp(accepts: (token: string | null) => boolean) {
    const sent: (string | null)[] = [];
    let kept: AccessToken = tokenOf({}, "Bearer-1");
    let fresh = 0;
    const send = withBearer(
        async (call: Call): Promise<Answer> => {
            const request = await call.request();
            const authorization = request.headers.get("authorization");
            sent.push(authorization);
            return answerOf(accepts(authorization) ? 200 : 401);
        },
        {
            token: (options) => {
                if (options?.fresh === true) kept = tokenOf({}, `Bearer-${++fresh + 1}`);
                return Promise.resolve(kept);
            },
            allows: (url) => url.host === "api.security.microsoft.com",
        },
    );
    return { send, sent, fresh: () => fresh };
}

describe("withBearer", () => {
    it("puts the token on the request, and on the answer for its errors", async () => {
        const { send, sent } = setUp(() => true);
        const answer = await send(callOf("list"));
        expect(sent).toEqual(["Bearer Bearer-1"]);
        expect(answer.token?.claims.roles).toEqual(["Library.Manage"]);
    });

    it("sends a call again with a new token after a 401", async () => {
        const { send, sent } = setUp((token) => token === "Bearer Bearer-2");
        expect((await send(callOf("list"))).status).toBe(200);
        expect(sent).toEqual(["Bearer Bearer-1", "Bearer Bearer-2"]);
    });

    it("does so once only", async () => {
        const { send, sent } = setUp(() => false);
        expect((await send(callOf("list"))).status).toBe(401);
        expect(sent).toHaveLength(2);
    });

    it("asks for one new token when many calls meet a 401 together", async () => {
        const { send, fresh } = setUp((token) => token !== "Bearer Bearer-1");
        const answers = await Promise.all([1, 2, 3, 4].map(() => send(callOf("upload"))));
        expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
        expect(fresh()).toBe(1);
    });

    it("sends nothing to an address that may not have the token", async () => {
        const { send, sent } = setUp(() => true);
        const { Request } = await import("undici");
        const elsewhere = callOf("list", {
            request: () => Promise.resolve(new Request("https://example.com/api/libraryfiles")),
        });
        expect((await errorFrom(send(elsewhere))).message).toContain("https://example.com");
        expect(sent).toEqual([]);
    });
});
