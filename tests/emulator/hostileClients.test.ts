import { once } from "node:events";
import { connect, type Socket } from "node:net";

import fc from "fast-check";
import { fetch } from "undici";

import { createEmulator, serveEmulator, type ServeOptions } from "../../emulator";
import { wireOf, type Wire } from "./wire";

const closing: (() => Promise<void>)[] = [];
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);
beforeAll(() => {
    process.on("unhandledRejection", note).on("uncaughtException", note);
});
afterAll(() => {
    process.off("unhandledRejection", note).off("uncaughtException", note);
});
afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    // What a server process would end by.
    expect(unhandled.splice(0)).toEqual([]);
});

async function serve(options: Partial<ServeOptions> = {}) {
    const served = await serveEmulator(
        createEmulator({ behaviour: { service: { rateLimit: false } } }),
        { port: 0, ...options },
    );
    closing.push(() => served.close());
    const { port } = new URL(served.url);
    const wire = wireOf((request) => fetch(request), `http://127.0.0.1:${port}`);
    const { access_token: token } = await wire.signIn();
    return { wire, port: Number(port), token };
}

/** A connection on which anything may be said. */
function open(port: number): { socket: Socket; heard: () => string; closed: Promise<unknown> } {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let heard = "";
    socket.on("data", (chunk: Buffer) => (heard += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("end", () => socket.destroy());
    const closed = new Promise((resolve) => socket.once("close", resolve));
    return { socket, heard: () => heard, closed };
}

/** All that a server sends to these bytes, until it closes the connection. */
async function talk(port: number, bytes: string | Uint8Array): Promise<string> {
    const { socket, heard, closed } = open(port);
    socket.end(bytes);
    await closed;
    return heard();
}

/** The emulator still works, for others and to the end of an upload. */
async function expectAlive(wire: Wire): Promise<void> {
    expect((await wire.upload({ fields: { OverrideIfExists: "true" } })).status).toBe(200);
    expect(await wire.files()).toHaveLength(1);
}

const close = "Connection: close\r\n";

describe("an emulator on a port", () => {
    it.each([
        ["TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 400/],
        ["TRACK / HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 400/],
        ["CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^$|^HTTP\/1\.1 400/],
        ["OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 40[014]/],
        ["GET //attacker.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 40[014]/],
        ["GET http://attacker.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 40[014]/],
        ["GET /api/%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 40[014]/],
        ["GET / HTTP/1.1\r\nHost: [\r\n", /^HTTP\/1\.1 4\d\d/],
        ["GET / HTTP/1.1\r\n", /^HTTP\/1\.1 4\d\d/],
        ["GET / HTTP/1.0\r\n", /^HTTP\/1\.1 4\d\d/],
        ["GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n", /^HTTP\/1\.1 [45]\d\d/],
        ["GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n", /^HTTP\/1\.1 40[014]/],
        [
            `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nx: ${"x".repeat(100_000)}\r\n`,
            /^$|^HTTP\/1\.1 431/,
        ],
        [`GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n`, /^$|^HTTP\/1\.1 4(14|31)/],
        ["POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n", /^HTTP\/1\.1 400/],
        [
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n" +
                "Transfer-Encoding: chunked\r\n",
            /^HTTP\/1\.1 400/,
        ],
        ["\x16\x03\x01\x02\x00\x01", /^HTTP\/1\.1 400/],
    ])("answers %j and goes on", async (head, expected) => {
        const { wire, port } = await serve();
        expect(await talk(port, `${head}${close}\r\n`)).toMatch(expected);
        await expectAlive(wire);
    });

    it.each(["[", "a b", "", "%", "a:b:c", "\u00E9"])(
        "that serves everybody answers the Host %j and goes on",
        async (host) => {
            const { wire, port } = await serve({ host: "0.0.0.0", allowRemote: true });
            const head = `GET /api/libraryfiles HTTP/1.1\r\nHost: ${host}\r\n${close}\r\n`;
            expect(await talk(port, Buffer.from(head, "latin1"))).toMatch(/^HTTP\/1\.1 4\d\d/);
            await expectAlive(wire);
        },
    );

    it("answers an upload of any bytes and goes on", async () => {
        const { wire, port, token } = await serve();
        const piece = fc.constantFrom(
            "--x\r\n",
            "--x--\r\n",
            "--x",
            "\r\n",
            "\r\n\r\n",
            "Content-Disposition: form-data; ",
            'name="file"; ',
            'filename="a.ps1"',
            'filename="',
            "filename*=UTF-8''%zz",
            'name="Description"',
            "Content-Type: text/plain; charset=utf-16\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "\0",
            "\u00FF",
            ":",
            "a".repeat(9_000),
        );
        const type = fc.constantFrom(
            "multipart/form-data; boundary=x",
            'multipart/form-data; boundary="x"',
            "multipart/form-data; boundary=",
            "multipart/form-data;",
            `multipart/form-data; boundary=${"x".repeat(200)}`,
            "multipart/mixed; boundary=x",
            "application/json",
        );
        const cut = fc.constantFrom(0, 0, 0, 1, 50);
        await fc.assert(
            fc.asyncProperty(fc.string({ unit: piece }), type, cut, async (body, kind, missing) => {
                const bytes = Buffer.from(body, "latin1");
                const head =
                    `POST /api/libraryfiles HTTP/1.1\r\nHost: 127.0.0.1\r\n${close}` +
                    `Authorization: Bearer ${token}\r\nContent-Type: ${kind}\r\n` +
                    `Content-Length: ${bytes.length + missing}\r\n\r\n`;
                const heard = await talk(port, Buffer.concat([Buffer.from(head), bytes]));
                expect(heard).toMatch(
                    missing === 0 ? /^HTTP\/1\.1 (200|4\d\d)/ : /^$|^HTTP\/1\.1 4/,
                );
                expect(heard).not.toMatch(/\n\s+at /);
            }),
            { numRuns: 150 },
        );
        await wire.remove("a.ps1");
        await expectAlive(wire);
    });

    it("waits for one slow client and serves the others meanwhile", async () => {
        const { wire, port, token } = await serve();
        const form =
            '--x\r\nContent-Disposition: form-data; name="file"; filename="Slow.ps1"\r\n\r\n' +
            "slowly\r\n--x--\r\n";
        const { socket, heard } = open(port);
        const head =
            `POST /api/libraryfiles HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n` +
            `Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${form.length}\r\n\r\n`;
        for (const byte of head + form.slice(0, -1)) {
            socket.write(byte);
            await new Promise(setImmediate);
        }
        await expectAlive(wire);
        socket.write(form.slice(-1));
        await once(socket, "data");
        expect(heard()).toMatch(/^HTTP\/1\.1 200/);
        expect(await wire.files()).toHaveLength(2);
        socket.destroy();
    });

    it("answers a client that has closed its side, and lets it go", async () => {
        const { wire, port, token } = await serve();
        const head = `GET /api/libraryfiles HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n`;
        expect(await talk(port, `${head}\r\n`)).toMatch(/^HTTP\/1\.1 200/);
        await expectAlive(wire);
    });

    it("is not brought down by many clients that say nothing or go away", async () => {
        const { wire, port } = await serve();
        const silent = Array.from({ length: 50 }, () => open(port));
        for (const [at, { socket }] of silent.entries()) {
            await once(socket, "connect");
            if (at % 2 === 0) socket.resetAndDestroy();
        }
        await expectAlive(wire);
        for (const { socket } of silent) socket.destroy();
    });
});
