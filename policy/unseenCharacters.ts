import type { Finding } from "./claim";
import { positionAt } from "./content";

/** Control characters that no text has; NUL is told by itself, and a CR alone with the line ends. */
const CONTROL = /[\x01-\x08\x0B\x0E-\x1F\x7F-\x9F]/;

/** What nobody sees, and separators of lines that few readers take for such. */
const INVISIBLE =
    /(?!\p{Bidi_Control})[\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\uFFF9-\uFFFB]/gu;

/** Joins two pictures to one, or says that a character is a picture: seen, where it does. */
const OF_PICTURE =
    /(?<=\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]|(?<=[#*0-9])\uFE0F(?=\u20E3)/uy;

/** Joins or parts two letters of writings that are written so (Persian, Hindi): seen, and seldom. */
const OF_WRITING =
    /(?<=(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\p{L}\p{M}])[\u200C\u200D](?=(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\p{L}\p{M}])/uy;

/**
 * Characters by which a text is read otherwise than it runs: of each kind the first. They are shown as
 * nothing, or move and delete what a terminal shows. It takes time in proportion to the text.
 */
export function unseenFindings(text: string): Finding[] {
    return [...controlFindings(text), ...bidiFindings(text), ...invisibleFindings(text)];
}

function controlFindings(text: string): Finding[] {
    const control = CONTROL.exec(text);
    if (control === null) return [];
    return [
        {
            message: `has the control character ${codeOf(control[0])}, by which a terminal shows something else than stands there`,
            mend: "Take it out; where a script must have it, write it as an escape.",
            ...positionAt(text, control.index),
        },
    ];
}

/** Blanks to a reader and letters to a shell: `#` after one begins no comment, `rm` before one is none. */
const BLANK = /(?! )\p{Zs}/u;

/** A blank outside of a line that is a comment as a whole, which a shell takes for a part of a word. */
export function blankFindings(text: string): Finding[] {
    let at = 0;
    for (const line of text.split("\n")) {
        const blank = /^\s*#/.test(line) ? null : BLANK.exec(line);
        if (blank !== null)
            return [
                {
                    message: `has the blank ${codeOf(blank[0])}, which a shell takes for a part of a word`,
                    mend: "Put a space there; where a text must have it, write it as an escape.",
                    ...positionAt(text, at + blank.index),
                },
            ];
        at += line.length + 1;
    }
    return [];
}

/** Characters that change the direction of what is shown. */
export function bidiFindings(text: string): Finding[] {
    const bidi = /\p{Bidi_Control}/u.exec(text);
    if (bidi === null) return [];
    return [
        {
            message: `has the bidirectional control ${codeOf(bidi[0])}, by which it reads otherwise than it runs`,
            mend: "Take it out; where a text must have it, write it as an escape.",
            ...positionAt(text, bidi.index),
        },
    ];
}

function invisibleFindings(text: string): Finding[] {
    let joiner: Finding | undefined;
    for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
        if (standsAt(OF_PICTURE, text, index)) continue;
        const seen = standsAt(OF_WRITING, text, index);
        if (seen && joiner !== undefined) continue;
        const finding: Finding = {
            message: `has the invisible character ${codeOf(character)}, which whoever reviews it does not see`,
            mend: "Take it out; where a script must have it, write it as an escape.",
            ...positionAt(text, index),
        };
        if (!seen) return [finding];
        joiner = { ...finding, advisory: true };
    }
    return joiner === undefined ? [] : [joiner];
}

function standsAt(pattern: RegExp, text: string, index: number): boolean {
    pattern.lastIndex = index;
    return pattern.test(text);
}

function codeOf(character: string): string {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `U+${code}`;
}
