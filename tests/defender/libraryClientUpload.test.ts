import type { Response } from "undici";

import { FileExistsError, FileNameError, RefusedError } from "../../defender/errors";
import { errorFrom, tenantId } from "./answers";
import { setUpEmulated, uploadOf } from "./setUpEmulated";

describe("libraryClient.upload", () => {
    it("stores the bytes as they are, with all texts, and returns what is reported", async () => {
        const { client, emulator, calls } = setUpEmulated();
        const text = "\uFEFFparam($x)\r\n\0\n";
        const live = await client.upload(
            uploadOf("Collect-Triage.ps1", text, {
                texts: { description: "d", parametersDescription: "p", hasParameters: true },
            }),
        );
        expect(live).toMatchObject({
            fileName: "Collect-Triage.ps1",
            sha256: uploadOf("", text).sha256,
            description: "d",
            parametersDescription: "p",
            hasParameters: true,
            createdBy: "pulumi-mde emulator",
        });
        const stored = await emulator.library(tenantId).read("Collect-Triage.ps1");
        expect(stored?.equals(Buffer.from(text))).toBe(true);
        expect(calls()).toBe("upload");
    });

    it("adds what it wrote to the list, which keeps its time", async () => {
        const { client, clock, calls } = setUpEmulated();
        const { at } = await client.list();
        clock.pass(10);
        await client.upload(uploadOf("a.ps1", "x"));
        const list = await client.list();
        expect(list.find("a.ps1")?.sha256).toBe(uploadOf("a.ps1", "x").sha256);
        expect(list.at).toBe(at);
        expect(calls()).toBe("list upload");
    });

    it("replaces a file only when it is to", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "theirs", { createdBy: "Ann" });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "ours")));
        expect(error).toBeInstanceOf(FileExistsError);
        expect(error).toMatchObject({ live: { createdBy: "Ann" }, status: 400, fileName: "a.ps1" });
        expect(error.message).toContain('"Ann"');
        expect(String(await emulator.library(tenantId).read("a.ps1"))).toBe("theirs");
        await client.upload(uploadOf("a.ps1", "ours", { overrideIfExists: true }));
        expect(String(await emulator.library(tenantId).read("a.ps1"))).toBe("ours");
    });

    it.each(["badRequest", "invalidInput", "conflict"] as const)(
        "knows a conflict when it is told as %s",
        async (existing) => {
            const { client, emulator } = setUpEmulated({
                emulator: { behaviour: { upload: { existing } } },
            });
            await emulator.library(tenantId).put("A.PS1", "theirs");
            expect(await errorFrom(client.upload(uploadOf("a.ps1", "ours")))).toBeInstanceOf(
                FileExistsError,
            );
        },
    );

    it("knows a conflict by the list when the refusal does not say so", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "theirs");
        const body = JSON.stringify({ error: { code: "BadRequest", message: "No." } });
        emulator.once({ call: "upload" }, { kind: "answer", status: 400, body });
        expect(await errorFrom(client.upload(uploadOf("a.ps1", "ours")))).toBeInstanceOf(
            FileExistsError,
        );
    });

    it("finds somebody's file, and no upload of its own, when the service silently keeps it", async () => {
        const { client, emulator } = setUpEmulated({
            emulator: { behaviour: { upload: { existing: "silent" } } },
        });
        await emulator.library(tenantId).put("a.ps1", "theirs");
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "ours")));
        expect(error).toBeInstanceOf(FileExistsError);
        expect(error.message).toMatch(
            /was there and has been left, or something .* changes uploads/,
        );
    });

    it("asks at each attempt's turn whether it may go on, and sends nothing when it may not", async () => {
        const { client, emulator, clock } = setUpEmulated({ client: { callsPerMinute: 1 } });
        const asked: number[] = [];
        const begun = clock.now();
        const confirm = () => {
            asked.push(clock.now() - begun);
            return asked.length < 3 ? Promise.resolve() : Promise.reject(new Error("not any more"));
        };
        emulator.once({ call: "upload" }, { kind: "answer", status: 503 });
        const texts = { overrideIfExists: true, confirm };
        await client.upload(uploadOf("a.ps1", "x", texts));
        const error = await errorFrom(client.upload(uploadOf("b.ps1", "x", texts)));
        expect(error.message).toBe("not any more");
        const [first = 0, second = 0, third = 0] = asked;
        expect([first, second >= 60_000, third >= 120_000]).toEqual([0, true, true]);
        expect(emulator.journal.of("upload")).toHaveLength(2);
    });

    it("asks at its turn whether a deletion may go on", async () => {
        const { client, emulator } = setUpEmulated();
        await emulator.library(tenantId).put("a.ps1", "theirs");
        const confirm = () => Promise.reject(new Error("not any more"));
        expect((await errorFrom(client.remove("a.ps1", { confirm }))).message).toBe("not any more");
        expect(emulator.journal.of("delete")).toHaveLength(0);
    });

    it("passes on any other refusal", async () => {
        const { client, calls } = setUpEmulated({
            emulator: { behaviour: { upload: { zeroBytes: "refused" } } },
        });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "")));
        expect(error).toBeInstanceOf(RefusedError);
        expect(calls()).toBe("upload list");
    });

    it.each([
        ["small ones", {}, 4],
        ["files of 10 MiB", { size: 10 * 1_048_576 }, 3],
        ["files of 40 MiB", { size: 40 * 1_048_576 }, 1],
    ])("never asks for more contents at once than fit: of %s", async (_, size, fit) => {
        let held = 0;
        let most = 0;
        const { client } = setUpEmulated({
            transport:
                (handle) =>
                async (request): Promise<Response> => {
                    const answer = await handle(request);
                    if (request.method === "POST" && request.url.includes("/api/")) held--;
                    return answer;
                },
        });
        const names = Array.from({ length: 30 }, (_, index) => `${index}.ps1`);
        await Promise.all(
            names.map((name) => {
                const upload = uploadOf(name, name, size);
                return client.upload({
                    ...upload,
                    content: () => {
                        most = Math.max(most, ++held);
                        return upload.content();
                    },
                });
            }),
        );
        expect(most).toBe(fit);
    });

    it("holds no content while it waits to try again, nor afterwards", async () => {
        const { client, emulator } = setUpEmulated();
        emulator.once({ call: "upload" }, { kind: "throttle", retryAfter: "20" });
        const text = "x".repeat(100_000);
        const given: Buffer[] = [];
        const content = () => {
            expect(given.map(({ byteLength }) => byteLength)).toEqual(given.map(() => 0));
            given.push(Buffer.from(text));
            return Promise.resolve(given.at(-1)!);
        };
        await client.upload(uploadOf("a.ps1", text, { content }));
        expect(given.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
    });

    it("asks for no content before its turn at the rate limit", async () => {
        const { client, clock } = setUpEmulated({ client: { callsPerMinute: 2 } });
        const start = clock.now();
        const asked: number[] = [];
        const names = ["a", "b", "c", "d", "e"];
        await Promise.all(
            names.map((name) => {
                const upload = uploadOf(name, name);
                return client.upload({
                    ...upload,
                    content: () => {
                        asked.push(clock.now() - start);
                        return upload.content();
                    },
                });
            }),
        );
        expect(asked.map((ms) => Math.floor(ms / 60_000))).toEqual([0, 0, 1, 1, 2]);
    });

    it("goes through 250 files at the limit without a 429, and tells why it waits", async () => {
        const { client, clock, emulator, lines } = setUpEmulated();
        const start = clock.now();
        const names = Array.from({ length: 250 }, (_, index) => `${index}.ps1`);
        await Promise.all(names.map((name) => client.upload(uploadOf(name, name))));
        expect(emulator.journal.of("upload").map(({ status }) => status)).not.toContain(429);
        expect(clock.now() - start).toBeLessThanOrEqual(120_000 * 1.05);
        expect(lines).toHaveLength(2);
        expect(lines[0]).toMatch(/150 uploads are waiting, for 1 min/);
    });

    it("throws what the content throws, and goes on with the next", async () => {
        const { client, calls } = setUpEmulated();
        const gone = new Error("the content is gone");
        const upload = uploadOf("a.ps1", "x", { content: () => Promise.reject(gone) });
        expect(await errorFrom(client.upload(upload))).toBe(gone);
        expect(calls()).toBe("");
        await client.upload(uploadOf("b.ps1", "x"));
    });

    it.each(['a"b.ps1', "a\nb.ps1", "../a.ps1", ""])(
        "refuses the name %j before any call",
        async (name) => {
            const { client, emulator } = setUpEmulated();
            expect(await errorFrom(client.upload(uploadOf(name, "x")))).toBeInstanceOf(
                FileNameError,
            );
            expect(await errorFrom(client.remove(name))).toBeInstanceOf(FileNameError);
            expect(emulator.journal.entries).toEqual([]);
        },
    );
});
