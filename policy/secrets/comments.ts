import { around, LINE, type Found } from "./patterns";

/** Whether it is in a comment of PowerShell, a shell or the command processor, as far as is near. */
export function isInComment(found: Pick<Found, "text" | "start" | "end">): boolean {
    const { text, start } = found;
    const { before } = around(found, { length: 400, ends: LINE });
    if (/^\s*(?:#|\/\/|::|rem\s|PS[ >])/i.test(before)) return true;
    const near = text.slice(Math.max(0, start - 8000), start);
    return near.lastIndexOf("<#") > near.lastIndexOf("#>");
}
