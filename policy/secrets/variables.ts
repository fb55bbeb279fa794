/** A variable of PowerShell or a shell where it is expanded; `$(` and `${` are counted out. */
const VARIABLE =
    /\$(?:(?:(?:env|script|global|local|private|using|variable):)?[a-z_]\w*(?:\.[a-z]+\b)*|\d|[@*#?])/iy;

/** A text that is nobody's output: `$('…')`. */
const WRITTEN = /^\$\(\s{0,20}["']([^"']{1,200})["']\s{0,20}\)$/;

/** What a variable of a shell is when it has no value: `${X:-…}`, `${X=…}`. */
const DEFAULT = /^\$\{\w{1,60}:?[-=]([^${}]{1,200})\}$/;

/** Fewer characters than these are no secret beside a variable: a prefix, a number. */
const FIXED = 6;

/** The longest value that is looked at for variables of the command processor. */
const LONGEST = 1_000;

/** Whether a value comes from variables: what is fixed in it is punctuation, or next to nothing. */
export function isOfVariables(value: string): boolean {
    if (/^`[^`]{1,200}`$/.test(value)) return true;
    const fixed = fixedPart(value);
    return fixed !== value && isNextToNothing(fixed);
}

function isNextToNothing(fixed: string): boolean {
    return (fixed.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < FIXED;
}

/**
 * A variable of the command processor: `%X%`, `%X:~0,8%`, and `!x!` where expansion is delayed. A year or
 * so in what is between two `!` is of a password.
 */
const BATCH_VARIABLE =
    /%[a-z_]\w{0,60}(?::[^%]{1,60})?%|![a-z_]{1,30}(?:\d[a-z_]{1,30}){0,3}\d?(?::[^!]{1,60})?!/gi;

/** Whether a value of a batch file comes from variables. */
export function isOfBatchVariables(value: string): boolean {
    if (value.length > LONGEST) return false;
    const fixed = value.replaceAll(BATCH_VARIABLE, "");
    return fixed !== value && isNextToNothing(fixed);
}

/** What of a value stands in the file: all but its variables. */
export function fixedPart(value: string): string {
    let fixed = "";
    for (let at = 0; at < value.length;) {
        const two = value.slice(at, at + 2);
        if (two === "$(" || two === "${") {
            const end = closing(value, at + 2, two === "$(" ? "()" : "{}");
            fixed += (two === "$(" ? WRITTEN : DEFAULT).exec(value.slice(at, end))?.[1] ?? "";
            at = end;
            continue;
        }
        // The signs that escape it, and the number of a process: nobody's variable.
        if (/^(?:[`\\]\$|\$\$)$/.test(two)) {
            fixed += two;
            at += 2;
            continue;
        }
        VARIABLE.lastIndex = at;
        const found = VARIABLE.exec(value);
        if (found === null) fixed += value.charAt(at);
        at += found?.[0].length ?? 1;
    }
    return fixed;
}

/** Behind the bracket that closes one that is open, or the end. */
function closing(value: string, from: number, [opens, closes]: string): number {
    let open = 1;
    for (let at = from; at < value.length; at++) {
        const character = value.charAt(at);
        if (character === opens) open++;
        else if (character === closes && --open === 0) return at + 1;
    }
    return value.length;
}
