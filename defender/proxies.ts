/** A proxy of the environment that is none. The value is not shown: it may hold a password. */
export class ProxySettingError extends Error {
    override name = "ProxySettingError" as const;
    readonly code = "ERR_PROXY_SETTING";

    constructor(variable: string) {
        super(
            `${variable} in the environment is no address of a proxy, such as ` +
                `http://proxy.example:8080; its value is not shown, for it may hold a password`,
        );
    }
}

/** The proxies that an environment names; `""` for none. */
export interface Proxies {
    readonly httpProxy: string;
    readonly httpsProxy: string;
    readonly noProxy: string;
}

const loopback = ["localhost", "127.0.0.1", "[::1]"];
/** What undici speaks. */
const protocols = ["http:", "https:", "socks:", "socks5:"];

/**
 * The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in lower case first. An address without
 * `http://` is an HTTP proxy's, as for curl and for Pulumi itself.
 *
 * @throws {ProxySettingError} when an address is none.
 */
export function proxiesOf(environment: Readonly<Record<string, string | undefined>>): Proxies {
    const noProxy = environment[nameIn(environment, "NO_PROXY")] ?? "";
    return {
        httpProxy: proxyAddress(environment, "HTTP_PROXY"),
        httpsProxy: proxyAddress(environment, "HTTPS_PROXY"),
        noProxy: [noProxy, ...loopback].join(","),
    };
}

function nameIn(environment: Readonly<Record<string, string | undefined>>, name: string): string {
    const lower = name.toLowerCase();
    return environment[lower] === undefined ? name : lower;
}

function proxyAddress(
    environment: Readonly<Record<string, string | undefined>>,
    variable: string,
): string {
    const name = nameIn(environment, variable);
    const value = environment[name]?.trim() ?? "";
    if (value === "") return "";
    const address = value.includes("://") ? value : `http://${value}`;
    if (!isProxy(address)) throw new ProxySettingError(name);
    return address;
}

function isProxy(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname, username, password } = new URL(address);
    if (!protocols.includes(protocol) || hostname === "") return false;
    // undici decodes them, and throws.
    return [username, password].every(isDecodable);
}

function isDecodable(text: string): boolean {
    try {
        decodeURIComponent(text);
        return true;
    } catch {
        return false;
    }
}
