import { NetworkError } from "../../defender/errors";
import { parsePage, parseUploaded } from "../../defender/wire";
import { errorFrom, tenantId } from "./answers";
import { setUpEmulated, uploadOf } from "./setUpEmulated";

const mark = "soc/production";
const texts = { description: "Text", parametersDescription: "", hasParameters: false };

describe("a mark on the wire", () => {
    it("ends the description that is sent, and is taken off the one that is reported", async () => {
        const { client, emulator } = setUpEmulated();
        const live = await client.upload(uploadOf("a.ps1", "x", { texts, mark }));
        expect(live).toMatchObject({ description: "Text", mark });
        expect((await client.list()).find("a.ps1")).toMatchObject({ description: "Text", mark });
        const [stored] = await emulator.library(tenantId).list();
        expect(stored?.description).toBe("Text [pulumi: soc/production]");
    });

    it("is all of the description where there is no text", async () => {
        const { client, emulator } = setUpEmulated();
        const live = await client.upload(uploadOf("a.ps1", "x", { mark }));
        expect(live).toMatchObject({ description: "", mark });
        const [stored] = await emulator.library(tenantId).list();
        expect(stored?.description).toBe("[pulumi: soc/production]");
    });

    it("is named where a file is in the way", async () => {
        const { client, emulator } = setUpEmulated();
        const description = "Text [pulumi: a/b]";
        await emulator.library(tenantId).put("a.ps1", "theirs", { description });
        const error = await errorFrom(client.upload(uploadOf("a.ps1", "ours")));
        expect(error.message).toMatch(/has the digest [0-9a-f]{64} and the mark a\/b\. /);
    });

    it("is nobody's where a file has none", async () => {
        const { client } = setUpEmulated();
        const live = await client.upload(uploadOf("a.ps1", "x", { texts }));
        expect(live.description).toBe("Text");
        expect(live).not.toHaveProperty("mark");
    });

    it("is read in a list and in an upload's answer alike", () => {
        const file = {
            fileName: "a.ps1",
            sha256: "0".repeat(64),
            description: "Text [pulumi: a/b]",
        };
        const expected = { description: "Text", mark: "a/b" };
        expect(parsePage({ value: [file] })).toMatchObject({ files: [expected] });
        expect(parseUploaded(file)).toMatchObject(expected);
    });

    const unmarked = { texts, overrideIfExists: true, mark };

    it("is not taken for put on where no attempt was answered, and the unmarked file is there", async () => {
        const { client, emulator } = setUpEmulated({ client: { retry: { attempts: 2 } } });
        await emulator.library(tenantId).put("a.ps1", "x", { description: "Text" });
        for (let times = 0; times < 2; times++)
            emulator.once({ call: "upload" }, { kind: "resetBefore" });
        const upload = uploadOf("a.ps1", "x", unmarked);
        expect(await errorFrom(client.upload(upload))).toBeInstanceOf(NetworkError);
    });

    it("is waited for in a list that lags behind an upload whose answer says nothing", async () => {
        const { client, emulator, clock } = setUpEmulated({
            emulator: {
                behaviour: {
                    upload: { answer: "empty" },
                    list: { visibleAfterMs: { upload: 0, override: 2_000, delete: 0 } },
                },
            },
        });
        await emulator.library(tenantId).put("a.ps1", "x", { description: "Text" });
        clock.pass(60_000);
        expect((await client.upload(uploadOf("a.ps1", "x", unmarked))).mark).toBe(mark);
    });
});
