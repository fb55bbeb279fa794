import type { Answer } from "./answer";

/** A page for people, with nothing to load. */
export function pageAnswer(status: number, page: { title: string; body: string }): Answer {
    const html =
        `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escaped(page.title)}</title>` +
        `</head><body>${page.body}</body></html>`;
    return {
        status,
        headers: {
            "content-type": "text/html; charset=utf-8",
            "cache-control": "no-store, no-cache",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        },
        body: Buffer.from(html),
    };
}

/** A text that a page may show, also between quotes. */
export function escaped(text: string): string {
    return text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&#39;");
}
