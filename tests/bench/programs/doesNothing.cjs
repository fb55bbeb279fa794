// As many resources as files, with the inputs and outputs of this provider's, and a provider that
// does nothing: what Pulumi itself takes.
const { createHash } = require("node:crypto");
const { readdirSync, readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const __provider = 'exports.handler = () => require("does-nothing/provider").provider;';

// Pulumi records the way to each resource in the state, which takes the program a third of its time.
if (process.env.BENCH_NO_TRACES === "true") Error.stackTraceLimit = 0;

class Nothing extends pulumi.CustomResource {
    constructor(name, args) {
        const outputs = { createdBy: undefined, creationTime: undefined };
        const more = { lastUpdatedTime: undefined, __provider };
        super("pulumi-nodejs:dynamic/bench:Nothing", name, { ...args, ...outputs, ...more });
    }
}

for (const fileName of readdirSync("scripts")) {
    const bytes = readFileSync(`scripts/${fileName}`);
    new Nothing(fileName, {
        fileName,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        size: bytes.length,
        source: `scripts/${fileName}`,
        description: `What ${fileName} collects for a responder`,
        hasParameters: false,
        tenantId: process.env.BENCH_TENANT_ID,
        cloud: "emulator",
        __resource: "0123456789ab/abcdef",
    });
}
