import { delimiter } from "node:path";

import { findPulumiCli, policyHostFor } from "../../tools/pulumi-cli/index.mjs";

/**
 * Puts a real Pulumi CLI first on PATH, once for all tests: the one of this machine, or one that is
 * fetched or built. It is jest's global setup; the workers inherit the environment. What has to be
 * before it on PATH for a policy pack is MDE_POLICY_HOST.
 */
export default async function findPulumi() {
    const { bin } = await findPulumiCli({
        log: (line) => {
            process.stderr.write(`${line}\n`);
        },
    });
    process.env.MDE_POLICY_HOST = policyHostFor(bin) ?? "";
    process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ""}`;
}
