import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A service of a runner's or a machine's on loopback. */
export interface StandIn {
    readonly url: string;
    /** `METHOD path`, with the query. */
    readonly asked: string[];
    close(): Promise<void>;
}

/** An answer of a stand-in that is an error, with what it says. */
export class Refusal {
    constructor(readonly body: object) {}
}

/**
 * Serves what `answer` gives as JSON; nothing that it gives is a 401, and a refusal a 400.
 */
export async function standIn(
    answer: (
        request: IncomingMessage,
        url: URL,
    ) => object | undefined | Promise<object | undefined>,
): Promise<StandIn> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
        asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
        const url = new URL(request.url ?? "", "http://127.0.0.1");
        void Promise.resolve(answer(request, url)).then((body) => {
            const isRefusal = body instanceof Refusal;
            response.writeHead(isRefusal ? 400 : body === undefined ? 401 : 200, {
                "content-type": "application/json",
            });
            response.end(JSON.stringify((isRefusal ? body.body : body) ?? {}));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${port}`,
        asked,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

/**
 * Lays an `az` into a folder that knows one command, and is logged in as a service principal: it
 * gets its token from the token endpoint, as the Azure CLI does, and prints what the Azure CLI prints.
 *
 * @returns the folder, for PATH.
 */
export function installAz(
    folder: string,
    login: { readonly authority: string; readonly clientId: string; readonly secret: string },
): string {
    const bin = join(folder, "az-bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(
        join(bin, "az"),
        `#!${process.execPath}
const [group, command, ...rest] = process.argv.slice(2);
const option = (name) => rest[rest.indexOf(name) + 1];
if (group !== "account" || command !== "get-access-token" || option("-o") !== "json") {
    console.error("ERROR: '" + process.argv.slice(2).join(" ") + "' is misspelled or not recognized.");
    process.exit(2);
}
const login = ${JSON.stringify(login)};
const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: login.clientId,
    client_secret: login.secret,
    scope: option("--scope"),
});
fetch(login.authority + "/" + option("--tenant") + "/oauth2/v2.0/token", { method: "POST", body })
    .then((answer) => answer.json())
    .then((answer) => {
        if (answer.access_token === undefined) {
            console.error("ERROR: " + answer.error_description);
            process.exit(1);
        }
        const expires_on = Math.floor(Date.now() / 1000) + answer.expires_in;
        const { access_token: accessToken } = answer;
        console.log(JSON.stringify({ accessToken, expires_on, tenant: option("--tenant"), tokenType: "Bearer" }));
    });
`,
    );
    chmodSync(join(bin, "az"), 0o700);
    return bin;
}
