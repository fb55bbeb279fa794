import { once } from "node:events";

import { __provider, unknownBoolean, unknownText, type ProviderProcess } from "./providerProcess";
import {
    bytes,
    calls,
    configuration,
    emulator,
    failing,
    news,
    sha256,
    start,
    tenantId,
} from "./startProvider";

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

    it("ends when the engine is gone", async () => {
        const provider = await start();
        await provider.check({}, news);
        const ended = once(provider.child, "exit");
        provider.child.stdin?.end();
        const [code] = (await ended) as [number];
        expect(code).toBe(1);
    });
});
