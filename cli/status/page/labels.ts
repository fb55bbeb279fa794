import type { PageData } from "../pageData";
import { element } from "./element";

/** So many of a digest's digits tell it apart for a person. */
const DIGITS = 12;

/** A digest for a person; "" for none. */
export function shortDigest(sha256: string): string {
    return sha256 === "" ? "" : `${sha256.slice(0, DIGITS)}…`;
}

/** The class that gives a condition its colour. */
export function classOf(data: PageData, condition: number): string {
    return `is-${data.conditions[condition]?.id ?? "unknown"}`;
}

/** A condition as sign and word; the sign is not read aloud. */
export function conditionLabel(data: PageData, condition: number, before = ""): HTMLElement {
    const { sign = "?", word = "" } = data.conditions[condition] ?? {};
    return element(
        "span",
        { class: `condition ${classOf(data, condition)}` },
        element("span", { class: "sign", attributes: { "aria-hidden": "true" } }, sign),
        element("span", { class: "word" }, `${before}${word}`),
    );
}

/** "1 file", "2 files". */
export function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? "" : "s"}`;
}
