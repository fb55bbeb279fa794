import type { PageData } from "../pageData";
import { byId, element } from "./element";
import { conditionLabel, counted } from "./labels";
import { countsOf, type Selection } from "./model";

/** Shows the tenants that a selection leaves. */
export type Show = (selection: Selection) => void;

/** The tenants: those that need a look in one table, the others in another one that can be opened. */
export function tenantsTable(data: PageData): Show {
    const rows = data.tenants.map((_, tenant) => rowOf(data, tenant));
    const places = [...data.tenants.keys()];
    const isFine = (tenant: number) => data.tenants[tenant]?.ok === true;
    const wrong = places.filter((tenant) => !isFine(tenant));
    const fine = places.filter(isFine);
    const wrongFiles = new Map(wrong.map((tenant) => [tenant, wrongIn(data, tenant)]));
    // One that was not read may be any of them.
    const rank = (tenant: number) => {
        const { ok = null, error = null } = data.tenants[tenant] ?? {};
        const kind = ok === false ? 2 : error === null ? 0 : 1;
        return kind * 1e6 + (wrongFiles.get(tenant) ?? 0);
    };
    wrong.sort((one, other) => rank(other) - rank(one));
    byId("tenants-wrong").append(...wrong.map((tenant) => rows[tenant] ?? ""));
    byId("tenants-fine").append(...fine.map((tenant) => rows[tenant] ?? ""));
    return ({ tenants }) => {
        const shown = new Set(tenants);
        for (const [tenant, row] of rows.entries()) {
            const isHidden = !shown.has(tenant);
            if (row.hidden !== isHidden) row.hidden = isHidden;
        }
        const seen = (of: readonly number[]) => of.filter((tenant) => shown.has(tenant)).length;
        byId("tenants-wrong-table").hidden = seen(wrong) === 0;
        byId("tenants-fine-part").hidden = seen(fine) === 0;
        byId("tenants-none").hidden = seen(wrong) > 0;
        byId("tenants-none").textContent =
            wrong.length === 0
                ? "There is no tenant that needs a look."
                : "No tenant that needs a look is like the filter.";
        byId("tenants-fine-count").textContent =
            `${counted(seen(fine), "tenant")} as ${seen(fine) === 1 ? "it" : "they"} should be`;
    };
}

function rowOf(data: PageData, tenant: number): HTMLTableRowElement {
    const { name = "", about = "", ok = null, error = null } = data.tenants[tenant] ?? {};
    const counts = countsOf(data, tenant);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const good = counts.filter((_, at) => data.conditions[at]?.ok === true);
    const fine = good.reduce((sum, count) => sum + count, 0);
    const state =
        error !== null
            ? "not read"
            : ok === null
              ? "not known"
              : ok
                ? "as it should be"
                : "differs";
    return element(
        "tr",
        { role: "row" },
        element(
            "th",
            { role: "rowheader", attributes: { scope: "row" } },
            element("span", { class: "name" }, name),
            element("span", { class: "about" }, about),
        ),
        element(
            "td",
            { class: "state", role: "cell" },
            mark(ok),
            element("span", { class: "word" }, state),
        ),
        element("td", { class: "number", role: "cell" }, error === null ? `${fine} of ${all}` : ""),
        element("td", { role: "cell" }, ...(error === null ? otherwise(data, counts) : [error])),
    );
}

function mark(ok: boolean | null): HTMLElement {
    const sign = ok === true ? "✓" : ok === null ? "?" : "✗";
    const kind = ok === true ? "good" : ok === null ? "open" : "bad";
    return element("span", { class: `sign ${kind}`, attributes: { "aria-hidden": "true" } }, sign);
}

function otherwise(data: PageData, counts: readonly number[]): (Node | string)[] {
    return counts.flatMap((count, at) =>
        count === 0 || data.conditions[at]?.ok === true
            ? []
            : [conditionLabel(data, at, `${count} `), " "],
    );
}

function wrongIn(data: PageData, tenant: number): number {
    return countsOf(data, tenant)
        .filter((_, at) => data.conditions[at]?.ok !== true)
        .reduce((sum, count) => sum + count, 0);
}
