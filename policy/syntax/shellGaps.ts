/** Each is as long as what it is instead of, and means the same to a shell. */
type Gap = readonly [pattern: RegExp, readable: (...found: string[]) => string];

const GAPS: readonly Gap[] = [
    // for NAME do …
    [/\bfor([ \t]+\w+)[ \t](?=[ \t]*do\b)/g, (_, name = "") => `for${name};`],
    // Blanks in single quotes, in a pattern of `case`: *' '*)
    [
        /^([ \t]*\(?[^\s'"()#]*)'([ \t]+)'(?=[^\s'"()|]*[ \t]*[)|])/gm,
        (_, before = "", blanks = "") => `${before}"${blanks}"`,
    ],
    // NAME=$(…) 2>/dev/null, with no command
    [
        /\b(\w+=(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|\$\(\([^()\n]*\)\)|\$\([^()\n]*\)|[\w./:$%+,-])*)([ \t]+(?:\d?>\/dev\/null|2>&1))+(?=[ \t]*(?:$|[;&|)]))/gm,
        (found = "", setting = "") => setting.padEnd(found.length),
    ],
    // [ -n "$a" -a \( -f b -o -f c \) ]
    [
        /(?:\[|\btest)[ \t](?:[^\n;\\]|\\[^])*/g,
        (found = "") => found.replace(/(?<=[ \t])\\[()](?=[ \t])/g, "  "),
    ],
    // [ "$a" = ~ ]
    [/([=!]=?[ \t]+)~(?=[ \t])/g, (_, before = "") => `${before}.`],
    // role=\(main$\)
    [/\$(?=\\[()])/g, () => "."],
    // exec 3<>FILE: what matters of it is that it is written.
    [/<>/g, () => "> "],
];

/**
 * A text of a shell without what shells read and the grammar does not. It is of the same length, so
 * that a tree of it is one of the text itself: only where the grammar refuses that one, for it may
 * change what stands in quotation marks.
 */
export function withoutShellGaps(text: string): string {
    return GAPS.reduce((before, [pattern, readable]) => before.replace(pattern, readable), text);
}
