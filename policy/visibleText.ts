/** What nobody sees and is no white space: zero-width spaces, joiners, controls, blank letters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]|(?!\s)\p{Cc}/gu;

/** A text as somebody sees it: without what is invisible, and without white space at its ends. */
export function visibleText(text: string): string {
    return text.replace(INVISIBLE, "").trim();
}

/** Whether a text has a letter or a digit: one that has none tells nobody anything. */
export function saysSomething(text: string): boolean {
    return /[\p{L}\p{N}]/u.test(visibleText(text));
}
