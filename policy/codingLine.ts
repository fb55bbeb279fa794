import { printable } from "../library/fileName";
import type { Finding } from "./claim";

/** A line that says a Python file's encoding (PEP 263); the second counts where the first is none of code. */
const CODING = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const NO_CODE = /^[ \t\f]*(?:#|$)/;

/** Names of what the file is. */
const OWN = /^(?:utf-?8(?:-sig|-unix|-dos|-mac)?|us-ascii|ascii)$/;
/** Those that leave ASCII as it is, and read all else as other characters. */
const OF_ASCII =
    /^(?:latin-?1|iso-?8859-?1|iso-?latin-1|l1|iso-?8859-?\d{1,2}|(?:cp|windows-)125\d)(?:-\w+)?$/;

/**
 * A coding line that makes Python read other text than a reviewer does. Some encodings make code of
 * what looks like a comment: `unicode_escape` takes `\u000a` in it for the end of the line.
 *
 * @see https://peps.python.org/pep-0263/
 */
export function codingFindings(text: string): Finding[] {
    const lines = text.split(/\r\n|\n|\r/, 2);
    const [first = "", second = ""] = lines;
    const at = CODING.test(first) ? 0 : NO_CODE.test(first) && CODING.test(second) ? 1 : -1;
    const [, given = ""] = CODING.exec(lines[at] ?? "") ?? [];
    if (given === "") return [];
    const name = given.toLowerCase().replaceAll("_", "-");
    if (OWN.test(name)) return [];
    if (OF_ASCII.test(name) && !/\P{ASCII}/u.test(text)) return [];
    return [
        {
            message: `has a coding line (${printable(given)}) by which Python reads another text than is shown`,
            mend: 'Save it as UTF-8 and leave the line out; words that only look like it need a space after "coding".',
            line: at + 1,
        },
    ];
}
