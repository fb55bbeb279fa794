import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** An HTTP proxy that makes tunnels (CONNECT), whatever host they are for to one port of loopback. */
export interface Tunnels {
    readonly port: number;
    /** Each request for a tunnel. */
    readonly asked: readonly { readonly host: string; readonly authorization: unknown }[];
    /** `host:port` of the tunnels, sorted, each once. */
    readonly hosts: () => string[];
    /** What clients have sent through the tunnels. */
    readonly seen: () => string;
    readonly close: () => Promise<void>;
}

/** Serves tunnels to that port; any other request is refused. */
export async function tunnelsTo(target: number): Promise<Tunnels> {
    const asked: { host: string; authorization: unknown }[] = [];
    const seen: Buffer[] = [];
    const sockets: Duplex[] = [];
    const proxy = createServer((_request, answer) => {
        answer.writeHead(405).end();
    });
    proxy.on("connect", ({ url = "", headers }, socket) => {
        asked.push({ host: url, authorization: headers["proxy-authorization"] });
        sockets.push(socket);
        const onward = connect(target, "127.0.0.1", () => {
            socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
            socket.on("data", (data: Buffer) => seen.push(data));
            socket.pipe(onward).pipe(socket);
        });
        onward.on("error", () => socket.destroy());
        socket.on("error", () => onward.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    return {
        port: (proxy.address() as AddressInfo).port,
        asked,
        hosts: () => [...new Set(asked.map(({ host }) => host))].sort(),
        seen: () => Buffer.concat(seen).toString("latin1"),
        close: async () => {
            for (const socket of sockets) socket.destroy();
            await new Promise((resolve) => proxy.close(resolve));
        },
    };
}
