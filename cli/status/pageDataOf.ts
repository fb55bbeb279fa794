import { printable } from "../../library/fileName";
import { conditionMeanings, conditions, conditionWords, isFine, type Condition } from "./condition";
import type { PageCell, PageData, PageTenant } from "./pageData";
import { isNamedByStacks } from "./stackWords";
import type { StatusCell, StatusReport, StatusTenant } from "./statusReport";

/** What tells a condition apart where colours do not. */
const signs: Readonly<Record<Condition, string>> = {
    drifted: "!",
    other: "≠",
    behind: "▼",
    absent: "○",
    unmanaged: "+",
    extra: "±",
    unknown: "?",
    newest: "✓",
    "as-wanted": "✓",
};

/** A report as the page has it. */
export function pageDataOf(report: StatusReport): PageData {
    const texts = new Map([["", 0]]);
    // What somebody else has named must not pose as another name: a page shows no code of its own accord.
    const textAt = (given: string | null) => {
        const text = printable(given ?? "");
        const known = texts.get(text);
        if (known !== undefined) return known;
        texts.set(text, texts.size);
        return texts.size - 1;
    };
    const found = conditions.filter((condition) =>
        report.tenants.some(({ counts }) => counts[condition] !== undefined),
    );
    const placeOf = new Map(found.map((condition, at) => [condition, at]));
    const tenantAt = new Map(report.tenants.map(({ name }, at) => [name, at]));
    const cellOf = (cell: StatusCell): PageCell => [
        placeOf.get(cell.condition) ?? 0,
        textAt(cell.sha256),
        textAt(timeOf(cell.lastUpdatedTime)),
        textAt(cell.createdBy),
        textAt(ownersOf(cell)),
        textAt(cell.why),
    ];
    const files = report.files.map(({ fileName, tenants }) => {
        const cells: (PageCell | 0)[] = report.tenants.map(() => 0);
        for (const cell of tenants) cells[tenantAt.get(cell.tenant) ?? -1] = cellOf(cell);
        return { name: printable(fileName), cells };
    });
    return {
        conditions: found.map((id) => ({
            id,
            word: conditionWords[id],
            meaning: conditionMeanings[id],
            sign: signs[id],
            ok: isFine(id, report) ?? null,
        })),
        tenants: report.tenants.map(pageTenant),
        files,
        texts: [...texts.keys()],
    };
}

function pageTenant(tenant: StatusTenant): PageTenant {
    const { name, tenantId, cloud, stacks, ok, error } = tenant;
    const own = isNamedByStacks(tenant) ? [] : stacks.filter((stack) => stack !== name);
    const about = [tenantId === name ? null : tenantId, cloud, ...own];
    return {
        name: printable(name),
        about: printable(about.filter((part) => part !== null).join(" · ")),
        ok,
        error: error === null ? null : printable(error),
    };
}

const MINUTE = "2026-01-31T12:00".length;

/** To the minute, in UTC where the service says so. */
function timeOf(time: string | null): string {
    if (time === null) return "";
    const minute = time.slice(0, MINUTE).replace("T", " ");
    return time.endsWith("Z") ? `${minute} UTC` : time;
}

function ownersOf({ owners }: StatusCell): string {
    return owners.map(({ stack, resource }) => `${stack} (${resource})`).join(", ");
}
