import { printable } from "../../library/fileName";
import { shortDigest } from "../shortDigest";
import { isNamedByStacks } from "./stackWords";
import type { StatusReport } from "./statusReport";

/** "1 file", "2 files". */
export function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The whole report in one sentence. */
export function verdictOf(report: StatusReport): string {
    const { tenants, release, ok, unread } = report;
    const [only] = tenants;
    const runs = (several: boolean) =>
        release === null
            ? tenants.length === 1
                ? "has the contents that its stack knows"
                : several
                  ? "run the newest content of each file"
                  : "runs the newest content of each file"
            : `run${several ? "" : "s"} release ${shortDigest(release.digest)}`;
    const unreadStates = unreadOf(unread);
    if (only === undefined) return `There is no tenant to look at.${unreadStates}`;
    const open = `${release === null ? " Texts were not compared." : ""}${limits(report)}${unreadStates}`;
    const fine = tenants.filter((tenant) => tenant.ok === true).length;
    const wrong = tenants.filter((tenant) => tenant.ok === false).length;
    const unknown = tenants.length - fine - wrong;
    if (tenants.length === 1) {
        const name = printable(only.name);
        const isByStacks = isNamedByStacks(only);
        const whose = `${isByStacks ? "The tenant of" : "Tenant"} ${name}`;
        if (only.ok === null)
            return `Whether ${isByStacks ? "the tenant of " : ""}${name} ${runs(false)} is not known.${open}`;
        if (only.ok) return `${whose} ${runs(false)}.${open}`;
        return release === null
            ? `${whose} is not as its stack knows it.${open}`
            : `${whose} does not run release ${shortDigest(release.digest)}.${open}`;
    }
    if (ok === true) return `All ${counted(tenants.length, "tenant")} ${runs(true)}.${open}`;
    const parts = [
        `${fine} of ${counted(tenants.length, "tenant")} ${runs(fine !== 1)}`,
        ...(wrong === 0 ? [] : [`${wrong} ${wrong === 1 ? "does" : "do"} not`]),
        ...(unknown === 0 ? [] : [`of ${unknown} it is not known`]),
    ];
    return `${parts.join("; ")}.${open}`;
}

function unreadOf(unread: StatusReport["unread"]): string {
    const named = unread.filter(({ stack }) => stack !== "").length;
    const states = named === 0 ? "" : ` The state of ${counted(named, "stack")} was not read.`;
    return named === unread.length ? states : `${states} Not all stacks are known.`;
}

/** What the options have left out of it: nobody is to take a part for the whole. */
function limits({ names, allowOthers, partial }: StatusReport): string {
    const only =
        names.length === 0
            ? ""
            : ` Only files like ${names.map(printable).join(", ")} were looked at.`;
    const others = allowOthers ? " Other files may be live beside it (--allow-others)." : "";
    const absent = partial ? " Files may be absent (--partial)." : "";
    return `${only}${others}${absent}`;
}
