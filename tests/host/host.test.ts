import { createHash } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";

import type { ServiceError } from "@grpc/grpc-js";
import * as statusMessages from "@pulumi/pulumi/proto/status_pb";
import * as providerMessages from "@pulumi/pulumi/proto/provider_pb";

import { createEmulator, serveEmulator, type Emulator } from "../../emulator";
import { openContentIndex } from "../../library/contentIndex";
import { openRunNotes } from "../../library/runNotes";
import { __provider, ProviderProcess, unknownBoolean, unknownText } from "./providerProcess";

const tenantId = "11112222-3333-4444-8555-666677778888";
const otherTenant = "99992222-3333-4444-8555-666677778888";
const bytes = Buffer.from("Get-Process\r\n");
const sha256 = createHash("sha256").update(bytes).digest("hex");
const news = { fileName: "Get.ps1", sha256, size: bytes.length, source: "Get.ps1" };

let emulator: Emulator;
let served: Awaited<ReturnType<typeof serveEmulator>>;
const started: ProviderProcess[] = [];

beforeAll(async () => {
    emulator = createEmulator();
    served = await serveEmulator(emulator, { port: 0 });
});
afterAll(() => served.close());
beforeEach(async () => {
    for (const { fileName } of await emulator.library(tenantId).list())
        await emulator.library(tenantId).remove(fileName);
    emulator.journal.clear();
});
afterEach(async () => {
    await Promise.all(started.splice(0).map((provider) => provider.stop()));
});

const configuration = () => ({
    "mde:tenantId": tenantId,
    "mde:clientId": "app",
    "mde:clientSecret": "canary-secret",
    "mde:apiUrl": served.url,
    "mde:authorityUrl": served.url,
});

async function start(
    settings: Readonly<Record<string, string>> = configuration(),
    options: { engine?: string; userFolder?: string } = {},
): Promise<ProviderProcess> {
    const provider = await ProviderProcess.start(settings, options);
    started.push(provider);
    openContentIndex({ folder: provider.userFolder, now: Date.now }).keep(sha256, bytes);
    return provider;
}

const calls = () =>
    emulator.journal.entries.map(({ call }) => call).filter((call) => call !== "discovery");

async function failing(step: Promise<unknown>): Promise<ServiceError> {
    return step.then(
        () => {
            throw new Error("the step succeeded");
        },
        (error: unknown) => error as ServiceError,
    );
}

describe("Pulumi's own provider process", () => {
    it("takes a file through its whole life", async () => {
        const provider = await start();
        const { inputs, failures } = await provider.check({}, { ...news, description: "one" });
        expect(failures).toEqual([]);
        expect(inputs).toEqual({
            ...news,
            description: "one",
            hasParameters: false,
            tenantId,
            cloud: "emulator",
            __provider,
        });
        const { id, outs } = await provider.create(inputs);
        expect(id).toBe(`${tenantId}/Get.ps1`);
        expect(outs).toMatchObject({ ...inputs, createdBy: expect.any(String) as string });
        expect(await provider.diff(id, outs, inputs)).toEqual({
            changes: false,
            replaces: [],
            deleteBeforeReplace: false,
        });
        const changed = { ...inputs, description: "two" };
        expect(await provider.diff(id, outs, changed)).toMatchObject({
            changes: true,
            replaces: [],
        });
        const updated = await provider.update(id, outs, changed);
        expect(updated.outs).toMatchObject({ description: "two" });
        const read = await provider.read(id, updated.outs);
        expect(read.id).toBe(id);
        expect(read.props).toEqual(updated.outs);
        expect(read.inputs).toEqual(changed);
        expect(calls()).toEqual(["token", "list", "upload", "upload"]);

        emulator.journal.clear();
        const destroying = await start();
        await destroying.delete(id, updated.outs);
        expect((await destroying.read(id, updated.outs)).id).toBe("");
        expect(calls()).toEqual(["token", "list", "delete"]);
    });

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

    it("passes unknown values through check and diff, and asks nobody about them", async () => {
        const provider = await start();
        const unknowns = {
            fileName: unknownText,
            sha256: unknownText,
            size: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
            description: unknownText,
            parametersDescription: unknownText,
        };
        const { inputs, failures } = await provider.check({}, unknowns);
        expect(failures).toEqual([]);
        expect(inputs).toMatchObject({ ...unknowns, hasParameters: unknownBoolean, tenantId });
        const olds = { ...news, hasParameters: false, tenantId, cloud: "emulator" };
        expect(await provider.diff(`${tenantId}/Get.ps1`, olds, inputs)).toMatchObject({
            changes: true,
            replaces: ["fileName"],
        });
        expect(
            await provider.diff(`${tenantId}/Get.ps1`, olds, { ...olds, sha256: unknownText }),
        ).toMatchObject({ changes: true, replaces: [] });
        expect(calls()).toEqual([]);
    });

    it("tells all problems of a file at once, each on its property", async () => {
        const provider = await start({ ...configuration(), "mde:maxUploadBytes": "5" });
        const { failures } = await provider.check(
            {},
            { ...news, fileName: "a/b", description: 5, hasParameters: "yes", pin: "f".repeat(64) },
        );
        expect(failures.map(({ property }) => property).sort()).toEqual([
            "description",
            "fileName",
            "hasParameters",
            "sha256",
            "size",
        ]);
        expect(provider.output).toBe("");
    });

    it("serves checks that arrive at once before configure is through", async () => {
        const provider = await start();
        const results = await Promise.all(
            Array.from({ length: 20 }, () => provider.check({}, news)),
        );
        for (const { inputs, failures } of results) {
            expect(failures).toEqual([]);
            expect(inputs).toMatchObject({ tenantId });
        }
    });

    it("says in check what is wrong with its configuration, and changes nothing", async () => {
        const provider = await start({
            "mde:tenantId": "nonsense",
            "mde:clientSecret": "canary-secret",
        });
        const { failures } = await provider.check({}, news);
        expect(failures.map(({ reason }) => reason)).toEqual([
            expect.stringContaining('mde:tenantId is "nonsense"'),
            expect.stringContaining("mde:clientId is missing"),
        ]);
        const error = await failing(
            provider.create({ ...news, hasParameters: false, tenantId, cloud: "emulator" }),
        );
        expect(error.details).toContain("Get.ps1 was not touched");
        expect(error.details).not.toContain("canary-secret");
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

    it("remembers an upload that the service took and does not show, and mends it", async () => {
        const provider = await start();
        const { inputs } = await provider.check({}, news);
        const body = JSON.stringify({ fileName: "another name", sha256 });
        const answer = { kind: "answer", status: 200, body, stored: true } as const;
        emulator.once({ call: "upload" }, answer);
        const error = await failing(provider.create(inputs));
        const partial = initFailed(error);
        expect(partial.id).toBe(`${tenantId}/Get.ps1`);
        expect(partial.properties).toMatchObject({ sha256, tenantId, __provider });
        expect(partial.reasons).toEqual([error.details]);
        expect(calls()).toEqual(["token", "list", "upload"]);

        emulator.journal.clear();
        const next = await start();
        const { outs } = await next.update(partial.id, partial.properties, inputs);
        expect(outs).toMatchObject({ sha256, createdBy: expect.any(String) as string });
        expect(calls()).toEqual(["token", "list"]);
    });

    it("remembers both contents of an update that the service took and does not show", async () => {
        const provider = await start();
        const { inputs } = await provider.check({}, news);
        const { id, outs } = await provider.create(inputs);
        const newer = createHash("sha256").update("newer").digest("hex");
        const index = openContentIndex({ folder: provider.userFolder, now: Date.now });
        index.keep(newer, Buffer.from("newer"));
        const wanted = { ...inputs, sha256: newer, size: 5 };
        emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        const partial = initFailed(await failing(provider.update(id, outs, wanted)));
        expect(partial.id).toBe(id);
        expect(partial.properties).toMatchObject({ sha256, __provider });
        expect(partial.properties["__pending"]).toContain(newer);
        const { outs: mended } = await (await start()).update(id, partial.properties, wanted);
        expect(mended).toMatchObject({ sha256: newer });
        expect(mended).not.toHaveProperty("__pending");
    });

    it("does not delete a file that it has checked in this run: an old half of a replacement", async () => {
        const provider = await start();
        const { inputs } = await provider.check({}, { ...news, __resource: "r/stack" });
        const { id, outs } = await provider.create(inputs);
        await provider.check(inputs, { ...news, __resource: "r/stack" });
        await provider.delete(id, outs);
        expect(await emulator.library(tenantId).list()).toHaveLength(1);
        const later = await start();
        await later.check(inputs, { ...news, fileName: "Other.ps1", __resource: "r/stack" });
        await later.delete(id, outs);
        expect(await emulator.library(tenantId).list()).toEqual([]);
    });

    it("reads a state that holds no more than what identifies a file", async () => {
        const provider = await start();
        await emulator.library(tenantId).put("Get.ps1", bytes, { createdBy: "Somebody" });
        const old = { fileName: "Get.ps1", sha256, tenantId };
        const read = await provider.read(`${tenantId}/Get.ps1`, old);
        expect(read.props).toMatchObject({ ...old, createdBy: "Somebody", cloud: "emulator" });
        await provider.delete(`${tenantId}/Get.ps1`, old);
        expect(await emulator.library(tenantId).list()).toEqual([]);
    });

    it("prints the message of an error and no stack trace", async () => {
        const provider = await start();
        emulator.once({ call: "list" }, { kind: "answer", status: 403, body: "{}" });
        const error = await failing(
            provider.read(`${tenantId}/Get.ps1`, { ...news, hasParameters: false, tenantId }),
        );
        expect(error.details).toContain(tenantId);
        expect(provider.output).toContain("pulumi-mde: ");
        expect(provider.output).not.toMatch(/^\s+at /m);
        expect(provider.output).not.toContain("canary-secret");
    });

    it("never takes a list that was not found for an empty library", async () => {
        const olds = { ...news, hasParameters: false, tenantId, cloud: "emulator" };
        const id = `${tenantId}/Get.ps1`;
        for (const step of [
            (provider: ProviderProcess) => provider.read(id, olds),
            (provider: ProviderProcess) => provider.update(id, olds, { ...olds, description: "x" }),
            (provider: ProviderProcess) => provider.delete(id, olds),
        ]) {
            emulator.once({ call: "list" }, { kind: "answer", status: 404, body: "" });
            const error = await failing(step(await start()));
            expect(error.details).toContain("answered 404 to the list");
        }
        expect(calls().filter((call) => call === "upload" || call === "delete")).toEqual([]);
    });

    it("does not delete a file that the program has under another resource", async () => {
        const engine = "127.0.0.1:4711";
        const provider = await start(configuration(), { engine });
        const { inputs } = await provider.check({}, { ...news, __resource: "old" });
        const { id, outs } = await provider.create(inputs);
        await provider.stop();
        started.splice(0);

        const later = await start(configuration(), { engine: "127.0.0.1:4712" });
        const notes = openRunNotes({
            folder: later.userFolder,
            run: "127.0.0.1:4712",
            starts: true,
            now: Date.now,
        });
        notes.named({ tenantId, fileName: "Get.ps1", resource: "new" });
        await later.delete(id, outs);
        expect(await emulator.library(tenantId).read("Get.ps1")).toEqual(bytes);
        expect(later.output).toContain("stays in the library");

        notes.named({ tenantId, fileName: "Get.ps1", resource: "old" });
        const own = await start(configuration(), { engine: "127.0.0.1:4713" });
        await own.delete(id, outs);
        expect(await emulator.library(tenantId).list()).toEqual([]);
    });

    it("uploads nothing when the file changed after the program had hashed it", async () => {
        const provider = await start();
        rmSync(`${provider.userFolder}/content`, { recursive: true });
        const { inputs } = await provider.check({}, news);
        const error = await failing(provider.create(inputs));
        expect(error.details).toContain("Get.ps1 was not uploaded");
        expect(error.details).toContain("changed after the program had read it");
        expect(calls()).toEqual(["token", "list"]);
    });

    it("ends when the engine is gone", async () => {
        const provider = await start();
        await provider.check({}, news);
        const ended = once(provider.child, "exit");
        provider.child.stdin?.end();
        const [code] = (await ended) as [number];
        expect(code).toBe(1);
    });
});

/** What the engine reads of a partial failure: the details of the gRPC status. */
function initFailed(error: ServiceError) {
    const [packed] = error.metadata.get("grpc-status-details-bin");
    const status = statusMessages.Status.deserializeBinary(packed as Buffer);
    const detail = providerMessages.ErrorResourceInitFailed.deserializeBinary(
        status.getDetailsList()[0]!.getValue_asU8(),
    );
    return {
        id: detail.getId(),
        properties: detail.getProperties()!.toJavaScript(),
        reasons: detail.getReasonsList(),
    };
}
