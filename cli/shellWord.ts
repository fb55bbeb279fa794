import { printable } from "../library/fileName";

/** A word of a command that is shown, as a shell takes it: nothing in it is expanded. */
export function shellWord(text: string): string {
    // A "=" that begins a word means a command's path to zsh.
    if (/^[\w./:@-][\w./:@=-]*$/.test(text)) return text;
    return `'${printable(text).replaceAll("'", String.raw`'\''`)}'`;
}
