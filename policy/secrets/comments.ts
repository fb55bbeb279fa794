import { around, LINE, type Found } from "./patterns";

/** Whether it is in a comment: of a line in PowerShell, a shell or the command processor, or of PowerShell's blocks. */
export function isInComment(found: Found): boolean {
    const { before } = around(found, { length: 400, ends: LINE });
    return /^\s*(?:#|\/\/|::|rem\s|PS[ >])/i.test(before) || found.isInBlockComment();
}
