import type { Finding } from "../claim";
import type { Content } from "../content";
import type { ReadByGrammar } from "../syntax/readScript";
import type { Language } from "../syntax/script";

interface Words {
    /** The grammar. */
    readonly grammar: string;
    /** Who has the last word. */
    readonly own: string;
    /** How to have that. */
    readonly ask: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
    powershell: {
        grammar: "tree-sitter-pwsh",
        own: "PowerShell itself",
        ask: "Where pwsh is installed, this policy asks that instead",
    },
    shell: {
        grammar: "tree-sitter-bash",
        own: "the shell itself",
        ask: "Where the script's shell is installed, this policy asks that instead (as `bash -n` does)",
    },
};

/** What a grammar finds wrong with a script, as advisories: it is not the language's own. */
export async function grammarFindings(
    read: ReadByGrammar,
    language: Language,
    content: Content,
): Promise<readonly Finding[]> {
    const { grammar, own, ask } = WORDS[language];
    const script = await read(language, content);
    if ("unread" in script) {
        return [
            {
                message: `was not parsed: it ${script.unread}`,
                mend: `Have ${own} look at it, or write it so that it can be read.`,
                advisory: true,
            },
        ];
    }
    // What follows the first is mostly its consequence.
    return script.problems.slice(0, 1).map(({ message, line, column }) => ({
        message: `may have a syntax error: a grammar, which is not ${own}, says that it ${message} (${grammar})`,
        mend: `${ask}: run it there, and mend the script if it is refused there too.`,
        line,
        column,
        advisory: true,
    }));
}
