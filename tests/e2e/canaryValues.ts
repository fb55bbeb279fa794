const id = (number: number) => `aaaabbbb-cccc-4ddd-8eee-00000000000${number}`;

/** One application for each way of signing in that has its own. */
export const apps = {
    secret: id(1),
    certificate: id(2),
    federated: id(3),
    desk: id(4),
    machine: id(5),
    azureCli: id(6),
};

/** Values that are found again wherever they turn up. */
export const canaries = {
    clientSecret: "canary~client~secret~5k2x",
    otherSecret: "canary~other~secret~9t4c",
    password: "canary~password~8w3q",
    requestToken: "canary~request~token~2m7z",
    machineSecret: "canary~machine~secret~6v1n",
    identityHeader: "canary~identity~header~7h5d",
    /** An input of another resource, an output of it, and a key of the configuration. */
    foreignKey: "canary~foreign~key~3j9p",
    foreignToken: "canary~foreign~token~0b6u",
    stackSecret: "canary~stack~secret~1r8e",
};

/** What the rest of a program keeps in the same stack: a resource's secrets, and outputs. */
export const foreign = `
    class Foreign extends pulumi.dynamic.Resource {
        constructor(name, args) {
            const create = async () => ({ id: "1", outs: { token: process.env.FOREIGN_TOKEN } });
            super({ create }, name, { ...args, token: undefined }, { additionalSecretOutputs: ["token"] });
        }
    }
    const foreign = new Foreign("foreign", { key: pulumi.secret(process.env.FOREIGN_KEY) });
    exports.foreign = foreign.token;
    exports.stack = new pulumi.Config("other").requireSecret("foreign");`;
