import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { Response } from "undici";

import { DefenderError } from "../../defender/errors";
import {
    createLibraryClient,
    type LibraryClient,
    type LibraryClientOptions,
} from "../../defender/libraryClient";
import { confidentialCredential } from "../../defender/signIn/confidentialCredential";
import { networkTransport } from "../../defender/transport";
import { errorFrom, scope, tenantId, tokenOf } from "./answers";
import { fakeClock } from "./fakeClock";
import { clientId, uploadOf } from "./setUpEmulated";

/** An answer that a service, or whatever sits in its place, may give. */
interface Given {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array | string | null;
}

const responseOf = ({ status, headers, body }: Given) =>
    new Response([204, 205, 304].includes(status) ? null : body, { status, headers });

/** Everything that has the shape of an entity's key, with any value. */
const entity = fc.record(
    {
        fileName: fc.oneof(fc.constantFrom("a.ps1", "A.PS1", ""), fc.jsonValue()),
        sha256: fc.oneof(fc.constant(uploadOf("a.ps1", "x").sha256), fc.jsonValue()),
        description: fc.jsonValue(),
        hasParameters: fc.jsonValue(),
        createdBy: fc.jsonValue(),
        creationTime: fc.jsonValue(),
    },
    { requiredKeys: [] },
);
const json = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    entity,
    fc.record({ value: fc.array(entity, { maxLength: 3 }) }),
    fc.record({ value: fc.jsonValue(), "@odata.nextLink": fc.jsonValue() }),
    fc.record({ error: fc.jsonValue() }),
    fc.record({ error: fc.record({ code: fc.jsonValue(), message: fc.string() }) }),
    fc.constantFrom({ ["__proto__"]: { value: [] } }, { constructor: { value: [] } }),
);
const text = json.map((value) => JSON.stringify(value));
const body = fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 2, arbitrary: text.map((whole) => whole.slice(0, whole.length / 2)) },
    text.map((whole) => `\uFEFF${whole}`),
    text.map((whole) => Buffer.from(`\uFEFF${whole}`, "utf16le")),
    text.map((whole) => `{"value":[],"value":${whole}}`),
    fc.constantFrom(
        null,
        "",
        " ",
        "null",
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "[".repeat(200_000),
        `{"value":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
        '{"__proto__":{"value":[]}}',
    ),
    fc.uint8Array({ maxLength: 50 }),
);
const given: fc.Arbitrary<Given> = fc.record({
    status: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(200, 200, 201, 204) },
        fc.constantFrom(206, 302, 400, 401, 403, 404, 408, 409, 413, 418, 429, 500, 503, 599),
    ),
    headers: fc.record(
        {
            "content-type": fc.constantFrom(
                "application/json",
                "application/json; charset=utf-16",
                "text/html; charset=iso-8859-1",
                "",
            ),
            "retry-after": fc.constantFrom("-1", "1e9", "999999999999", "soon", "0", "7"),
            location: fc.constantFrom("https://elsewhere.example/?token=1", "//", "http://"),
            "request-id": fc.constantFrom("43f4", "x".repeat(5_000)),
        },
        { requiredKeys: [] },
    ),
    body,
});

/** A client of a service that gives each call the same answer. */
function clientOf(answer: Given, more: Partial<LibraryClientOptions> = {}): LibraryClient {
    return createLibraryClient({
        tenantId,
        cloud: "commercial",
        apiUrl: "https://api.security.microsoft.com",
        scope,
        credential: { getToken: () => Promise.resolve(tokenOf()) },
        transport: () => Promise.resolve(responseOf(answer)),
        clock: fakeClock(),
        random: () => 0.5,
        log: () => undefined,
        ...more,
    });
}

const secret = "the-secret-of-the-app";

/** A credential whose authority gives each call the same answer. */
const credentialOf = (answer: Given) =>
    confidentialCredential({
        tenantId,
        scope,
        clientId,
        how: "clientSecret",
        authorityUrl: "https://login.microsoftonline.com",
        knownAuthority: true,
        proof: () => Promise.resolve({ clientSecret: secret }),
        transport: () => Promise.resolve(responseOf(answer)),
        clock: fakeClock(),
        random: () => 0.5,
        log: () => undefined,
    });

/** What came of work: its value, or an error that is one paragraph for a person. */
async function outcomeOf<T>(work: Promise<T>): Promise<T | undefined> {
    try {
        return await work;
    } catch (error) {
        expect(error).toBeInstanceOf(DefenderError);
        const { message } = error as DefenderError;
        expect(message).toContain(tenantId);
        expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|undefined|\[object|TypeError/u);
        expect(message.length).toBeLessThan(3_000);
        return undefined;
    }
}

/** The files that a body lists, by an own and simple reading; `undefined` where it lists none. */
function listedIn({ body: whole }: Given): unknown[] | undefined {
    try {
        const utf8 =
            typeof whole === "string" ? whole : new TextDecoder().decode(whole ?? undefined);
        const { value } = JSON.parse(utf8.replace(/^\uFEFF/, "")) as { value?: unknown };
        return Array.isArray(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

describe("whatever the service answers", () => {
    it("a list is what it lists or an error, and never an empty library by mistake", async () => {
        await fc.assert(
            fc.asyncProperty(given, async (answer) => {
                const library = await outcomeOf(clientOf(answer).list());
                if (library === undefined) return;
                if (answer.status === 404) expect(library).toMatchObject({ missing: true });
                else {
                    const names = (listedIn(answer) as { fileName: string }[]).map(
                        ({ fileName }) => fileName,
                    );
                    expect(new Set(library.files.map(({ fileName }) => fileName))).toEqual(
                        new Set(names),
                    );
                }
            }),
            { numRuns: 300 },
        );
    });

    it("an upload is reported as it was sent, or an error", async () => {
        await fc.assert(
            fc.asyncProperty(given, fc.boolean(), async (answer, overrideIfExists) => {
                const upload = uploadOf("a.ps1", "x", { overrideIfExists });
                const live = await outcomeOf(clientOf(answer).upload(upload));
                if (live !== undefined) expect(live.sha256).toBe(upload.sha256);
            }),
            { numRuns: 150 },
        );
    });

    it("a delete is done or an error", async () => {
        await fc.assert(
            fc.asyncProperty(given, async (answer) => {
                const outcome = clientOf(answer)
                    .remove("a.ps1")
                    .then(() => "done");
                const isDone = (await outcomeOf(outcome)) === "done";
                // Not found counts once the list does not show it, and the list answers the same here.
                expect(isDone).toBe(answer.status < 300);
            }),
            { numRuns: 150 },
        );
    });

    it("a sign-in gives a token or an error, which does not show the secret", async () => {
        const token = fc.record(
            {
                token_type: fc.constantFrom<unknown>("Bearer", 7, null),
                expires_in: fc.constantFrom<unknown>(3599, "3599", -1, 1e300, null, "soon", {}),
                access_token: fc.oneof(
                    fc.constantFrom<unknown>("", "a.b.c", "eyJ.e30."),
                    fc.jsonValue(),
                ),
                error: fc.jsonValue(),
                error_codes: fc.oneof(fc.array(fc.integer(), { maxLength: 2 }), fc.jsonValue()),
                error_description: fc.constantFrom<unknown>(secret, `AADSTS1: ${secret}\r\n`, 7),
            },
            { requiredKeys: [] },
        );
        const answers = fc.oneof(
            given,
            fc.record({
                status: fc.constantFrom(200, 400, 401, 500),
                headers: fc.constant({}),
                body: token.map((value) => JSON.stringify(value)),
            }),
        );
        await fc.assert(
            fc.asyncProperty(answers, async (answer) => {
                const credential = credentialOf(answer);
                const signedIn = credential.getToken().catch((error: unknown) => {
                    expect((error as Error).message).not.toContain(secret);
                    throw error;
                });
                const got = await outcomeOf(signedIn);
                if (got !== undefined) expect(typeof got.token).toBe("string");
            }),
            { numRuns: 150 },
        );
    });
});

describe("an answer to a sign-in", () => {
    it.each([
        [{ error: { code: "no" } }],
        [{ error: "no", error_codes: [{}] }],
        [{ access_token: { a: 1 } }],
        [[]],
        [7],
    ])("that is none is told as that: %j", async (json) => {
        const answer = { status: 200, headers: {}, body: JSON.stringify(json) };
        const error = await errorFrom(credentialOf(answer).getToken());
        expect(error.message).toContain(
            "The answer is none of a sign-in's: check mde:authorityUrl",
        );
    });

    it("that is an error in spite of its status is told with its words", async () => {
        const body = JSON.stringify({ error: "invalid_client", error_codes: [7000215] });
        const error = await errorFrom(credentialOf({ status: 200, headers: {}, body }).getToken());
        expect(error.message).toContain("(200 AADSTS7000215)");
    });
});

describe("an answer that is large", () => {
    const ok = { status: 200, headers: {}, body: "" };

    it("is refused at its first entry that is none, however many follow", async () => {
        const many = `{"value":[${"1,".repeat(5_000_000)}1]}`;
        await expect(clientOf({ ...ok, body: many }).list()).rejects.toThrow("value.0");
    });

    it("is read when all its names differ in case alone", async () => {
        const name = (at: number) =>
            Array.from({ length: 17 }, (_, bit) => ((at >> bit) & 1 ? "A" : "a")).join("");
        const value = Array.from({ length: 100_000 }, (_, at) => ({ fileName: name(at) }));
        const library = await clientOf({ ...ok, body: JSON.stringify({ value }) }).list();
        expect(library.files).toHaveLength(100_000);
        expect(library.find(name(99_999))?.fileName).toBe(name(99_999));
    });

    it("is refused when it is text that is no UTF-8", async () => {
        const body = Buffer.from('{"value":[{"fileName":"caf\u00E9.ps1"}]}', "latin1");
        await expect(clientOf({ ...ok, body }).list()).rejects.toThrow("not JSON");
    });

    it("is refused when it was small on its way", async () => {
        const bomb = gzipSync(`{"value":[${" ".repeat(20_000_000)}]}`);
        expect(bomb.length).toBeLessThan(100_000);
        const server = createServer((_request, answer) => {
            answer.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const network = networkTransport({ environment: {} });
        const client = clientOf(ok, {
            apiUrl: `http://127.0.0.1:${port}`,
            transport: network.transport,
            answers: { maxBytes: 10_000_000 },
        });
        await expect(client.list()).rejects.toThrow("the answer is larger than");
        await network.close();
        await new Promise((resolve) => server.close(resolve));
    });
});
