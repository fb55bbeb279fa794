import type * as undici from "undici";
import type { Dispatcher, Request, Response } from "undici";

import { proxiesOf } from "./proxies";

/** Sends one request and gives its answer: the one type that carries the network. */
export type Transport = (request: Request) => Promise<Response>;

/** A transport on real sockets, to be closed when it is no longer needed. */
export interface NetworkTransport {
    readonly transport: Transport;
    /** Waits for what is under way, then closes all connections. */
    readonly close: () => Promise<void>;
}

/** How long a connection may take, in milliseconds. */
export interface NetworkTimeouts {
    /** Until TCP and TLS stand. Default 15 s. */
    readonly connect?: number;
    /**
     * Without any progress until the answer's headers are there; a body that still goes up counts
     * as progress, so that 20 MB over a slow line are no timeout. Default 120 s.
     */
    readonly headers?: number;
    /** Between two pieces of the answer's body. Default 60 s. */
    readonly body?: number;
}

/** How the network is reached. */
export interface NetworkOptions {
    readonly timeouts?: NetworkTimeouts;
    /**
     * Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up, in lower case first. Default
     * the process's. Loopback is never asked through a proxy: the emulator is there.
     */
    readonly environment?: Readonly<Record<string, string | undefined>>;
    /** A certificate authority to trust instead of the usual ones, in PEM. */
    readonly ca?: string;
}

/**
 * The network: one pool of connections for whoever shares the transport. Redirects are never
 * followed. Nothing is loaded or opened before the first request.
 */
export function networkTransport(options: NetworkOptions = {}): NetworkTransport {
    let pool: Promise<{ transport: Transport; dispatcher: Dispatcher }> | undefined;

    const open = async () => {
        const { EnvHttpProxyAgent, Pool, fetch } = await loadUndici();
        const dispatcher = new EnvHttpProxyAgent(agentOptions(options, Pool));
        const transport: Transport = (request) =>
            fetch(request, { dispatcher, redirect: "manual" });
        return { transport, dispatcher };
    };

    return {
        async transport(request) {
            pool ??= open();
            return (await pool).transport(request);
        },
        async close() {
            // What could not be opened need not be closed.
            await (await pool?.catch(() => undefined))?.dispatcher.close();
        },
    };
}

function agentOptions(
    options: NetworkOptions,
    Pool: typeof undici.Pool,
): undici.EnvHttpProxyAgent.Options {
    const { timeouts = {}, environment = process.env, ca } = options;
    const { connect = 15_000, headers = 120_000, body = 60_000 } = timeouts;
    const tls = { timeout: connect, ...(ca === undefined ? {} : { ca }) };
    return {
        connect: tls,
        requestTls: tls,
        proxyTls: tls,
        headersTimeout: headers,
        bodyTimeout: body,
        // One upload, one connection: a broken one takes no other upload with it.
        allowH2: false,
        // The way through a proxy is part of connecting; undici waits five minutes for it.
        clientFactory: (proxy, about) => new Pool(proxy, { ...about, headersTimeout: connect }),
        ...proxiesOf(environment),
    };
}

/**
 * undici's own classes: its `fetch` takes no others. Loading them costs some 50 ms, which a run that
 * makes no call need not pay. By `require`, which each request can do: Node looks a module up anew for
 * each `import()`, and that took a tenth of an upload.
 */
export function loadUndici(): Promise<typeof undici> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    return Promise.resolve(require("undici") as typeof undici);
}
