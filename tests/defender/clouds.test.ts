import { cloudRows, endpointsOf, isDefenderAddress } from "../../defender/clouds";

describe("endpointsOf", () => {
    it("is the commercial cloud's, with a token for the resource of the older host", () => {
        expect(endpointsOf({ cloud: "commercial" })).toEqual({
            apiUrl: "https://api.security.microsoft.com",
            authorityUrl: "https://login.microsoftonline.com",
            scope: "https://api.securitycenter.microsoft.com/.default",
            knownAuthority: false,
        });
    });

    it("takes a region's nearer host, and no other scope for it", () => {
        const { apiUrl, scope } = endpointsOf({ cloud: "commercial", region: "aea" });
        expect(apiUrl).toBe("https://aea.api.security.microsoft.com");
        expect(scope).toBe(cloudRows.commercial.scope);
    });

    it("signs in to GCC where commercial tenants do, and to the others elsewhere", () => {
        expect(endpointsOf({ cloud: "gcc" }).authorityUrl).toBe(
            "https://login.microsoftonline.com",
        );
        expect(endpointsOf({ cloud: "gcchigh" }).authorityUrl).toBe(
            "https://login.microsoftonline.us",
        );
        expect(endpointsOf({ cloud: "dod" })).toEqual(endpointsOf({ cloud: "gcchigh" }));
    });

    it("lets each setting override one address and no other", () => {
        const row = endpointsOf({ cloud: "commercial" });
        const apiUrl = "https://127.0.0.1:8443";
        expect(endpointsOf({ cloud: "commercial", apiUrl })).toEqual({ ...row, apiUrl });
        const authorityUrl = "https://127.0.0.1:9443";
        expect(endpointsOf({ cloud: "commercial", authorityUrl })).toEqual({
            ...row,
            authorityUrl,
            knownAuthority: true,
        });
        expect(endpointsOf({ cloud: "commercial", scope: "x" })).toEqual({ ...row, scope: "x" });
    });

    it("has no real host for the emulator", () => {
        const { apiUrl, authorityUrl } = endpointsOf({ cloud: "emulator" });
        expect(new URL(apiUrl).hostname).toMatch(/\.invalid$/);
        expect(new URL(authorityUrl).hostname).toMatch(/\.invalid$/);
    });
});

describe("isDefenderAddress", () => {
    const commercial = { cloud: "commercial", apiUrl: cloudRows.commercial.apiUrl } as const;
    const is = (address: string, of: Parameters<typeof isDefenderAddress>[1] = commercial) =>
        isDefenderAddress(new URL(address), of);

    it.each([
        "https://api.security.microsoft.com/api/libraryfiles?$skip=1",
        "https://eu.api.security.microsoft.com/api/libraryfiles",
        "https://api-us.securitycenter.windows.com/api/libraryfiles",
    ])("is true of %s", (address) => {
        expect(is(address)).toBe(true);
    });

    it.each([
        "http://api.security.microsoft.com/",
        "http://eu.api.security.microsoft.com/",
        "https://api.security.microsoft.com:8443/",
        "https://api.security.microsoft.com.example.com/",
        "https://example.com/api.security.microsoft.com",
        "https://user@api.security.microsoft.com/",
        "https://api-gov.securitycenter.microsoft.us/",
        "https://graph.microsoft.com/",
    ])("is false of %s", (address) => {
        expect(is(address)).toBe(false);
    });

    it("is true of a configured address's own origin, on loopback without https too", () => {
        const local = { cloud: "emulator", apiUrl: "http://127.0.0.1:8080" } as const;
        expect(is("http://127.0.0.1:8080/api/libraryfiles", local)).toBe(true);
        expect(is("http://127.0.0.1:8081/api/libraryfiles", local)).toBe(false);
        expect(is("https://api.security.microsoft.com/", local)).toBe(false);
    });
});
