import type { ServiceBehaviour, TenantOptions } from "../../emulator";
import { emulated } from "./emulated";
import { clientId, entityIn, errorIn, tenantId, wireOf } from "./wire";

const withService = (
    service: Partial<ServiceBehaviour> = {},
    tenant?: Omit<TenantOptions, "apps">,
) =>
    emulated({
        behaviour: { service },
        ...(tenant && {
            tenants: {
                [tenantId]: {
                    ...tenant,
                    apps: { [clientId]: { secret: "not a secret", displayName: "App" } },
                },
            },
        }),
    });

describe("ServiceBehaviour", () => {
    describe("nameCase", () => {
        const fields = { OverrideIfExists: "true" };

        it.each([
            ["insensitive", ["A.ps1"]],
            ["insensitive-renames", ["a.PS1"]],
            ["sensitive", ["A.ps1", "a.PS1"]],
        ] as const)("%s", async (nameCase, names) => {
            const { wire } = await withService({ nameCase });
            await wire.upload({ fileName: "A.ps1" });
            const refused = await wire.upload({ fileName: "a.PS1" });
            expect(refused.status).toBe(nameCase === "sensitive" ? 200 : 400);
            expect((await wire.upload({ fileName: "a.PS1", fields })).status).toBe(200);
            expect((await wire.files()).map((file) => file.fileName)).toEqual(names);
        });

        it("sensitive does not delete a name in another case", async () => {
            const { wire } = await withService({ nameCase: "sensitive" });
            await wire.upload();
            expect((await wire.remove("a.ps1")).status).toBe(404);
        });
    });

    it("contentType is that of each JSON answer", async () => {
        const { wire } = await withService();
        const usual = (await wire.list()).headers.get("content-type");
        expect(usual).toBe("application/json; odata.metadata=minimal");
        const { wire: plain } = await withService({ contentType: "application/json" });
        for (const response of [await plain.list(), await plain.upload(), await plain.remove("x")])
            expect(response.headers.get("content-type")).toBe("application/json");
    });

    it.each([
        ["displayName", /^pulumi-mde emulator$/],
        ["objectId", /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
        ["upn", /^pulumi\.mde\.emulator@/],
    ] as const)("createdBy %s", async (createdBy, form) => {
        const { wire } = await withService({ createdBy });
        expect((await entityIn(await wire.upload())).createdBy).toMatch(form);
    });

    it.each([403, 401] as const)("wrongAudience %d", async (wrongAudience) => {
        const { wire } = await withService({ wrongAudience });
        await wire.signIn({ scope: "https://api.security.microsoft.com/.default" });
        expect((await wire.list()).status).toBe(wrongAudience);
    });

    it("audiences are the registered names, with and without a slash at the end", async () => {
        const { wire } = await withService();
        for (const scope of [
            "https://securitycenter.onmicrosoft.com/windowsatpservice/.default",
            "https://api.securitycenter.microsoft.com//.default",
            "https://api-gcc.securitycenter.microsoft.us/.default",
        ]) {
            await wire.signIn({ scope });
            expect((await wire.list()).status).toBe(200);
        }
        const { wire: custom } = await withService({ audiences: ["https://mde.example"] });
        await custom.signIn({ scope: "https://mde.example/.default" });
        expect((await custom.list()).status).toBe(200);
    });

    it("governmentAudience sameHost ties government audiences to their hosts", async () => {
        for (const [governmentAudience, statuses] of [
            ["anyRegistered", [200, 200, 200]],
            ["sameHost", [200, 403, 403]],
        ] as const) {
            const { emulator } = await withService({ governmentAudience });
            const call = async (host: string, audience: string) => {
                const wire = wireOf(emulator.handle, `https://${host}`);
                await wire.signIn({ scope: `https://${audience}/.default` });
                return (await wire.list()).status;
            };
            const gcc = "api-gcc.securitycenter.microsoft.us";
            const commercial = "api.securitycenter.microsoft.com";
            expect([
                await call(gcc, gcc),
                await call(gcc, commercial),
                await call("api.security.microsoft.com", gcc),
            ]).toEqual(statuses);
        }
    });

    it("a missing role is 403 with the text of a real answer", async () => {
        const { wire } = await emulated({
            tenants: {
                [tenantId]: {
                    apps: {
                        [clientId]: { secret: "not a secret", displayName: "App", roles: [] },
                    },
                },
            },
        });
        const response = await wire.list();
        expect(response.status).toBe(403);
        expect(await errorIn(response)).toMatchObject({
            code: "Forbidden",
            message:
                "The application does not have any of the required application permissions " +
                "(Library.Manage) to access the resource.",
        });
    });

    it.each([
        ["refused", 403],
        ["works", 200],
    ] as const)("liveResponseOff %s answers %d", async (liveResponseOff, status) => {
        const { wire } = await withService({ liveResponseOff }, { liveResponse: false });
        const response = await wire.list();
        expect(response.status).toBe(status);
        if (status === 403) expect((await errorIn(response)).code).toBe("DisabledFeature");
    });

    it.each([
        ["works", 200],
        [401, 401],
        [403, 403],
        [404, 404],
        ["redirect", 307],
    ] as const)("foreignRegion %s answers %d", async (foreignRegion, status) => {
        const { emulator } = await withService({ foreignRegion }, { region: "eu" });
        const statusAt = async (host: string) => {
            const wire = wireOf(emulator.handle, `https://${host}`);
            await wire.signIn();
            return (await wire.list()).status;
        };
        expect(await statusAt("us.api.security.microsoft.com")).toBe(status);
        expect(await statusAt("api-us.securitycenter.microsoft.com")).toBe(status);
        expect(await statusAt("eu.api.security.microsoft.com")).toBe(200);
        expect(await statusAt("api.security.microsoft.com")).toBe(200);
    });

    it.each([
        ["html", /^<html>/],
        ["empty", /^$/],
        ["json", /"code":"InternalServerError"/],
    ] as const)("gatewayBody %s", async (gatewayBody, body) => {
        const { emulator, wire } = await withService({ gatewayBody });
        emulator.once({ call: "list" }, { kind: "answer", status: 503 });
        const response = await wire.list();
        expect(response.status).toBe(503);
        expect(await response.text()).toMatch(body);
    });

    describe("rateLimit and retryAfter", () => {
        const tight = { perMinute: 2, perHour: 3 };

        it.each([
            ["seconds", "60"],
            ["fraction", "60.000"],
            ["date", "Sun, 01 Mar 2026 12:01:01 GMT"],
            ["absent", null],
        ] as const)("%s", async (retryAfter, header) => {
            const { wire } = await withService({ rateLimit: tight, retryAfter });
            await wire.list();
            await wire.list();
            const response = await wire.list();
            expect(response.status).toBe(429);
            expect(response.headers.get("retry-after")).toBe(header);
        });

        it("false lifts the limit", async () => {
            const { wire } = await withService({ rateLimit: false });
            for (let call = 0; call < 150; call++) expect((await wire.list()).status).toBe(200);
        });
    });
});
