import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";

import { Request, fetch } from "undici";

import {
    createEmulator,
    serveEmulator,
    type EmulatorOptions,
    type ServeOptions,
} from "../../emulator";
import { wireOf } from "./wire";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0)) await close();
});

async function serve(options: { emulator?: EmulatorOptions; serve?: Partial<ServeOptions> } = {}) {
    const emulator = createEmulator(options.emulator);
    const served = await serveEmulator(emulator, { port: 0, ...options.serve });
    closing.push(() => served.close());
    const wire = wireOf((request) => fetch(request), served.url);
    await wire.signIn();
    emulator.journal.clear();
    const { port } = new URL(served.url);
    return { ...served, emulator, wire, port: Number(port) };
}

/** The status of a plain request with headers that fetch would not send. */
async function statusWith(url: string, headers: Record<string, string>): Promise<number> {
    const request = httpRequest(url, { headers });
    request.end();
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
}

/** All that a server sends to these bytes, until it closes the connection. */
async function talk(port: number, text: string): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.write(text);
    let heard = "";
    socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
    socket.on("error", () => undefined);
    await once(socket, "close");
    return heard;
}

describe("serveEmulator", () => {
    it("serves on a free port of loopback", async () => {
        const { url, wire } = await serve();
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        expect((await wire.upload()).status).toBe(200);
        expect(await wire.files()).toHaveLength(1);
    });

    it("dates its answers by the emulator's clock, once", async () => {
        const time = Date.now() + 600_000;
        const { wire } = await serve({ emulator: { clock: () => time } });
        expect((await wire.list()).headers.get("date")).toBe(new Date(time).toUTCString());
    });

    it("does not serve other machines unless it is allowed to", async () => {
        const emulator = createEmulator();
        await expect(serveEmulator(emulator, { port: 0, host: "0.0.0.0" })).rejects.toThrow(
            "not served on 0.0.0.0",
        );
        const served = await serveEmulator(emulator, {
            port: 0,
            host: "0.0.0.0",
            allowRemote: true,
        });
        closing.push(() => served.close());
        const port = new URL(served.url).port;
        expect(await statusWith(`http://127.0.0.1:${port}/x`, { host: "lab.example" })).toBe(404);
    });

    it("says when the port is taken", async () => {
        const { port } = await serve();
        await expect(serveEmulator(createEmulator(), { port })).rejects.toMatchObject({
            code: "EADDRINUSE",
        });
    });

    it.each(["attacker.example", "attacker.example:80", "127.0.0.1.attacker.example"])(
        "refuses the Host %s",
        async (host) => {
            const { url, emulator } = await serve();
            expect(await statusWith(`${url}/api/libraryfiles`, { host })).toBe(421);
            expect(emulator.journal.entries).toEqual([]);
        },
    );

    it("takes localhost and names that it is told", async () => {
        const { url, port } = await serve({ serve: { allowedHosts: ["mde.test"] } });
        for (const host of [`localhost:${port}`, `[::1]:${port}`, "mde.test"])
            expect(await statusWith(`${url}/api/libraryfiles`, { host })).toBe(401);
    });

    it.each(["https://attacker.example", "null", "http://127.0.0.1:1"])(
        "refuses the Origin %s",
        async (origin) => {
            const { url, emulator } = await serve();
            expect(await statusWith(`${url}/api/libraryfiles`, { origin })).toBe(403);
            expect(emulator.journal.entries).toEqual([]);
        },
    );

    it("breaks the connection where a fault says so", async () => {
        const { emulator, wire } = await serve();
        emulator.once({ call: "upload" }, { kind: "resetAfter" });
        await expect(wire.upload()).rejects.toThrow("fetch failed");
        expect(await wire.files()).toHaveLength(1);
        emulator.once({ call: "list" }, { kind: "truncatedBody" });
        const response = await wire.list();
        await expect(response.text()).rejects.toThrow();
        expect((await wire.list()).status).toBe(200);
    });

    it("answers a broken form with 400 and goes on", async () => {
        const { wire } = await serve();
        const type = "multipart/form-data; boundary=x";
        const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="A"\r\n\r\n';
        for (const body of [
            "--x",
            "--x--",
            `${head}abc`,
            `${head}abc\r\n--x`,
            "\0\r\n\r\n--x\r\n:\r\n",
        ]) {
            const response = await wire.post(body, type);
            expect(response.status).toBe(400);
            await response.text();
        }
        expect(await wire.files()).toEqual([]);
    });

    it("is not brought down by a client that goes away in the middle of an upload", async () => {
        const { wire, port, emulator } = await serve();
        const { access_token: token } = await wire.signIn();
        const socket = connect(port, "127.0.0.1");
        socket.write(
            `POST /api/libraryfiles HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
                `Authorization: Bearer ${token}\r\nContent-Length: 1000\r\n` +
                `Content-Type: multipart/form-data; boundary=x\r\n\r\n` +
                `--x\r\nContent-Disposition: form-data; name="file"; filename="A"\r\n\r\nabc`,
        );
        await once(socket, "connect");
        await wire.list();
        socket.destroy();
        await once(socket, "close");
        while (emulator.journal.of("upload").length === 0) await new Promise(setImmediate);
        expect(emulator.journal.of("upload")[0]).toMatchObject({ status: 400 });
        expect(await wire.files()).toEqual([]);
    });

    it("reads a body that is too large to its end, but not one that is far too large", async () => {
        const sizeLimit = { bytes: 1000, of: "file", status: 400 } as const;
        const { wire } = await serve({ emulator: { behaviour: { upload: { sizeLimit } } } });
        expect((await wire.upload({ content: Buffer.alloc(500_000) })).status).toBe(400);
        const outcome = await wire.upload({ content: Buffer.alloc(8_000_000) }).then(
            (response) => response.status,
            () => "broken",
        );
        expect([400, "broken"]).toContain(outcome);
        expect(await wire.files()).toEqual([]);
    });

    it("does not wait for ever for a client's headers", async () => {
        const { port } = await serve({ serve: { headersTimeoutMs: 30 } });
        expect(await talk(port, "GET /api/libraryfiles HTTP/1.1\r\nHost: loc")).toMatch(
            /^HTTP\/1\.1 408/,
        );
    });

    it("does not wait for ever for a client's body", async () => {
        const timeouts = { headersTimeoutMs: 30, requestTimeoutMs: 60 };
        const { port, wire } = await serve({ serve: timeouts });
        const head = `POST /x/oauth2/v2.0/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n`;
        expect(await talk(port, head)).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
        expect((await wire.list()).status).toBe(200);
    });

    describe("the control endpoints", () => {
        const control = (
            url: string,
            path: string,
            options: { token?: string; method?: string; body?: unknown },
        ) =>
            fetch(
                new Request(`${url}/_emulator/${path}`, {
                    method: options.method ?? "GET",
                    headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
                    body: options.body === undefined ? null : JSON.stringify(options.body),
                }),
            );

        it.each([undefined, "wrong", ""])(
            "answer nothing without their token (%j)",
            async (token) => {
                const { url, emulator, wire } = await serve();
                await wire.list();
                const given = token === undefined ? {} : { token };
                for (const [path, method] of [
                    ["journal", "GET"],
                    ["journal", "DELETE"],
                    ["faults", "POST"],
                ] as const) {
                    const response = await control(url, path, { method, ...given });
                    expect(response.status).toBe(401);
                    expect(await response.text()).not.toContain("libraryfiles");
                }
                expect(emulator.journal.entries).toHaveLength(1);
            },
        );

        it("show and clear the journal, and are not in it", async () => {
            const { url, controlToken: token, wire, emulator } = await serve();
            await wire.list();
            const response = await control(url, "journal", { token });
            const { entries } = (await response.json()) as { entries: unknown[] };
            expect(entries).toEqual([...emulator.journal]);
            expect(entries).toHaveLength(1);
            const cleared = await control(url, "journal", { token, method: "DELETE" });
            expect(cleared.status).toBe(204);
            expect(emulator.journal.entries).toEqual([]);
        });

        it("take a fault", async () => {
            const { url, controlToken: token, wire } = await serve();
            const body = {
                matcher: { call: "list" },
                effect: { kind: "throttle", retryAfter: "7" },
            };
            expect((await control(url, "faults", { token, method: "POST", body })).status).toBe(
                204,
            );
            expect((await wire.list()).headers.get("retry-after")).toBe("7");
        });

        it.each([
            [{}],
            [{ matcher: { call: "lists" }, effect: { kind: "reset" } }],
            [{ matcher: { call: "list" }, effect: { kind: "explode" } }],
            [{ matcher: { call: "list" }, effect: { kind: "answer", status: 1000 } }],
        ])("refuse what is not a fault: %j", async (body) => {
            const { url, controlToken: token, emulator } = await serve();
            const response = await control(url, "faults", { token, method: "POST", body });
            expect(response.status).toBe(400);
            expect(emulator.pendingFaults()).toBe(0);
        });

        it("are not found under other names", async () => {
            const { url, controlToken: token } = await serve();
            expect((await control(url, "nothing", { token })).status).toBe(404);
        });
    });
});
