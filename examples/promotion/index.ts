import * as mde from "pulumi-mde";
import * as pulumi from "@pulumi/pulumi";

// The stack that the release was tested in; only the first one of the way has none.
const isFirst = pulumi.getStack() === "development";
const tested = isFirst
    ? undefined
    : new pulumi.StackReference(new pulumi.Config().require("testedIn")).requireOutput("release");

const library = new mde.Library("response", {
    path: "scripts",
    ...(tested && { promotedFrom: tested }),
});

export const digest = library.digest;
export const release = library.release;
