import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

import { ConnectionResetError, emptyAnswer } from "./answer";
import { answerControl, isControl } from "./control";
import { brokenAnswer } from "./faultEffect";
import type { Emulator } from "./emulator";
import { loopback } from "./loopback";
import { requestOf, sendAnswer, sendResponse } from "./nodeHttp";
import { unwelcome } from "./unwelcome";

/** Where and how an emulator is served. */
export interface ServeOptions {
    /** 0 for any free port. */
    readonly port: number;
    /** Address to listen on; another than loopback must be allowed. @default "127.0.0.1" */
    readonly host?: string;
    /** Serves other machines too: whoever reaches the port may change the libraries. @default false */
    readonly allowRemote?: boolean;
    /** More names that requests may have in `Host`, without port. */
    readonly allowedHosts?: readonly string[];
    /** Key and certificate in PEM: https instead of http. */
    readonly tls?: { readonly key: string; readonly cert: string };
    /** Time for a request's headers to come, in milliseconds. @default 10000 */
    readonly headersTimeoutMs?: number;
    /** Time for a whole request to come, in milliseconds. @default 120000 */
    readonly requestTimeoutMs?: number;
}

/** An emulator on a port. */
export interface ServedEmulator {
    /** `http://127.0.0.1:port` or `https://…`. */
    readonly url: string;
    /** Bearer token of the endpoints under `/_emulator`. */
    readonly controlToken: string;
    /** Stops listening and breaks what is still connected. */
    close(): Promise<void>;
}

/**
 * Serves an emulator on a port: loopback only unless told otherwise. Beside the API it has
 * `GET` and `DELETE /_emulator/journal` and `POST /_emulator/faults`, for whoever has the token.
 *
 * @throws TypeError for an address beyond loopback that is not allowed.
 */
export async function serveEmulator(
    emulator: Emulator,
    options: ServeOptions,
): Promise<ServedEmulator> {
    const { port, host = "127.0.0.1", tls } = options;
    if (!loopback.includes(host) && options.allowRemote !== true) {
        throw new TypeError(
            `The emulator is not served on ${host}: everybody who reaches it may change its ` +
                `libraries. Leave the host out for this machine only, or allow it: --allow-remote on ` +
                `the command line, allowRemote in a program.`,
        );
    }
    const controlToken = randomBytes(32).toString("base64url");
    const names = new Set([...loopback, host, ...(options.allowedHosts ?? [])]);
    const anyName = !loopback.includes(host) && options.allowedHosts === undefined;
    const scheme = tls === undefined ? "http" : "https";

    const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
        const no = unwelcome(incoming, { names: anyName ? undefined : names, scheme });
        if (no !== undefined) {
            sendAnswer(outgoing, no);
            return;
        }
        const about = { scheme, maxBodyBytes: emulator.maxBodyBytes };
        const { request, release } = requestOf(incoming, outgoing, about);
        try {
            if (isControl(request)) {
                sendAnswer(outgoing, await answerControl(request, { emulator, controlToken }));
            } else {
                await sendResponse(outgoing, await emulator.handle(request));
            }
        } catch (error) {
            if (error instanceof ConnectionResetError || outgoing.headersSent) outgoing.destroy();
            else sendAnswer(outgoing, brokenAnswer(error, ""));
        } finally {
            release();
        }
    };
    const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
        // A request that fetch knows no way to make, as TRACE: nothing of it ends the process.
        answer(incoming, outgoing).catch(() => {
            if (outgoing.headersSent) outgoing.destroy();
            else sendAnswer(outgoing, emptyAnswer(400));
        });
    };
    const limits = {
        headersTimeout: options.headersTimeoutMs ?? 10_000,
        requestTimeout: options.requestTimeoutMs ?? 120_000,
        keepAliveTimeout: 5_000,
        connectionsCheckingInterval: Math.min(1000, options.headersTimeoutMs ?? 1000),
        maxHeaderSize: 32 * 1024,
    };
    const server =
        tls === undefined
            ? createServer(limits, listener)
            : createTlsServer({ ...limits, key: tls.key, cert: tls.cert }, listener);
    await listening(server, { port, host });
    const { port: actual } = server.address() as AddressInfo;
    return {
        url: `${scheme}://${host.includes(":") ? `[${host.replace(/[[\]]/g, "")}]` : host}:${actual}`,
        controlToken,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

function listening(server: Server, address: { port: number; host: string }): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen({ ...address, host: address.host.replace(/[[\]]/g, "") }, () => {
            server.off("error", reject);
            resolve();
        });
    });
}
