// This provider: a resource for each file.
const { readdirSync } = require("node:fs");
const mde = require("pulumi-mde");

for (const fileName of readdirSync("scripts")) {
    new mde.LibraryFile(fileName, {
        source: `scripts/${fileName}`,
        description: `What ${fileName} collects for a responder`,
    });
}
