// This provider: one component for the folder, as the README has it.
const mde = require("pulumi-mde");

new mde.Library("response", { path: "scripts" });
