import type { PageData } from "../pageData";
import { byId, element } from "./element";
import { placeAfter, scrollTo, spanSeen, type Place } from "./gridWindow";
import { classOf, shortDigest } from "./labels";
import { cellAt, type Selection } from "./model";
import type { Show } from "./tenantsTable";

const ROW = 36;
const HEAD = 52;
const COLUMN = 220;
const WIDE_HEADER = 250;
const NARROW_HEADER = 150;
const NARROW_SCREEN = 600;
/** What is printed whole: more would be pages of it. */
const PRINTED = { rows: 400, columns: 4 };

/**
 * The grid of files and tenants. Only what is seen of it is in the document, however many there are:
 * the one element that has the focus is the grid itself, which names its active cell.
 */
export class Grid {
    readonly #grid = byId("grid");
    readonly #body = byId("grid-body");
    /** The more of the two are the rows. */
    readonly #filesAreRows: boolean;
    #selection: Selection = { tenants: [], files: [] };
    #active: Place = { row: 0, column: 0 };
    #isPrinted = false;
    #frame = 0;

    constructor(readonly data: PageData) {
        this.#filesAreRows = data.files.length >= data.tenants.length;
        this.#grid.addEventListener("scroll", () => {
            this.#soon();
        });
        this.#grid.addEventListener("keydown", (event) => {
            this.#onKey(event);
        });
        this.#grid.addEventListener("click", (event) => {
            this.#onClick(event);
        });
        new ResizeObserver(() => {
            this.#soon();
        }).observe(this.#grid);
    }

    readonly show: Show = (selection) => {
        this.#selection = selection;
        this.#active = { row: 0, column: 0 };
        this.#grid.scrollTo(0, 0);
        const isEmpty = selection.tenants.length === 0 || selection.files.length === 0;
        byId("matrix").hidden = isEmpty;
        byId("matrix-none").hidden = !isEmpty;
        this.#render();
    };

    /** Has all of it in the document for a printer where it fits a page's width. */
    print(isPrinted: boolean): void {
        const fits = this.#rows.length <= PRINTED.rows && this.#columns.length <= PRINTED.columns;
        this.#isPrinted = isPrinted && fits;
        byId("matrix-section").classList.toggle("not-printed", !fits);
        this.#render();
    }

    get #rows(): readonly number[] {
        return this.#filesAreRows ? this.#selection.files : this.#selection.tenants;
    }

    get #columns(): readonly number[] {
        return this.#filesAreRows ? this.#selection.tenants : this.#selection.files;
    }

    get #headerWidth(): number {
        return this.#grid.clientWidth < NARROW_SCREEN ? NARROW_HEADER : WIDE_HEADER;
    }

    /** Few columns share the room that there is. */
    get #columnWidth(): number {
        const room = this.#grid.clientWidth - this.#headerWidth;
        return Math.max(COLUMN, Math.floor(room / Math.max(1, this.#columns.length)));
    }

    #soon(): void {
        if (this.#frame !== 0) return;
        this.#frame = requestAnimationFrame(() => {
            this.#frame = 0;
            this.#render();
        });
    }

    #render(): void {
        const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.#grid;
        const [rows, columns] = [this.#rows, this.#columns];
        const [width, header] = [this.#columnWidth, this.#headerWidth];
        const whole = { from: 0, to: Infinity };
        const down = this.#isPrinted
            ? { ...whole, to: rows.length }
            : spanSeen({ start: scrollTop, length: clientHeight, size: ROW, count: rows.length });
        const across = this.#isPrinted
            ? { ...whole, to: columns.length }
            : spanSeen({
                  start: scrollLeft,
                  length: clientWidth,
                  size: width,
                  count: columns.length,
              });
        this.#grid.setAttribute("aria-rowcount", String(rows.length + 1));
        this.#grid.setAttribute("aria-colcount", String(columns.length + 1));
        const { style } = this.#body;
        style.width = `${header + width * columns.length}px`;
        style.height = `${HEAD + ROW * rows.length}px`;
        style.setProperty("--header", `${header}px`);
        style.setProperty("--column", `${width}px`);
        const shown = [this.#headRow(across)];
        for (let row = down.from; row < down.to; row++) shown.push(this.#row(row, across));
        this.#body.replaceChildren(...shown);
        this.#nameActive();
    }

    #headRow(across: { readonly from: number; readonly to: number }): HTMLElement {
        const corner = this.#filesAreRows ? "File" : "Tenant";
        const cells = [this.#cell("columnheader", 0, corner, "corner")];
        for (let column = across.from; column < across.to; column++) {
            const name = this.#columnName(column);
            const head = this.#cell("columnheader", column + 1, name, "head");
            head.title = name;
            head.style.left = `${this.#headerWidth + column * this.#columnWidth}px`;
            cells.push(head);
        }
        const row = element("div", { class: "row heads", role: "row" }, ...cells);
        row.setAttribute("aria-rowindex", "1");
        return row;
    }

    #row(row: number, across: { readonly from: number; readonly to: number }): HTMLElement {
        const name = this.#rowName(row);
        const head = this.#cell("rowheader", 0, name, "rowhead");
        head.title = name;
        const cells = [head];
        for (let column = across.from; column < across.to; column++)
            cells.push(this.#dataCell({ row, column }));
        const made = element("div", { class: "row", role: "row" }, ...cells);
        made.setAttribute("aria-rowindex", String(row + 2));
        made.style.top = `${HEAD + row * ROW}px`;
        return made;
    }

    #dataCell(place: Place): HTMLElement {
        const { row, column } = place;
        const found = this.#found(place);
        const cell = this.#cell("gridcell", column + 1, "", "cell");
        cell.id = `cell-${row}-${column}`;
        cell.dataset["row"] = String(row);
        cell.dataset["column"] = String(column);
        cell.style.left = `${this.#headerWidth + column * this.#columnWidth}px`;
        if (found === undefined) {
            cell.classList.add("nothing");
            cell.textContent = "–";
            return cell;
        }
        const [condition, sha256] = found;
        const { sign = "?", word = "" } = this.data.conditions[condition] ?? {};
        cell.classList.add(classOf(this.data, condition));
        cell.append(
            element("span", { class: "sign", attributes: { "aria-hidden": "true" } }, sign),
            element("span", { class: "word" }, word),
            element("code", {}, shortDigest(this.data.texts[sha256] ?? "")),
        );
        return cell;
    }

    #cell(role: string, column: number, text: string, kind: string): HTMLElement {
        const cell = element("div", { class: kind, role }, element("span", {}, text));
        if (text === "") cell.replaceChildren();
        cell.setAttribute("aria-colindex", String(column + 1));
        return cell;
    }

    #found({ row, column }: Place) {
        const [one = -1, other = -1] = [this.#rows[row], this.#columns[column]];
        return this.#filesAreRows ? cellAt(this.data, one, other) : cellAt(this.data, other, one);
    }

    #rowName(row: number): string {
        const at = this.#rows[row] ?? -1;
        const { files, tenants } = this.data;
        return (this.#filesAreRows ? files[at]?.name : tenants[at]?.name) ?? "";
    }

    #columnName(column: number): string {
        const at = this.#columns[column] ?? -1;
        const { files, tenants } = this.data;
        return (this.#filesAreRows ? tenants[at]?.name : files[at]?.name) ?? "";
    }

    #onKey(event: KeyboardEvent): void {
        const { clientHeight, clientWidth, scrollTop, scrollLeft } = this.#grid;
        const place = placeAfter(event.key, this.#active, {
            rows: this.#rows.length,
            columns: this.#columns.length,
            page: Math.max(1, Math.floor((clientHeight - HEAD) / ROW) - 1),
            isControl: event.ctrlKey || event.metaKey,
        });
        if (place === undefined || event.altKey) return;
        event.preventDefault();
        this.#active = place;
        this.#grid.scrollTo(
            scrollTo({
                at: place.column,
                size: this.#columnWidth,
                start: scrollLeft,
                length: clientWidth - this.#headerWidth,
            }),
            scrollTo({ at: place.row, size: ROW, start: scrollTop, length: clientHeight - HEAD }),
        );
        this.#render();
    }

    #onClick(event: MouseEvent): void {
        const target = event.target instanceof Element ? event.target.closest(".cell") : null;
        if (!(target instanceof HTMLElement)) return;
        const { row, column } = target.dataset;
        this.#active = { row: Number(row), column: Number(column) };
        this.#nameActive();
    }

    /** Marks the active cell, and tells below the grid all that is known of it. */
    #nameActive(): void {
        const { row, column } = this.#active;
        const id = `cell-${row}-${column}`;
        this.#body.querySelector(".active")?.classList.remove("active");
        const cell = document.getElementById(id);
        cell?.classList.add("active");
        if (cell === null) this.#grid.removeAttribute("aria-activedescendant");
        else this.#grid.setAttribute("aria-activedescendant", id);
        byId("detail").replaceChildren(...this.#detail());
    }

    #detail(): Node[] {
        const found = this.#found(this.#active);
        const { row, column } = this.#active;
        const title = element("h3", {}, `${this.#rowName(row)} · ${this.#columnName(column)}`);
        if (found === undefined)
            return [title, element("p", {}, "It is not there, and nobody misses it.")];
        const { conditions, texts } = this.data;
        const { word = "", meaning = "" } = conditions[found[0]] ?? {};
        const [, sha256 = "", changed = "", by = "", owners = "", why = ""] = found.map(
            (text) => texts[text] ?? "",
        );
        const facts: readonly (readonly [string, string])[] = [
            ["Condition", `${word}: ${why === "" ? meaning : why}`],
            ["SHA-256", sha256],
            ["Changed", changed === "" ? "" : `${changed} by ${by}`],
            ["Managed by", owners],
        ];
        const list = facts
            .filter(([, text]) => text !== "")
            .map(([name, text]) =>
                element("div", {}, element("dt", {}, name), element("dd", {}, text)),
            );
        return [title, element("dl", {}, ...list)];
    }
}
