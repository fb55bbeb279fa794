import * as z from "zod";

import { ContentUnavailableError, type CheckedFile, type Claim } from "../../policy/claim";
import * as claims from "../../policy/claims";
import type { Content } from "../../policy/content";
import { rememberedFindings } from "../../policy/rememberedFindings";
import { fileWith } from "./checked";

/** A claim that counts how often it has looked. */
function counting(check: (file: CheckedFile) => Promise<string>, remembered?: true) {
    const looked = jest.fn(check);
    const claim: Claim = {
        name: "mde-counting",
        description: "Counts.",
        level: "advisory",
        configuration: z.strictObject({}),
        remembered,
        check: async (file) => [{ message: await looked(file), mend: "Mend it." }],
    };
    return { claim, looked };
}

const text = async (file: CheckedFile) => (await file.content()).text;
const textAndName = async (file: CheckedFile) => `${await text(file)} ${file.fileName}`;
const one = fileWith({ fileName: "One.ps1", content: "a" });
const sameByAnotherName = fileWith({ fileName: "Two.ps1", content: "a", tenantId: "t" });
const other = fileWith({ fileName: "One.ps1", content: "b" });

describe("rememberedFindings", () => {
    it("looks once at a content, by whatever name it goes", async () => {
        const { claim, looked } = counting(text, true);
        const findingsOf = rememberedFindings();
        const first = await findingsOf(claim, one, {});
        expect(first).toMatchObject([{ message: "a" }]);
        expect(await findingsOf(claim, sameByAnotherName, {})).toEqual(first);
        expect(looked).toHaveBeenCalledTimes(1);
    });

    it("looks again at another content of the same name", async () => {
        const { claim } = counting(text, true);
        const findingsOf = rememberedFindings();
        await findingsOf(claim, one, {});
        expect(await findingsOf(claim, other, {})).toMatchObject([{ message: "b" }]);
    });

    it("looks again where a fact is another that the claim has asked for", async () => {
        const { claim, looked } = counting(textAndName, true);
        const findingsOf = rememberedFindings();
        for (let times = 0; times < 2; times++) {
            expect(await findingsOf(claim, one, {})).toMatchObject([{ message: "a One.ps1" }]);
            expect(await findingsOf(claim, sameByAnotherName, {})).toMatchObject([
                { message: "a Two.ps1" },
            ]);
        }
        expect(looked).toHaveBeenCalledTimes(2);
    });

    it("looks again with another configuration, for another claim, and for another run", async () => {
        const { claim, looked } = counting(text, true);
        const another = counting(text, true);
        const findingsOf = rememberedFindings();
        await findingsOf(claim, one, {});
        await findingsOf(claim, one, { key: 1 });
        await findingsOf(another.claim, one, {});
        expect([looked.mock.calls.length, another.looked.mock.calls.length]).toEqual([2, 1]);
        await rememberedFindings()(claim, one, {});
        expect(looked).toHaveBeenCalledTimes(3);
    });

    it("remembers nothing of a claim that does not say so", async () => {
        const { claim, looked } = counting(text);
        const findingsOf = rememberedFindings();
        await findingsOf(claim, one, {});
        await findingsOf(claim, one, {});
        expect(looked).toHaveBeenCalledTimes(2);
    });

    it("takes no content that cannot be had any more for one that passes, nor remembers it", async () => {
        const { claim } = counting(text, true);
        const findingsOf = rememberedFindings();
        const gone = {
            ...one,
            content: () => Promise.reject<Content>(new ContentUnavailableError("it is gone")),
        };
        const missing = [{ message: expect.stringContaining("it is gone") as string }];
        expect(await findingsOf(claim, gone, {})).toMatchObject(missing);
        expect(await findingsOf(claim, one, {})).toMatchObject([{ message: "a" }]);
        expect(await findingsOf(claim, gone, {})).toMatchObject(missing);
        expect(await findingsOf(claim, one, {})).toMatchObject([{ message: "a" }]);
    });

    it("leaves it to the claim whether it needs what a preview does not know yet", async () => {
        const unknown = {
            ...one,
            get sha256(): string {
                throw new Error("unknown");
            },
        };
        const { claim, looked } = counting((file) => Promise.resolve(file.fileName), true);
        const findingsOf = rememberedFindings();
        expect(await findingsOf(claim, unknown, {})).toMatchObject([{ message: "One.ps1" }]);
        expect(looked).toHaveBeenCalledTimes(1);
    });

    it("keeps no more than so many", async () => {
        const { claim, looked } = counting(text, true);
        const findingsOf = rememberedFindings({ most: 2 });
        const files = ["a", "b", "c"].map((content) => fileWith({ content }));
        for (const file of [...files, files[2]!, files[0]!]) await findingsOf(claim, file, {});
        expect(looked.mock.calls.map(([file]) => file.sha256)).toEqual(
            [...files, files[0]!].map(({ sha256 }) => sha256),
        );
    });

    it.each(Object.values(claims) as Claim[])(
        "gives what $name finds, whatever was there before",
        async (claim) => {
            const findingsOf = rememberedFindings();
            const configuration = claim.configuration.parse({});
            const contents = ["#!/bin/sh\r\necho\n", "param($Path)\n", "Größe", ""];
            const names = ["a.ps1", "a.sh", "a.exe", "a b.py"];
            const facts = [{}, { hasParameters: true }, { description: "" }, { cloud: "emulator" }];
            for (const content of contents)
                for (const fileName of names)
                    for (const more of facts) {
                        const file = fileWith({ fileName, content, stack: "prod", ...more });
                        expect(await findingsOf(claim, file, configuration)).toEqual(
                            await claim.check(file, configuration),
                        );
                    }
        },
    );
});
