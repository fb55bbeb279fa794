import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from "node:net";

import { generate } from "selfsigned";

import { createLibraryClient } from "../../defender/libraryClient";
import { networkTransport, type NetworkOptions } from "../../defender/transport";
import { errorFrom, scope, tenantId, tokenOf } from "./answers";
import { fakeClock } from "./fakeClock";

const PASSWORD = "sEcr3t";
/** What a resolver says of a name under .invalid, or where there is none. */
const UNKNOWN = /getaddrinfo (ENOTFOUND|EAI_AGAIN) api\.invalid/;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0)) await close();
});

/** A server on loopback, whose connections end with the test. */
async function listen(server: Server): Promise<number> {
    server.on("connection", (socket) => {
        socket.on("error", () => undefined);
        closing.unshift(() => Promise.resolve(socket.destroy()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    return (server.address() as AddressInfo).port;
}

/** What a list of the library at that address fails with, and how often it was tried. */
async function failureAt(apiUrl: string, options: NetworkOptions = {}) {
    const network = networkTransport({ environment: {}, ...options });
    let tried = 0;
    const clock = fakeClock();
    const client = createLibraryClient({
        tenantId,
        cloud: "commercial",
        apiUrl,
        scope,
        credential: { getToken: () => Promise.resolve(tokenOf()) },
        transport: (request) => {
            tried++;
            return network.transport(request);
        },
        clock,
        random: () => 1,
        log: () => undefined,
    });
    const { message } = await errorFrom(client.list());
    await network.close();
    const waited = clock.slept.reduce((sum, ms) => sum + ms, 0);
    expect(message).toContain(`library of tenant ${tenantId} was not read`);
    expect(message).not.toContain(PASSWORD);
    expect(message).not.toMatch(/[\r\n]/);
    return { message, tried, waited };
}

/** A server with a certificate of its own for these names. */
async function tlsServer(
    altNames: object[],
    about: { notBeforeDate?: Date; notAfterDate?: Date } = {},
) {
    const made = await generate([{ name: "commonName", value: "localhost" }], {
        keySize: 2048,
        algorithm: "sha256",
        extensions: [{ name: "subjectAltName", altNames: altNames as never }],
        ...about,
    });
    const port = await listen(
        createTlsServer({ key: made.private, cert: made.cert }, (_request, answer) => {
            answer.end("{}");
        }),
    );
    return { url: `https://127.0.0.1:${port}`, port, ca: made.cert };
}

const loopbackName = [{ type: 7, ip: "127.0.0.1" }];

describe("a certificate that cannot be trusted", () => {
    it("is told as one of an unknown authority, once", async () => {
        const { url } = await tlsServer(loopbackName);
        const { message, tried } = await failureAt(url);
        expect(message).toMatch(/self-signed.*NODE_EXTRA_CA_CERTS/);
        expect(tried).toBe(1);
    });

    it.each([
        ["expired", new Date(2020, 1), new Date(2021, 1)],
        ["not yet valid", new Date(2036, 1), new Date(2037, 1)],
    ])("is told as %s, once", async (what, notBeforeDate, notAfterDate) => {
        const { url, ca } = await tlsServer(loopbackName, { notBeforeDate, notAfterDate });
        const { message, tried } = await failureAt(url, { ca });
        expect(message).toContain(what);
        expect(message).toContain("Check this machine's clock");
        expect(message).not.toContain("NODE_EXTRA_CA_CERTS");
        expect(tried).toBe(1);
    });

    it("is told as another host's, once", async () => {
        const { url, ca } = await tlsServer([{ type: 2, value: "other.example" }]);
        const { message, tried } = await failureAt(url, { ca });
        expect(message).toContain("The certificate is of another host: check mde:apiUrl");
        expect(tried).toBe(1);
    });
});

describe("an address where no API is", () => {
    it("is told when it speaks no TLS, in words, once", async () => {
        const port = await listen(createServer((_request, answer) => answer.end("{}")));
        const { message, tried } = await failureAt(`https://127.0.0.1:${port}`);
        expect(message).toContain("(wrong version number (ERR_SSL_WRONG_VERSION_NUMBER))");
        expect(message).toContain("No TLS as it should be is spoken there");
        expect(tried).toBe(1);
    });

    it("is told when its port is for another protocol, once", async () => {
        const { message, tried } = await failureAt("https://127.0.0.1:22");
        expect(message).toContain("(bad port). Check mde:apiUrl");
        expect(tried).toBe(1);
    });

    it("is told when its name is nobody's", async () => {
        const { message } = await failureAt("https://api.invalid");
        expect(message).toMatch(UNKNOWN);
    });

    it("is told when nobody listens, after some minutes at most", async () => {
        const server = createTcpServer();
        const port = await listen(server);
        await closing.pop()!();
        const { message, tried, waited } = await failureAt(`https://127.0.0.1:${port}`);
        expect(message).toContain("ECONNREFUSED");
        expect(tried).toBe(10);
        expect(waited).toBe(151_000);
    });

    it("is told when it takes the connection and says nothing, after three attempts", async () => {
        const port = await listen(createServer(() => undefined));
        const timeouts = { headers: 20 };
        const { message, tried } = await failureAt(`http://127.0.0.1:${port}`, { timeouts });
        expect(message).toContain("Headers Timeout Error");
        expect(tried).toBe(3);
    });

    it.each([
        ["is none of HTTP's", "SSH-2.0-OpenSSH_9.9\r\n"],
        ["has headers without end", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}\r\n\r\n`],
        ["has two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}"],
        ["is nothing", ""],
    ])("is told when its answer %s", async (_what, answer) => {
        const port = await listen(createTcpServer((socket) => socket.end(answer)));
        const { message } = await failureAt(`http://127.0.0.1:${port}`);
        expect(message).toContain("there was no answer, in several attempts");
    });
});

describe("a proxy", () => {
    /** A proxy that answers each request for a tunnel with that line. */
    async function proxyAnswering(line: string): Promise<string> {
        const proxy = createServer();
        proxy.on("connect", (_request, socket) => {
            socket.end(`HTTP/1.1 ${line}\r\n\r\n`);
        });
        return `http://user:${PASSWORD}@127.0.0.1:${await listen(proxy)}`;
    }
    const failureThrough = (HTTPS_PROXY: string, options: NetworkOptions = {}) =>
        failureAt("https://api.invalid", { environment: { HTTPS_PROXY }, ...options });

    it("that asks for credentials is told as that, once", async () => {
        const proxy = await proxyAnswering("407 Proxy Authentication Required");
        const { message, tried } = await failureThrough(proxy);
        expect(message).toContain("(the proxy answered 407). The proxy asks for a user and");
        expect(tried).toBe(1);
    });

    it("that refuses is told as that, once", async () => {
        const { message, tried } = await failureThrough(await proxyAnswering("403 Forbidden"));
        expect(message).toContain("(the proxy answered 403). The proxy does not let");
        expect(tried).toBe(1);
    });

    it.each(["429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable"])(
        "that finds no way is asked again: %s",
        async (line) => {
            const { message, tried } = await failureThrough(await proxyAnswering(line));
            expect(message).toContain(`(the proxy answered ${line.slice(0, 3)})`);
            expect(tried).toBe(10);
        },
    );

    it("that is down is told by its address, without its password", async () => {
        const port = await listen(createTcpServer());
        await closing.pop()!();
        const { message } = await failureThrough(`http://user:${PASSWORD}@127.0.0.1:${port}`);
        expect(message).toContain(`ECONNREFUSED 127.0.0.1:${port}`);
        expect(message).toContain("HTTPS_PROXY");
    });

    it("that says nothing is given up as soon as any connection", async () => {
        const port = await listen(createTcpServer(() => undefined));
        const timeouts = { connect: 20 };
        const { message } = await failureThrough(`http://127.0.0.1:${port}`, { timeouts });
        expect(message).toContain("Headers Timeout Error");
    });

    it.each([
        ["leads nowhere", `ftp://user:${PASSWORD}@127.0.0.1`],
        ["is no address", `http://user:${PASSWORD}@127.0.0.1:99999`],
        ["cannot be decoded", `http://user:${PASSWORD}%@127.0.0.1:8080`],
        ["has no host", "http://"],
    ])("that %s is told by the name of its variable, once", async (_what, value) => {
        for (const name of ["HTTPS_PROXY", "https_proxy"]) {
            const environment = { [name]: value };
            const { message, tried } = await failureAt("https://api.invalid", { environment });
            expect(message).toContain(`${name} in the environment is no address of a proxy`);
            expect(tried).toBe(1);
        }
    });

    it("without http:// is one of HTTP's, and gets its user and password", async () => {
        const heard: unknown[] = [];
        const proxy = createServer();
        proxy.on("connect", (request, socket) => {
            heard.push(request.headers["proxy-authorization"], request.url);
            socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        });
        await failureThrough(`user:${PASSWORD}@127.0.0.1:${await listen(proxy)}`);
        const basic = Buffer.from(`user:${PASSWORD}`).toString("base64");
        expect(heard).toEqual([`Basic ${basic}`, "api.invalid:443"]);
    });

    it("that leads to a certificate that cannot be trusted is no reason to trust it", async () => {
        const { port: target } = await tlsServer(loopbackName);
        const proxy = createServer();
        proxy.on("connect", (_request, socket) => {
            socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
            const onward = connect(target, "127.0.0.1");
            onward.on("error", () => socket.destroy());
            socket.on("error", () => onward.destroy());
            socket.pipe(onward).pipe(socket);
        });
        const { message, tried } = await failureThrough(`http://127.0.0.1:${await listen(proxy)}`);
        expect(message).toMatch(/self-signed.*NODE_EXTRA_CA_CERTS/);
        expect(tried).toBe(1);
    });

    it.each(["api.invalid", ".invalid", "*", "other.example, *.invalid"])(
        "is not asked for what NO_PROXY names: %s",
        async (NO_PROXY) => {
            const HTTPS_PROXY = await proxyAnswering("403 Forbidden");
            const environment = { HTTPS_PROXY, NO_PROXY };
            const { message } = await failureAt("https://api.invalid", { environment });
            expect(message).toMatch(UNKNOWN);
        },
    );
});
