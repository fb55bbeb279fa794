import * as z from "zod";

import { printable } from "../../library/fileName";
import type { Claim } from "../claim";
import { saysSomething } from "../visibleText";

const configuration = z.strictObject({
    digests: z
        .array(
            z.strictObject({
                sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, {
                    error: "must be a SHA-256: 64 hexadecimal digits",
                }),
                reason: z
                    .string()
                    .refine(saysSomething, { error: "must say something: a letter or a digit" })
                    .describe("Why it must never be deployed again."),
            }),
        )
        .default([])
        .describe(
            "The digests of contents that must never be deployed again, each with the reason.",
        ),
});

/** No file has a content that was rejected. */
export const rejectedContent: Claim<z.infer<typeof configuration>> = {
    name: "mde-rejected-content",
    description: "Checks that no file has a content that must never be deployed again.",
    level: "mandatory",
    configuration,
    check({ sha256 }, { digests }) {
        return digests
            .filter((rejected) => rejected.sha256.toLowerCase() === sha256)
            .map(({ reason }) => ({
                message: `has a content that was rejected (sha256 ${sha256}): ${printable(reason)}`,
                mend: "Deploy another version of it; under another name it is the same content.",
            }));
    },
};
