import * as mde from "pulumi-mde";
import * as pulumi from "@pulumi/pulumi";

// One program for the tenant that the scripts are tested in and for each that takes the release.
const isTest = pulumi.getStack() === "development";

const library = new mde.Library("response", {
    path: "scripts",
    // fleet.mjs sets the digest: all tenants of a roll-out take the same release, or none.
    ...(!isTest && {
        promotedFrom: "release.json",
        promotedDigest: process.env.RELEASE_DIGEST,
    }),
});

export const release = library.release;
