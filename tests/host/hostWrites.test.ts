import { createHash } from "node:crypto";
import { rmSync } from "node:fs";

import { openContentIndex } from "../../library/contentIndex";
import { openRunNotes } from "../../library/runNotes";
import { initFailed } from "./initFailed";
import { __provider } from "./providerProcess";
import {
    bytes,
    calls,
    configuration,
    emulator,
    failing,
    news,
    sha256,
    start,
    started,
    tenantId,
} from "./startProvider";

describe("Pulumi's own provider process", () => {
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
});
