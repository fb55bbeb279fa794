import * as z from "zod";

import type { Claim } from "../claim";

const configuration = z.strictObject({
    maxBytes: z.int().min(1).default(1_048_576).describe("How many bytes a file has at most."),
});

/** Each file is no larger than a size of one's own. */
export const fileSize: Claim<z.infer<typeof configuration>> = {
    name: "mde-file-size",
    description: "Checks that each file is no larger than a size of your own.",
    level: "advisory",
    configuration,
    check({ size }, { maxBytes }) {
        if (size <= maxBytes) return [];
        return [
            {
                message: `has ${size.toLocaleString("en")} bytes, and ${maxBytes.toLocaleString("en")} are allowed`,
                mend:
                    `Each run of it sends all of them to the machine: make it smaller, or raise the ` +
                    `policy's "maxBytes".`,
            },
        ];
    },
};
