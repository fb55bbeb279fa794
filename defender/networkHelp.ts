import type { BrokenCallError } from "./brokenCallError";
import { called, stackPlaces, type SettingPlaces } from "./settings/settingPlaces";

/** What to look at when there is no answer. */
export function networkHelp(error: BrokenCallError, places: SettingPlaces = stackPlaces): string {
    const addresses = called(places, ["apiUrl", "authorityUrl"]);
    switch (error.obstacle) {
        case "setting":
            return `Check ${addresses}, HTTPS_PROXY and HTTP_PROXY.`;
        case "unknownName":
            return (
                `No host of that name is known here: check the network (a VPN?), ${addresses}, ` +
                `HTTPS_PROXY and NO_PROXY.`
            );
        case "unknownAuthority":
            return (
                `The certificate is of no authority that is trusted here: a private one, as of a ` +
                `proxy that opens TLS, is trusted when NODE_EXTRA_CA_CERTS names its file. Where ` +
                `there is none, something else answers in place of the service: check ${addresses}, ` +
                `and HTTPS_PROXY.`
            );
        case "otherTime":
            return (
                `Check this machine's clock; if it is right, the certificate has to be renewed by ` +
                `whoever answers there: the service, or a proxy that opens TLS (HTTPS_PROXY).`
            );
        case "otherHost":
            return (
                `The certificate is of another host: check ${addresses}, HTTPS_PROXY, and what ` +
                `answers in place of the service (a page to sign in to the network?).`
            );
        case "tls":
            return (
                `No TLS as it should be is spoken there: check ${addresses} with their ports, and ` +
                `HTTPS_PROXY, which begins with http:// for most proxies.`
            );
        case "proxyCredentials":
            return (
                `The proxy asks for a user and a password, or does not accept those it was given: ` +
                `HTTPS_PROXY holds them as http://USER:PASSWORD@HOST:PORT, other characters than ` +
                `letters and digits as %XX.`
            );
        case "proxyRefusal":
            return (
                `The proxy does not let this machine through to that host: ask for it where the ` +
                `proxy is looked after, or check HTTPS_PROXY and NO_PROXY.`
            );
        case "proxyFailure":
        case "silence":
        case "noConnection":
        case "broken":
            return "Check the network, HTTPS_PROXY and NO_PROXY, then run it again.";
    }
}
