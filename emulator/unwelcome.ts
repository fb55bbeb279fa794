import type { IncomingMessage } from "node:http";

import type { Answer } from "./answer";

/**
 * The refusal of a request that a web page may have made: one whose `Host` is none of this server's
 * names (a page whose name was bound to loopback), or that comes from any page's origin.
 *
 * @param options.names names without port; `undefined` for any name.
 */
export function unwelcome(
    incoming: IncomingMessage,
    options: { names: ReadonlySet<string> | undefined; scheme: string },
): Answer | undefined {
    const { names, scheme } = options;
    const { host, origin } = incoming.headers;
    const base = `${scheme}://${host ?? ""}`;
    if (host === undefined || !URL.canParse(base)) return refusal(400, "A Host header is needed.");
    const { hostname, host: authority } = new URL(base);
    if (names !== undefined && !names.has(hostname))
        return refusal(421, `The emulator is not ${hostname}.`);
    if (origin !== undefined && origin.toLowerCase() !== `${scheme}://${authority}`)
        return refusal(403, "The emulator does not answer web pages.");
    return undefined;
}

function refusal(status: number, message: string): Answer {
    return { status, headers: { "content-type": "text/plain" }, body: Buffer.from(`${message}\n`) };
}
