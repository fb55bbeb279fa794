import type * as pulumi from "@pulumi/pulumi";

import { refusal } from "./programRun";

/** A refusal of one `LibraryFile`, shown without a stack trace. */
export function refused(name: string, why: string): pulumi.RunError {
    const sentence = why.endsWith(".") ? why : `${why}.`;
    return refusal(`LibraryFile "${name}" ${sentence} Nothing was uploaded.`);
}
