import type { Finding } from "../claim";
import type { Content } from "../content";
import type { ReadByGrammar } from "../syntax/readScript";
import type { Language } from "../syntax/script";

const GRAMMARS: Readonly<Record<Language, string>> = {
    powershell: "tree-sitter-pwsh",
    shell: "tree-sitter-bash",
};

/** What a grammar finds wrong with a script, as advisories: it is not the language's own. */
export async function grammarFindings(
    read: ReadByGrammar,
    language: Language,
    content: Content,
): Promise<readonly Finding[]> {
    const by = `by the grammar ${GRAMMARS[language]}, which is not the language's own parser`;
    const script = await read(language, content);
    if ("unread" in script) {
        return [
            {
                message: `was not parsed: it ${script.unread}`,
                mend: "Have the language's own parser look at it, or write it so that it can be read.",
                advisory: true,
            },
        ];
    }
    // What follows the first is mostly its consequence.
    return script.problems.slice(0, 1).map(({ message, line, column }) => ({
        message: `may have a syntax error: it ${message} (${by})`,
        mend: "Try it where the language's own parser is, and mend it if that one refuses it too.",
        line,
        column,
        advisory: true,
    }));
}
