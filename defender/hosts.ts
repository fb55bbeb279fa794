/** Whether an address is this very machine: `localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopback(address: string): boolean {
    const { hostname } = new URL(address);
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Whether an address is where machines find their own identity: this very machine, or link-local
 * (169.254.0.0/16), which no router passes on. Only there may a token come over `http:`.
 */
export function isMetadataAddress(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname } = new URL(address);
    if (protocol !== "http:" && protocol !== "https:") return false;
    return isLoopback(address) || /^169\.254(\.\d{1,3}){2}$/.test(hostname);
}

/** Domains of Microsoft's under which Defender and Entra ID are found, in all clouds. */
const microsoftDomains = ["microsoft.com", "microsoft.us", "windows.com", "microsoftonline.com"];
const moreDomains = ["microsoftonline.us", "windows.us"];

/** Whether a host is under one of Microsoft's own domains. */
export function isMicrosoftHost(address: string): boolean {
    const { hostname } = new URL(address);
    return [...microsoftDomains, ...moreDomains].some((domain) => hostname.endsWith(`.${domain}`));
}

/**
 * What is wrong with an address that should be `https://host[:port]`, as a phrase after "but".
 * `http:` is accepted for loopback only: tokens and scripts would go in clear otherwise.
 */
export function originProblem(address: string): string | undefined {
    if (!URL.canParse(address))
        return "must be an address such as https://host or https://host:8443";
    const url = new URL(address);
    if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https://";
    if (url.username !== "" || url.password !== "") return "must hold no user name or password";
    if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
        return `must be the host alone (${url.origin}), without path or query`;
    if (url.protocol === "http:" && !isLoopback(address))
        return "http: is for loopback only; use https:";
    return undefined;
}

/** An address as an error may show it: in quotes, without a password, and without its query. */
export function shownAddress(address: string): string {
    const [bare = ""] = address.replace(/\/\/[^/@]*@/, "//…@").split("?");
    return JSON.stringify(bare);
}
