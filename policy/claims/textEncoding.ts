import { isUtf8 } from "node:buffer";

import * as z from "zod";

import { printable } from "../../library/fileName";
import type { CheckedFile, Claim, Finding } from "../claim";
import { codingFindings } from "../codingLine";
import { positionAt, type Content } from "../content";
import { fileKind, formatFor, formatOf, otherInterpreter, type FileKind } from "../fileKind";
import { lineEndFindings } from "../lineEnds";
import { bidiFindings, blankFindings, unseenFindings } from "../unseenCharacters";

/** Each file is what its extension says, and its text reads the same everywhere. */
export const textEncoding: Claim = {
    name: "mde-text-encoding",
    description:
        "Checks that each file is what its extension says, and that its text reads the same for whatever runs it and whoever reviews it.",
    level: "mandatory",
    remembered: true,
    configuration: z.strictObject({}),
    async check(file) {
        const content = await file.content();
        const found = formatFindings(file, content);
        if (found.length > 0) return found;
        const kind = fileKind(file.fileName, content);
        if (kind === "program") return [];
        if (kind === "other") return otherFindings(content);
        if (content.text.trim() === "") return [EMPTY_TEXT];
        const encoding = [
            ...interpreterFindings(file, content),
            ...encodingFindings(kind, content),
        ];
        // As text it would be nothing but NUL characters.
        if (content.encoding === "utf-32") return encoding;
        return [...encoding, ...textFindings(kind, content)];
    },
};

const EMPTY_TEXT: Finding = {
    message: "has nothing in it but white space",
    mend: "Look for what should have written it.",
};

/** Windows goes by the name and other systems by the line: two readers would see two scripts. */
function interpreterFindings({ fileName }: CheckedFile, content: Content): Finding[] {
    const interpreter = otherInterpreter(fileName, content);
    if (interpreter === undefined) return [];
    return [
        {
            message: `has a #! line of ${printable(interpreter)}, and a name of something else`,
            mend: "Give it the extension of what it is written in, or mend its first line.",
            line: 1,
        },
    ];
}

/** A file that nothing is known of, as far as it is text: somebody will read it before it goes up. */
function otherFindings(content: Content): Finding[] {
    if (formatOf(content) !== undefined || !content.valid) return [];
    const { text } = content;
    const bidi = bidiFindings(text);
    const others = [...nulFindings(text), ...unseenFindings(text)]
        .filter(({ message }) => !bidi.some((one) => one.message === message))
        // It may be a format of its own, but none that turns around what is shown.
        .map((finding) => ({ ...finding, advisory: true as const }));
    return [...bidi, ...others];
}

/** A file that is something else altogether, or nothing; all else of it would be noise. */
function formatFindings({ fileName }: CheckedFile, content: Content): Finding[] {
    const wanted = formatFor(fileName);
    const format = formatOf(content);
    const kind = fileKind(fileName, content);
    if (content.bytes.length === 0) {
        return [{ message: "is empty", mend: "Look for what should have written it." }];
    }
    if (wanted !== undefined && format !== wanted) {
        return [
            {
                message: `is not what its extension says: its first bytes are ${format ?? `not those of ${wanted}`}`,
                mend: "Give it the name of what it is, or look for what should have written it.",
            },
        ];
    }
    if (kind !== "program" && kind !== "other" && format !== undefined) {
        return [
            {
                message: `is not what its name says: its first bytes are those of ${format}`,
                mend: "Give it the name of what it is, or look for what should have written it.",
            },
        ];
    }
    return [];
}

/** What reads UTF-16: Windows PowerShell and PowerShell, and most of what reads data. */
const READS_UTF16: readonly FileKind[] = ["powershell", "text"];

function encodingFindings(kind: FileKind, content: Content): Finding[] {
    const { encoding, bytes, text } = content;
    const utf8 = "Save it as UTF-8" + (kind === "powershell" ? " with a byte order mark." : ".");
    if (encoding === "utf-32") return [{ message: "is UTF-32, which nothing reads", mend: utf8 }];
    if (encoding === "utf-16le" || encoding === "utf-16be") {
        if (!READS_UTF16.includes(kind))
            return [{ message: `is UTF-16, which no ${NAMES[kind]} reads`, mend: utf8 }];
        if (content.valid) return [];
        const broken = /[\p{Cs}]/u.exec(text);
        const at = broken === null ? positionAt(text, text.length) : positionAt(text, broken.index);
        return [{ message: "is no valid UTF-16: half a character stands here", mend: utf8, ...at }];
    }
    if (!content.valid) {
        const line = firstLineThatIsNoUtf8(bytes);
        return [
            { message: "is neither UTF-8 nor UTF-16 with a byte order mark", mend: utf8, line },
        ];
    }
    if (kind !== "powershell" || encoding === "utf-8-bom") return [];
    const index = text.search(/\P{ASCII}/u);
    if (index === -1) return [];
    return [
        {
            message:
                "has characters other than ASCII and no byte order mark: Windows PowerShell 5.1 reads them as others",
            mend: utf8,
            ...positionAt(text, index),
        },
    ];
}

function textFindings(kind: FileKind, content: Content): Finding[] {
    const { text, encoding } = content;
    const nul = nulFindings(text);
    const found = [...nul];
    if (encoding !== "unknown")
        found.push(...(nul.length === 0 ? unseenFindings(text) : bidiFindings(text)));
    // Of bytes that are no text, line ends would be chance, and so would controls.
    if (nul.length === 0) found.push(...lineEndFindings(kind, text));
    if (kind === "python") found.push(...codingFindings(text));
    if (kind === "shell") found.push(...blankFindings(text));
    if (kind === "shell" && !content.startsWith([0x23, 0x21])) {
        const marked = encoding === "utf-8-bom" && text.startsWith("#!");
        found.push({
            message: marked
                ? "has a byte order mark before its #! line, so that the system does not see it"
                : "does not begin with a #! line, so that chance decides which shell runs it",
            mend: marked
                ? "Save it as UTF-8 without a byte order mark."
                : "Begin it with #!/bin/sh, #!/bin/bash or the like.",
            line: 1,
        });
    }
    return found;
}

function nulFindings(text: string): Finding[] {
    const nul = text.indexOf("\0");
    if (nul === -1) return [];
    return [
        {
            message: "has a NUL character, which no text has",
            mend: "It may be UTF-16 without a byte order mark, or no text at all: save it as UTF-8.",
            ...positionAt(text, nul),
        },
    ];
}

const NAMES: Readonly<Record<FileKind, string>> = {
    powershell: "PowerShell",
    shell: "shell",
    python: "Python",
    batch: "command processor",
    text: "program",
    program: "program",
    other: "program",
};

/** By lines, for no line end is a part of a longer character of UTF-8. */
function firstLineThatIsNoUtf8(bytes: Buffer): number {
    let line = 1;
    for (let at = 0; ; line++) {
        const end = bytes.indexOf(0x0a, at);
        if (!isUtf8(bytes.subarray(at, end === -1 ? undefined : end))) return line;
        if (end === -1) return 1;
        at = end + 1;
    }
}
