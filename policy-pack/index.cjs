// The ready pack: pulumi up --policy-pack node_modules/pulumi-mde/policy-pack
const { PolicyPack } = require("@pulumi/policy");

// The package that this folder is a part of, wherever it is installed.
const { policies } = require("../dist/policy/index.js");

new PolicyPack("pulumi-mde", { policies });
