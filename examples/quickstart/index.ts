import * as mde from "pulumi-mde";

// One LibraryFile for each file in the folder; its texts come from the script's own help.
const library = new mde.Library("response", { path: "scripts" });

export const digest = library.digest;
export const release = library.release;
