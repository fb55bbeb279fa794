import type * as pulumi from "@pulumi/pulumi";

import type { RejectedContent } from "../library/promotionRules";
import type { Release } from "../library/release";

/** What a `Library` is to be the same as. */
export interface PromotionArgs {
    /**
     * A release that was tested elsewhere: a stack's output (`StackReference.requireOutput`), another
     * `Library`'s `release`, or the path of a file that `pulumi-mde release` has written. What differs
     * from it fails, before any file of this `Library` is registered.
     */
    readonly promotedFrom?: pulumi.Input<Release | string> | undefined;
    /** The digest that the release has to have, from another place than the release itself. */
    readonly promotedDigest?: pulumi.Input<string> | undefined;
    /** The tenant in which the release has to have been tested. */
    readonly fromTenant?: pulumi.Input<string> | undefined;
    /** How old a release file may be: hours or days, as `36h` or `14d`. */
    readonly maxAge?: string | undefined;
    /**
     * Whether files of the release may be absent here.
     *
     * @default false
     */
    readonly partial?: boolean | undefined;
    /** Contents that never pass, whatever was tested: digests, each with the reason. */
    readonly rejected?: readonly RejectedContent[] | undefined;
}

/** The names of these arguments. */
export const promotionArgNames = [
    "promotedFrom",
    "promotedDigest",
    "fromTenant",
    "maxAge",
    "partial",
    "rejected",
] as const satisfies readonly (keyof PromotionArgs)[];
