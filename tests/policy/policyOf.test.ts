import * as z from "zod";

import { ContentUnavailableError, type Claim } from "../../policy/claim";
import { Content } from "../../policy/content";
import { policyOf, stackType } from "../../policy/policyOf";
import { pinType } from "../../sdk/fileType";
import { runPolicies, Unknown } from "./runPolicy";

const claim: Claim<{ word: string }> = {
    name: "mde-no-word",
    description: "Checks that no file has the word.",
    level: "mandatory",
    configuration: z.strictObject({ word: z.string().default("bad") }),
    check: async (file, { word }) => {
        if (file.fileName === "unread.ps1") return [];
        const { text } = await file.content();
        return [
            ...(text.includes(word)
                ? [{ message: `has ${word}`, mend: "Take it out.", line: 1 }]
                : []),
            ...(text.includes("odd")
                ? [{ message: "is odd", mend: "Look.", advisory: true } as const]
                : []),
        ];
    },
};
const policyFor = (text: string | Error) =>
    policyOf(claim, {
        read: () =>
            text instanceof Error
                ? Promise.reject(text)
                : Promise.resolve(new Content(Buffer.from(text))),
    });
const run = (text: string | Error, resource: Parameters<typeof runPolicies>[1] = {}) =>
    runPolicies([policyFor(text)], resource);

describe("policyOf", () => {
    it("is called and configured as the claim says", () => {
        expect(policyFor("")).toMatchObject({
            name: "mde-no-word",
            description: "Checks that no file has the word.",
            enforcementLevel: "mandatory",
            configSchema: { properties: { word: { type: "string", default: "bad" } } },
        });
    });

    it("reports nothing where nothing is wrong", async () => {
        expect(await run("good")).toEqual([]);
    });

    it("reports a finding at the policy's level, and one that advises as an advisory", async () => {
        const props = { source: "scripts/Get.ps1" };
        expect(await run("bad and odd", { props })).toEqual([
            {
                policy: "mde-no-word",
                level: undefined,
                message: '"Get.ps1" (scripts/Get.ps1:1) has bad. Take it out.',
            },
            {
                policy: "mde-no-word",
                level: "advisory",
                message:
                    'Checks that no file has the word.\n"Get.ps1" (scripts/Get.ps1) is odd. Look.',
            },
        ]);
    });

    it("goes by its configuration", async () => {
        const configuration = { "mde-no-word": { word: "worse" } };
        expect(await run("bad", { configuration })).toEqual([]);
        expect(await run("worse", { configuration })).toHaveLength(1);
    });

    it("reports a wrong configuration once with all that is wrong, and checks no file by it", async () => {
        const configuration = { "mde-no-word": { word: 7, words: "bad" } };
        const ofStack = await run("bad", { type: stackType, configuration });
        expect(ofStack.map(({ level }) => level)).toEqual(["mandatory", "mandatory"]);
        expect(ofStack[0]!.message).toContain(
            "The configuration of mde-no-word: word is not right",
        );
        expect(ofStack[1]!.message).toContain("there is no key words, did you mean word?");
        expect(await run("bad", { configuration })).toMatchObject([
            {
                level: "mandatory",
                message: expect.stringContaining("was not checked") as string,
            },
        ]);
    });

    describe("of a claim that is strict with a key", () => {
        /** A process that runs it, which Pulumi starts for each run. */
        const started = () => {
            const policy = policyOf(
                {
                    ...claim,
                    configuration: z.strictObject({ by: z.string().optional() }),
                    mandatoryWith: ["by"],
                    check: () => [{ message: "is not signed", mend: "Sign it." }],
                },
                { read: () => Promise.reject(new Error()) },
            );
            return (resource: object) => runPolicies([policy], resource);
        };
        const keyed = { "mde-no-word": { by: "Ann" } };

        it("advises without the key, where nobody has set its level", async () => {
            const run = started();
            expect(await run({ type: stackType })).toEqual([]);
            expect(await run({})).toMatchObject([{ level: "advisory" }]);
            expect(await run({ configuration: keyed })).toMatchObject([{ level: undefined }]);
        });

        it("lowers nothing where somebody has set its level, and asks for the key", async () => {
            const set = started();
            const run = (resource: object) => set({ ...resource, levelsSet: true });
            expect(await run({ type: stackType })).toEqual([
                {
                    policy: "mde-no-word",
                    level: undefined,
                    message:
                        'The configuration of mde-no-word: its level is set, and none of "by" is, ' +
                        "without which it does not know what to let pass. Set one of them; at the " +
                        'level "advisory" it stops nothing.',
                },
            ]);
            expect(await run({})).toMatchObject([{ level: undefined }]);
            expect(await run({ type: stackType, configuration: keyed })).toEqual([]);
            expect(await run({ configuration: keyed })).toMatchObject([{ level: undefined }]);
        });
    });

    it("reports content that cannot be had", async () => {
        expect(await run(new ContentUnavailableError("it is gone"))).toMatchObject([
            { level: undefined, message: expect.stringContaining("it is gone") as string },
        ]);
    });

    it("lets Pulumi say that it could not run where it needs what is not known yet", async () => {
        await expect(run("good", { unknown: ["sha256"] })).rejects.toThrow(Unknown);
        const props = { fileName: "unread.ps1" };
        expect(await run("good", { props, unknown: ["sha256", "description"] })).toEqual([]);
    });

    it.each([stackType, pinType, "aws:s3/bucket:Bucket"])("looks at no %s", async (type) => {
        expect(await run("bad", { type })).toEqual([]);
    });
});
