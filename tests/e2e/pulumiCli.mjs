import { delimiter } from "node:path";

import { findPulumiCli } from "../../tools/pulumi-cli/index.mjs";

/**
 * Puts a real Pulumi CLI first on PATH, once for all tests: the one of this machine, or one that is
 * fetched or built. It is jest's global setup; the workers inherit the environment.
 */
export default async function findPulumi() {
    const { bin } = await findPulumiCli({
        log: (line) => {
            process.stderr.write(`${line}\n`);
        },
    });
    process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ""}`;
}
