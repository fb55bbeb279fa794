import { ProviderProcess } from "./providerProcess";
import {
    calls,
    failing,
    news,
    otherTenant,
    served,
    start,
    started,
    tenantId,
} from "./startProvider";

describe("Pulumi's own provider process", () => {
    it("writes nothing once a file was found to be in another tenant", async () => {
        const provider = await start();
        const { inputs } = await provider.check({}, news);
        const old = { ...news, fileName: "Old.ps1", tenantId: otherTenant, cloud: "emulator" };
        const { failures } = await provider.check(old, { ...news, fileName: "Old.ps1" });
        expect(failures).toHaveLength(1);
        const { details } = await failing(provider.create(inputs));
        expect(details).toContain("Get.ps1 was not touched, for another file stops this run");
        expect(details).toContain(otherTenant);
        expect(calls()).toEqual([]);
    });

    it("pins the tenant and the cloud of the state in every step", async () => {
        const provider = await start();
        const elsewhere = {
            ...news,
            hasParameters: false,
            tenantId: otherTenant,
            cloud: "emulator",
        };
        const { failures } = await provider.check(elsewhere, news);
        expect(failures).toEqual([
            { property: "tenantId", reason: expect.stringContaining("Use a new stack") as string },
        ]);
        const realCloud = { ...elsewhere, tenantId, cloud: "commercial" };
        expect((await provider.check(realCloud, news)).failures).toHaveLength(1);
        const id = `${otherTenant}/Get.ps1`;
        for (const step of [
            provider.read(id, elsewhere),
            provider.update(id, elsewhere, { ...elsewhere, tenantId }),
            provider.delete(id, elsewhere),
            provider.read(`${tenantId}/Get.ps1`, realCloud),
            provider.delete(`${tenantId}/Get.ps1`, realCloud),
        ])
            expect((await failing(step)).details).toContain(
                "Nothing was read or changed in either",
            );
        expect(calls()).toEqual([]);
    });

    it("does not take a tenant that only the environment names for a new file", async () => {
        process.env["AZURE_TENANT_ID"] = tenantId;
        process.env["AZURE_CLIENT_ID"] = "app";
        process.env["AZURE_CLIENT_SECRET"] = "canary-secret";
        try {
            const provider = await ProviderProcess.start(
                { "mde:apiUrl": served.url, "mde:authorityUrl": served.url },
                { inherit: /^AZURE_/ },
            );
            started.push(provider);
            const { failures } = await provider.check({}, news);
            expect(failures.map(({ reason }) => reason)).toEqual([
                expect.stringContaining(`pulumi config set mde:tenantId ${tenantId}`),
            ]);
            const olds = { ...news, hasParameters: false, tenantId, cloud: "emulator" };
            expect((await provider.check(olds, news)).failures).toEqual([]);
        } finally {
            for (const name of ["TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"])
                Reflect.deleteProperty(process.env, `AZURE_${name}`);
        }
    });
});
