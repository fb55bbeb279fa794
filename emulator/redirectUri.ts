/**
 * Whether an app is registered with an address to go back to. The port of `http://localhost` and
 * `http://127.0.0.1` plays no part, the path does
 * (https://learn.microsoft.com/en-us/entra/identity-platform/reply-url#localhost-exceptions).
 */
export function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
    if (registered.includes(redirectUri)) return URL.canParse(redirectUri);
    if (!URL.canParse(redirectUri)) return false;
    const asked = new URL(redirectUri);
    if (asked.username !== "" || asked.password !== "" || asked.hash !== "") return false;
    return registered.some((known) => {
        if (!URL.canParse(known)) return false;
        const { protocol, hostname, pathname, search } = new URL(known);
        return (
            protocol === "http:" &&
            ["localhost", "127.0.0.1"].includes(hostname) &&
            asked.protocol === protocol &&
            asked.hostname === hostname &&
            asked.pathname === pathname &&
            asked.search === search
        );
    });
}
