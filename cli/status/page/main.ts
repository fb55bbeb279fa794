import type { PageData } from "../pageData";
import { byId, element } from "./element";
import { filesTable } from "./filesTable";
import { Grid } from "./grid";
import { conditionLabel, counted } from "./labels";
import { countsOf, select } from "./model";
import { tenantsTable } from "./tenantsTable";

const data = JSON.parse(byId("data").textContent) as PageData;
const tenant = byId("filter-tenant") as HTMLInputElement;
const file = byId("filter-file") as HTMLInputElement;
const condition = byId("filter-condition") as HTMLSelectElement;
const WRONG = "wrong";
/** More tenants that are as they should be would be pages of them: a printer gets their number. */
const PRINTED = 50;

const grid = new Grid(data);
const parts = [tenantsTable(data), filesTable(data), grid.show];

function show(): void {
    const { value } = condition;
    const isMeant =
        value === ""
            ? undefined
            : value === WRONG
              ? (at: number) => data.conditions[at]?.ok !== true
              : (at: number) => data.conditions[at]?.id === value;
    const selection = select(data, { tenant: tenant.value, file: file.value, isMeant });
    for (const part of parts) part(selection);
    byId("found").textContent =
        `${selection.tenants.length} of ${counted(data.tenants.length, "tenant")}, ` +
        `${selection.files.length} of ${counted(data.files.length, "file")}`;
    const limits = limitsOf({ tenant: tenant.value, file: file.value, condition: value });
    byId("filtered").hidden = limits === "";
    byId("filtered").textContent =
        limits === "" ? "" : `Filter: ${limits}. Below are ${byId("found").textContent}.`;
    for (const tile of byId("conditions").querySelectorAll("button"))
        tile.setAttribute("aria-pressed", String(tile.value === value));
}

/** What a filter lets through, for whoever sees a print of the page. */
function limitsOf(filter: {
    readonly tenant: string;
    readonly file: string;
    readonly condition: string;
}): string {
    const word = condition.selectedOptions[0]?.textContent ?? "";
    const parts = [
        filter.tenant.trim() === "" ? [] : [`tenants like “${filter.tenant.trim()}”`],
        filter.file.trim() === "" ? [] : [`files like “${filter.file.trim()}”`],
        filter.condition === "" ? [] : [`condition “${word}”`],
    ];
    return parts.flat().join(", ");
}

/** How often each condition is there, as buttons that show where. */
function tiles(): Node[] {
    const counts = data.conditions.map(() => 0);
    for (const at of data.tenants.keys())
        for (const [place, count] of countsOf(data, at).entries())
            counts[place] = (counts[place] ?? 0) + count;
    return data.conditions.map(({ id, meaning }, at) => {
        const tile = element(
            "button",
            { attributes: { type: "button", value: id } },
            element("strong", {}, (counts[at] ?? 0).toLocaleString("en")),
            conditionLabel(data, at),
            element("span", { class: "meaning" }, meaning),
        );
        tile.addEventListener("click", () => {
            condition.value = condition.value === id ? "" : id;
            show();
        });
        return element("li", {}, tile);
    });
}

condition.append(
    ...data.conditions.map(({ id, word }) =>
        element("option", { attributes: { value: id } }, word),
    ),
);
byId("conditions").append(...tiles());
for (const input of [tenant, file, condition]) input.addEventListener("input", show);
byId("filter").addEventListener("reset", () => {
    // The form puts its fields back after this event.
    setTimeout(show);
});
matchMedia("print").addEventListener("change", ({ matches }) => {
    grid.print(matches);
    const fine = byId("tenants-fine-part") as HTMLDetailsElement;
    fine.open = matches && fine.querySelectorAll("tbody tr").length <= PRINTED;
});
show();
document.documentElement.classList.add("ready");
