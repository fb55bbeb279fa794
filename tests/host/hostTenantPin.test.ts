import { __provider, ProviderProcess } from "./providerProcess";
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

const __urn = "urn:pulumi:dev::p::pulumi-nodejs:dynamic/mde:TenantPin::mde";
const pin = { __kind: "tenantPin", __urn, __provider };
const wanted = async (provider: ProviderProcess) => (await provider.check({}, news)).inputs;

describe("Pulumi's own provider process", () => {
    it("writes nothing once a file was found to be in another tenant", async () => {
        const provider = await start();
        const { inputs } = await provider.check({}, news);
        const old = { ...news, fileName: "Old.ps1", tenantId: otherTenant, cloud: "emulator" };
        const { failures } = await provider.check(old, { ...news, fileName: "Old.ps1" });
        expect(failures).toHaveLength(1);
        const { details } = await failing(provider.create(inputs));
        expect(details).toContain("Get.ps1 was not touched, for the tenant pin stops this run");
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
            {
                property: "tenantId",
                reason: expect.stringContaining("its resource is served by the stack") as string,
            },
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
            expect((await failing(step)).details).toContain("It was not touched in either");
        expect(calls()).toEqual([]);
    });

    it("keeps a pin: proven when it is made, then read without a call, and never another tenant's", async () => {
        const provider = await start();
        const { inputs, failures } = await provider.check({}, pin);
        expect(failures).toEqual([]);
        expect(inputs).toMatchObject({ tenantId, cloud: "emulator" });
        const { id, outs } = await provider.create(inputs);
        expect(id).toBe(tenantId);
        expect(calls()).toEqual(["token", "list"]);
        expect((await provider.read(id, outs)).props).toEqual(outs);
        expect((await provider.diff(id, outs, inputs)).changes).toBe(false);
        const elsewhere = { ...outs, tenantId: otherTenant };
        expect((await failing(provider.read(otherTenant, elsewhere))).details).toContain(
            `pinned to tenant ${otherTenant}`,
        );
        // The one that was checked is to follow: the engine was told to replace it.
        expect((await failing(provider.delete(otherTenant, elsewhere))).details).toContain(
            `pinned to tenant ${otherTenant}`,
        );
        await provider.delete(id, outs);
        expect((await provider.check(elsewhere, pin)).failures).toHaveLength(1);
        expect((await failing(provider.create(await wanted(provider)))).details).toContain(
            "Get.ps1 was not touched, for the tenant pin stops this run",
        );
        // Nobody was asked for more.
        expect(calls()).toEqual(["token", "list"]);
    });

    it("ends a pin of whatever tenant when none is to follow", async () => {
        const provider = await start();
        const { inputs } = await provider.check({}, pin);
        const elsewhere = { ...inputs, tenantId: otherTenant };
        await provider.delete(otherTenant, { ...elsewhere, __pin: "another one's" });
        expect(calls()).toEqual([]);
    });

    it("does not take a tenant that only the environment names for a new stack", async () => {
        process.env["AZURE_TENANT_ID"] = tenantId;
        process.env["AZURE_CLIENT_ID"] = "app";
        process.env["AZURE_CLIENT_SECRET"] = "canary-secret";
        try {
            const provider = await ProviderProcess.start(
                { "mde:apiUrl": served.url, "mde:authorityUrl": served.url },
                { inherit: /^AZURE_/ },
            );
            started.push(provider);
            const { failures } = await provider.check({}, pin);
            expect(failures.map(({ reason }) => reason)).toEqual([
                expect.stringContaining(`pulumi config set mde:tenantId ${tenantId}`),
            ]);
            const olds = { ...pin, tenantId, cloud: "emulator" };
            expect((await provider.check(olds, pin)).failures).toEqual([]);
        } finally {
            for (const name of ["TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"])
                Reflect.deleteProperty(process.env, `AZURE_${name}`);
        }
    });
});
