// An organisation's own pack: three policies of pulumi-mde, one of its own, and its configuration.
//
//   pulumi preview --policy-pack examples/policy-pack

const { PolicyPack } = require("@pulumi/policy");
const mde = require("pulumi-mde/policy");

const { leavesRunning } = require("./leavesRunning.cjs");

const policies = mde.withExemptions([
    mde.hasDescription,
    mde.textEncoding,
    mde.rejectedContent,
    mde.policyOf(leavesRunning),
]);

// What holds for every stack; a file of --policy-pack-config may say otherwise for one of them. Each
// names its level: without one, Pulumi takes what is configured here for an advisory.
const mandatory = { enforcementLevel: /** @type {const} */ ("mandatory") };

new PolicyPack(
    "contoso",
    { policies },
    {
        "mde-has-description": {
            ...mandatory,
            minLength: 15,
            pattern: "\\((?:triage|forensics) team\\)$",
        },
        "mde-rejected-content": {
            ...mandatory,
            digests: [
                {
                    sha256: "4f4ec7cecff1b461dcc4f3fd018b4abb4af6d98abbe9429eaf61d39cbef173b0",
                    reason: "INC-7: it restarts domain controllers",
                },
            ],
        },
        "contoso-leaves-running": { ...mandatory, more: ["net stop"] },
    },
);
