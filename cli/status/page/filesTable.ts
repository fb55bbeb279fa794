import type { PageData } from "../pageData";
import { byId, element } from "./element";
import { conditionLabel, shortDigest } from "./labels";
import { groupsOf, type Group } from "./model";
import type { Show } from "./tenantsTable";

/** More names or groups would make a row of several lines. */
const NAMES = 3;
const GROUPS = 6;

/** The files that are not as they should be in one of the tenants shown, each with who runs what. */
export function filesTable(data: PageData): Show {
    const isWrong = ({ condition }: Group) => data.conditions[condition]?.ok === false;
    const wrong = data.files.flatMap((_, file) => {
        const groups = groupsOf(data, file, data.tenants.keys());
        return groups.some(isWrong) ? [{ file, groups }] : [];
    });
    const worst = ({ groups: [group] }: (typeof wrong)[number]) => group?.condition ?? 0;
    wrong.sort((one, other) => worst(one) - worst(other));
    const rows = wrong.map(({ file, groups }) => ({
        file,
        ...rowOf(data, file, groups),
        // For which tenants it was made, and whether it is wrong in one of them.
        among: [...data.tenants.keys()].join(),
        isShown: true,
    }));
    byId("files-wrong").append(...rows.map(({ row }) => row));
    return ({ files, tenants }) => {
        const shown = new Set(files);
        const among = tenants.join();
        let seen = 0;
        for (const each of rows) {
            const { file, row, list } = each;
            if (shown.has(file) && each.among !== among) {
                const groups = groupsOf(data, file, tenants);
                each.among = among;
                each.isShown = groups.some(isWrong);
                if (each.isShown) list.replaceChildren(...itemsOf(data, groups));
            }
            const isHidden = !shown.has(file) || !each.isShown;
            if (row.hidden !== isHidden) row.hidden = isHidden;
            if (!isHidden) seen += 1;
        }
        byId("files-wrong-table").hidden = seen === 0;
        byId("files-none").hidden = seen > 0;
        byId("files-none").textContent =
            rows.length === 0
                ? "No file is known to be other than it should be."
                : "No file that is other than it should be is like the filter.";
    };
}

function rowOf(data: PageData, file: number, groups: readonly Group[]) {
    const list = element("ul", {}, ...itemsOf(data, groups));
    const row = element(
        "tr",
        { role: "row" },
        element(
            "th",
            { role: "rowheader", attributes: { scope: "row" } },
            element("span", { class: "name" }, data.files[file]?.name ?? ""),
        ),
        element("td", { role: "cell" }, list),
    );
    return { row, list };
}

function itemsOf(data: PageData, groups: readonly Group[]): HTMLLIElement[] {
    const shown = groups.slice(0, GROUPS);
    const left = groups.length - shown.length;
    const more = left > 0 ? [element("li", { class: "more" }, `and ${left} more contents`)] : [];
    return [...shown.map((group) => item(data, group)), ...more];
}

function item(data: PageData, { condition, sha256, tenants }: Group): HTMLLIElement {
    const names = tenants.slice(0, NAMES).map((tenant) => data.tenants[tenant]?.name ?? "");
    const left = tenants.length - names.length;
    const who = `${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
    return element(
        "li",
        {},
        conditionLabel(data, condition, tenants.length > 1 ? `${tenants.length} ` : ""),
        " ",
        element("code", {}, shortDigest(sha256)),
        " ",
        element("span", { class: "who" }, who),
    );
}
