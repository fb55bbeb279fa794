import * as mde from "pulumi-mde";
import * as pulumi from "@pulumi/pulumi";

// The stack that the release was tested in; the first one of the way has none.
const testedIn = new pulumi.Config().get("testedIn");
const tested =
    testedIn === undefined
        ? undefined
        : new pulumi.StackReference(testedIn).requireOutput("release");

const library = new mde.Library("response", {
    path: "scripts",
    ...(tested && { promotedFrom: tested }),
});

export const digest = library.digest;
export const release = library.release;
