import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer } from "node:https";

import { Request } from "undici";

import { confidentialCredential } from "../../defender/signIn/confidentialCredential";
import { systemClock, type Clock } from "../../defender/clock";
import { createLibraryClient } from "../../defender/libraryClient";
import { networkTransport, type NetworkTransport } from "../../defender/transport";
import { createEmulator, serveEmulator } from "../../emulator";
import { privateAuthority } from "../emulator/authority";
import { errorFrom, scope, tenantId } from "./answers";
import { clientId, uploadOf } from "./setUpEmulated";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0)) await close();
});

async function listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    return (server.address() as AddressInfo).port;
}

function opened(network: NetworkTransport): NetworkTransport["transport"] {
    closing.unshift(network.close);
    return network.transport;
}

/** Real time, but nobody sleeps: only timeouts run. */
const impatientClock: Clock = {
    now: systemClock.now,
    sleep: (ms, signal) =>
        signal === undefined
            ? new Promise((resolve) => setImmediate(resolve))
            : systemClock.sleep(ms, signal),
};

function clientOf(url: string, transport: NetworkTransport["transport"]) {
    const shared = {
        tenantId,
        scope,
        transport,
        clock: impatientClock,
        random: () => 0.01,
        log: () => undefined,
        authorityUrl: url,
        apiUrl: url,
    };
    const credential = confidentialCredential({
        ...shared,
        clientId,
        how: "clientSecret",
        proof: () => Promise.resolve({ clientSecret: "any secret" }),
        knownAuthority: true,
    });
    return createLibraryClient({ ...shared, cloud: "emulator", credential });
}

describe("networkTransport", () => {
    it.each(["http", "https"])("carries a client over a real socket by %s", async (protocol) => {
        const emulator = createEmulator();
        const { ca, key, cert } = await privateAuthority();
        const tls = protocol === "https" ? { tls: { key, cert } } : {};
        const served = await serveEmulator(emulator, { port: 0, ...tls });
        closing.push(() => served.close());
        const client = clientOf(served.url, opened(networkTransport({ ca })));

        const text = "\uFEFFecho 1\r\n".repeat(50_000);
        emulator.once({ call: "upload" }, { kind: "resetAfter" });
        await client.upload(uploadOf("big.sh", text));
        emulator.once({ call: "upload" }, { kind: "truncatedBody" });
        await client.upload(uploadOf("small.sh", "x"));
        emulator.once({ call: "upload" }, { kind: "throttle", retryAfter: "0" });
        emulator.once({ call: "upload" }, { kind: "answer", status: 401 });
        await client.upload(uploadOf("small.sh", "y", { overrideIfExists: true }));
        await client.remove("small.sh");
        expect((await client.list()).files.map(({ fileName }) => fileName)).toEqual(["big.sh"]);
        expect(String(await emulator.library(tenantId).read("big.sh"))).toBe(text);
        expect(emulator.journal.of("token")).toHaveLength(2);
    });

    it("trusts no unknown certificate, and does not try again", async () => {
        const { key, cert } = await privateAuthority();
        const port = await listen(createTlsServer({ key, cert }));
        const transport = opened(networkTransport());
        const error = await errorFrom(clientOf(`https://127.0.0.1:${port}`, transport).list());
        expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
    });

    it("follows no redirect", async () => {
        const server = createServer((_request, answer) => {
            answer.writeHead(302, { location: "/elsewhere" }).end();
        });
        const port = await listen(server);
        const transport = opened(networkTransport());
        const answer = await transport(new Request(`http://127.0.0.1:${port}/`));
        expect([answer.status, answer.headers.get("location")]).toEqual([302, "/elsewhere"]);
    });

    it("gives up on a service that accepts and then says nothing", async () => {
        const server = createServer(() => undefined);
        const port = await listen(server);
        const transport = opened(networkTransport({ timeouts: { headers: 20 } }));
        const error = await errorFrom(transport(new Request(`http://127.0.0.1:${port}/`)));
        expect(error.cause).toMatchObject({ code: "UND_ERR_HEADERS_TIMEOUT" });
        server.closeAllConnections();
    });
});
