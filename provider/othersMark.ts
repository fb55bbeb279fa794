import { called } from "../defender/settings/settingPlaces";
import type { LiveFile } from "../library/liveFile";
import { stackKeyOf } from "../library/mark";
import { madeBy } from "./compare";
import type { Context } from "./context";

/**
 * The mark of another stack on a live file; `undefined` where there is none, and with marks turned
 * off. This stack's own are its name, those of `markAlso`, and the name that it had when the state was
 * written: a stack that is renamed keeps its files.
 */
export function othersMark(
    { mark: own, settings }: Context,
    { __resource }: { readonly __resource?: string | null | undefined },
    live: LiveFile,
): string | undefined {
    const { mark } = live;
    if (!settings.mark || mark === undefined) return undefined;
    if (mark === own || settings.markAlso.includes(mark)) return undefined;
    return stackKeyOf(mark) === __resource?.split("/")[1] ? undefined : mark;
}

/** What is wrong with a file that bears another stack's mark. */
export function isMarked(
    { tenantId }: Context,
    name: string,
    { live, mark }: { readonly live: LiveFile; readonly mark: string },
): string {
    return (
        `${name} in tenant ${tenantId} is the file of another stack, ${mark}, by the mark in its ` +
        `description (${madeBy(live)})`
    );
}

/** The way out where the mark is this stack's own all the same. */
export function orRenamed({ settings }: Context, mark: string): string {
    return (
        `If ${mark} is what this stack was called before, name it in ` +
        called(settings.places, ["markAlso"])
    );
}
