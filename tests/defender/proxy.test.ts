import { systemClock } from "../../defender/clock";
import { createLibraryClient } from "../../defender/libraryClient";
import { confidentialCredential } from "../../defender/signIn/confidentialCredential";
import { networkTransport } from "../../defender/transport";
import { createEmulator, serveEmulator } from "../../emulator";
import { privateAuthority } from "../emulator/authority";
import { scope, tenantId } from "./answers";
import { clientId, uploadOf } from "./setUpEmulated";
import { tunnelsTo } from "./tunnels";

/** Hosts that are nobody's (RFC 2606): only a proxy knows the way. */
const API = "api.proxied.invalid";
const SIGN_IN = "login.proxied.invalid";
/** This machine under an address that is not left out of itself, as 127.0.0.1 is. */
const MAPPED = "::ffff:7f00:1";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
});

/** The emulator behind TLS as those hosts, and a client that reaches it as an environment says. */
async function setUp() {
    const emulator = createEmulator();
    const { ca, key, cert } = await privateAuthority([API, SIGN_IN, MAPPED]);
    const allowedHosts = [API, SIGN_IN, `[${MAPPED}]`];
    const served = await serveEmulator(emulator, { port: 0, tls: { key, cert }, allowedHosts });
    closing.push(() => served.close());
    const port = Number(new URL(served.url).port);
    const proxy = await tunnelsTo(port);
    closing.push(() => proxy.close());
    const clientWith = (
        environment: Readonly<Record<string, string>>,
        [apiUrl, authorityUrl]: readonly [string, string] = [
            `https://${API}`,
            `https://${SIGN_IN}`,
        ],
    ) => {
        const network = networkTransport({ environment, ca });
        closing.push(network.close);
        const shared = {
            tenantId,
            scope,
            transport: network.transport,
            clock: systemClock,
            random: () => 0.01,
            log: () => undefined,
            authorityUrl,
            apiUrl,
        };
        const credential = confidentialCredential({
            ...shared,
            clientId,
            how: "clientSecret",
            proof: () => Promise.resolve({ clientSecret: "any secret" }),
            knownAuthority: true,
        });
        return createLibraryClient({ ...shared, cloud: "emulator", credential });
    };
    return { emulator, port, proxy, clientWith };
}

describe("an HTTP proxy with CONNECT", () => {
    it.each(["HTTPS_PROXY", "https_proxy"])(
        "carries sign-in, upload, list and delete, and reads none of them (%s)",
        async (variable) => {
            const { emulator, proxy, clientWith } = await setUp();
            const client = clientWith({
                [variable]: `http://user:s%3Acret@127.0.0.1:${proxy.port}`,
                NO_PROXY: "other.invalid",
            });
            const text = "Get-Process # proxied\r\n".repeat(20_000);
            const live = await client.upload(uploadOf("big.ps1", text));
            expect(live.fileName).toBe("big.ps1");
            expect(String(await emulator.library(tenantId).read("big.ps1"))).toBe(text);
            await client.upload(uploadOf("small.ps1", "x"));
            await client.remove("small.ps1");
            const { files } = await client.list({ maxAge: 0 });
            expect(files.map(({ fileName }) => fileName)).toEqual(["big.ps1"]);
            expect(emulator.journal.of("token")).toHaveLength(1);

            expect(proxy.hosts()).toEqual([`${API}:443`, `${SIGN_IN}:443`]);
            const basic = `Basic ${Buffer.from("user:s:cret").toString("base64")}`;
            for (const { authorization } of proxy.asked) expect(authorization).toBe(basic);
            // What goes through the tunnel is TLS from end to end.
            expect(proxy.seen().length).toBeGreaterThan(text.length);
            for (const secret of ["Get-Process", "any secret", "Bearer", "s:cret", basic])
                expect(proxy.seen()).not.toContain(secret);
        },
    );

    it("is gone round for a host of NO_PROXY, and for that alone", async () => {
        const { emulator, port, proxy, clientWith } = await setUp();
        const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
        const addresses = [`https://[${MAPPED}]:${port}`, `https://${SIGN_IN}`] as const;
        await clientWith({ HTTPS_PROXY, NO_PROXY: `[${MAPPED}]` }, addresses).upload(
            uploadOf("a.ps1", "x"),
        );
        expect(proxy.hosts()).toEqual([`${SIGN_IN}:443`]);
        await clientWith({ HTTPS_PROXY }, addresses).upload(uploadOf("b.ps1", "x"));
        expect(proxy.hosts()).toEqual([`[${MAPPED}]:${port}`, `${SIGN_IN}:443`]);
        expect(await emulator.library(tenantId).list()).toHaveLength(2);
    });

    it("is gone round for loopback, whatever NO_PROXY says", async () => {
        const { emulator, port, proxy, clientWith } = await setUp();
        const environment = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: API };
        const addresses = [`https://127.0.0.1:${port}`, `https://localhost:${port}`] as const;
        await clientWith(environment, addresses).upload(uploadOf("a.ps1", "x"));
        expect(proxy.asked).toEqual([]);
        expect(await emulator.library(tenantId).list()).toHaveLength(1);
    });
});
