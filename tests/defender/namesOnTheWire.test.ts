import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import fc from "fast-check";

import { FileNameError } from "../../defender/errors";
import { createLibraryClient, type LibraryClient } from "../../defender/libraryClient";
import { networkTransport, type NetworkTransport } from "../../defender/transport";
import { fileNameProblem } from "../../library/fileName";
import { scope, tenantId, tokenOf } from "./answers";
import { fakeClock } from "./fakeClock";
import { uploadOf } from "./setUpEmulated";

/** A request as it came over the socket. */
interface Heard {
    readonly line: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: Buffer;
}

let heard: Heard[] = [];
let server: Server;
let network: NetworkTransport;
let client: LibraryClient;

beforeAll(async () => {
    server = createServer((request, answer) => {
        void buffer(request).then((body) => {
            const { method = "", url = "", headers } = request;
            heard.push({ line: `${method} ${url}`, headers, body });
            // Refused, so that an upload ends here and nothing else is asked.
            answer.writeHead(method === "DELETE" ? 204 : 403).end();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    network = networkTransport({ environment: {} });
    client = createLibraryClient({
        tenantId,
        cloud: "commercial",
        apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        scope,
        credential: { getToken: () => Promise.resolve(tokenOf()) },
        transport: network.transport,
        clock: fakeClock(),
        random: () => 0,
        log: () => undefined,
    });
});
afterAll(async () => {
    await network.close();
    await new Promise((resolve) => server.close(resolve));
});

/** The one request that some work made; `undefined` where it was refused before any was made. */
async function requestOf(work: Promise<unknown>): Promise<Heard | undefined> {
    heard = [];
    const refusal = await work.catch((error: unknown) => error);
    expect(heard.length).toBe(refusal instanceof FileNameError ? 0 : 1);
    return heard[0];
}

/** The parts of a form, by a reading of its bytes as RFC 2046 has it. */
function partsOf({ headers, body }: Heard): { header: string; value: string }[] {
    const boundary = /boundary=(.+)$/.exec(headers["content-type"] ?? "")?.[1] ?? "";
    const [first, ...rest] = `\r\n${body.toString("utf8")}`.split(`\r\n--${boundary}`);
    expect([first, rest.pop()]).toEqual(["", "--\r\n"]);
    return rest.map((part) => {
        const end = part.indexOf("\r\n\r\n");
        return { header: part.slice(2, end), value: part.slice(end + 4) };
    });
}

const piece = fc.constantFrom(
    ..."aZ9._-; =&?#+~:*<>|'`$!,()[]{}@^%".split(""),
    '"',
    "\\",
    "/",
    "..",
    "%2e%2e%2f",
    "%0d%0a",
    "%22",
    "%",
    "\r\n",
    "\r",
    "\n",
    "\0",
    "\t",
    "\r\n\r\n",
    '"; filename="b',
    "; filename*=UTF-8''b",
    "\r\n--x--\r\n",
    "\u202E",
    "\u200F",
    "\u200D",
    "\u2028",
    "\uFEFF",
    "\u0085",
    "é",
    "e\u0301",
    "名",
    "😀",
    "\uD83D",
    "\uDE00",
    "a".repeat(300),
);
const name = fc.oneof(
    fc.string({ unit: piece, maxLength: 8 }),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 300 }),
);

describe("a file's name on the wire", () => {
    it("is the one file name of one part of the form, or refused", async () => {
        let sent = 0;
        await fc.assert(
            fc.asyncProperty(name, name, async (fileName, text) => {
                const texts = {
                    description: text,
                    parametersDescription: "",
                    hasParameters: false,
                };
                const request = await requestOf(
                    client.upload(uploadOf(fileName, `--x\r\n${fileName}`, { texts })),
                );
                if (request === undefined) return;
                sent++;
                expect(request.line).toBe("POST /api/libraryfiles");
                const parts = partsOf(request);
                expect(parts.map(({ header }) => header)).toEqual([
                    'Content-Disposition: form-data; name="Description"',
                    'Content-Disposition: form-data; name="HasParameters"',
                    'Content-Disposition: form-data; name="ParametersDescription"',
                    'Content-Disposition: form-data; name="OverrideIfExists"',
                    `Content-Disposition: form-data; name="file"; filename="${fileName}"\r\n` +
                        "Content-Type: application/octet-stream",
                ]);
                expect(fileName).not.toMatch(/["\\/\p{Cc}\p{Zl}\p{Zp}]/u);
                expect(parts[0]?.value).toBe(text.toWellFormed());
            }),
            { numRuns: 300 },
        );
        expect(sent).toBeGreaterThan(20);
    });

    it("is the one segment of a delete's path, or refused", async () => {
        let sent = 0;
        await fc.assert(
            fc.asyncProperty(name, async (fileName) => {
                const request = await requestOf(client.remove(fileName));
                if (request === undefined) return;
                sent++;
                const [, segment = ""] =
                    /^DELETE \/api\/libraryfiles\/([^/?#]+)$/.exec(request.line) ?? [];
                expect(decodeURIComponent(segment)).toBe(fileName);
                expect(request.body).toHaveLength(0);
            }),
            { numRuns: 300 },
        );
        expect(sent).toBeGreaterThan(20);
    });

    it("is never refused when the program may use it", async () => {
        const allowed = fc
            .string({ unit: fc.constantFrom(..."aZ9._- é名()%+😀".split("")), maxLength: 40 })
            .filter((text) => fileNameProblem(text) === undefined);
        await fc.assert(
            fc.asyncProperty(allowed, async (fileName) => {
                expect(await requestOf(client.remove(fileName))).toBeDefined();
            }),
            { numRuns: 100 },
        );
    });
});
