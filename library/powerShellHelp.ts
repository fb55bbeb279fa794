import { firstParagraph, helpTexts, oneLine, parameterText, type HelpTexts } from "./helpText";
import { leadingComments, type LeadingComments } from "./powerShellComments";

/** A help comment right above a function is the function's, as PowerShell has it. */
const LINES_TO_A_FUNCTION = 2;

/**
 * Reads the comment-based help of a PowerShell script: the first comment (`<# … #>`, or a run of
 * lines that begin with `#`) at the top of the script that holds `.SYNOPSIS`, `.DESCRIPTION` or
 * `.PARAMETER` at the beginning of a line, in any case. Comments, `#requires` and `using` lines may
 * come before it, other code may not; help at the end of a script is not read. A comment that ends
 * less than two empty lines above a function is that function's help and says nothing of the
 * script.
 *
 * - description: the first paragraph of `.SYNOPSIS`, or of `.DESCRIPTION` when that is empty;
 * - parametersDescription: `-Name  first paragraph; -Other  first paragraph` in the order of the
 *   help; of two with one name, the first.
 *
 * Where `Get-Help` would show nothing at all (an unknown keyword such as `.AUTHOR`, text before the
 * first keyword or behind `.SYNOPSIS` on its line), this reads what is plainly meant.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_comment_based_help
 */
export function powerShellHelp(text: string): HelpTexts {
    const found = leadingComments(text);
    for (const comment of found.comments) {
        const help = helpIn(comment.lines);
        if (help !== undefined) return isOfFunction(comment.lastLine, found) ? {} : help;
    }
    return {};
}

function isOfFunction(lastLine: number, { codeLine, codeWord }: LeadingComments): boolean {
    if (!/^(function|filter|workflow|configuration|class)$/i.test(codeWord)) return false;
    return codeLine - lastLine <= LINES_TO_A_FUNCTION;
}

interface Section {
    readonly keyword: string;
    readonly argument: string;
    readonly lines: string[];
}

function helpIn(lines: readonly string[]): HelpTexts | undefined {
    const sections = sectionsOf(lines);
    const synopsis = sections.find(({ keyword }) => keyword === "SYNOPSIS");
    const description = sections.find(({ keyword }) => keyword === "DESCRIPTION");
    const parameters = sections.filter(({ keyword }) => keyword === "PARAMETER");
    if (synopsis === undefined && description === undefined && parameters.length === 0) {
        return undefined;
    }
    return helpTexts(textOf(synopsis) || textOf(description), parameterTexts(parameters));
}

function sectionsOf(lines: readonly string[]): Section[] {
    const sections: Section[] = [];
    for (const line of lines) {
        const text = line.trim();
        const keyword = /^\.(\w+)(?!\S)/.exec(text)?.[1];
        if (keyword === undefined) sections.at(-1)?.lines.push(text);
        else {
            const argument = text.slice(keyword.length + 1).trim();
            sections.push({ keyword: keyword.toUpperCase(), argument, lines: [] });
        }
    }
    return sections;
}

function textOf(section: Section | undefined): string {
    if (section === undefined) return "";
    const { argument, lines } = section;
    return firstParagraph(argument === "" ? lines : [argument, ...lines]);
}

function parameterTexts(parameters: readonly Section[]): string[] {
    const byName = new Map<string, string>();
    for (const { argument, lines } of parameters) {
        const name = oneLine(argument).replace(/^[-$]/, "");
        const key = name.toUpperCase();
        if (name === "" || byName.has(key)) continue;
        byName.set(key, parameterText(`-${name}`, firstParagraph(lines)));
    }
    return [...byName.values()];
}
