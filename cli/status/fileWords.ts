/** A tenant in a tenants file. */
export interface FilePlace {
    readonly file: string;
    /** The line of the tenant. */
    readonly line: number;
}

/** A key that a tenant may have, by the environment's variable that it stands for. */
export interface FileKey {
    readonly variable: string;
    readonly key: string;
    /** Where the file has it; `undefined` where it does not. */
    readonly line?: number | undefined;
}

/**
 * Turns what is said of a tenant's configuration into words for whoever wrote it in a file: its keys reach
 * all else as the environment's variables, which nobody has set. What the environment has is named as it is.
 */
export function inFileWords(
    { file, line: below }: FilePlace,
    keys: readonly FileKey[],
): (text: string) => string {
    const known = new Map(keys.map((each) => [each.variable, each]));
    return (text) => {
        const said = text.replaceAll(variables, (name) => {
            const { key = name, line } = known.get(name) ?? {};
            return line === undefined ? key : `${key} (${file}, line ${line})`;
        });
        const isAbsent = [...text.matchAll(variables)].some(([name]) => {
            const each = known.get(name);
            return each !== undefined && each.line === undefined;
        });
        return isAbsent ? `${said} Keys belong below line ${below} of ${file}.` : said;
    };
}

const variables = /\b[A-Z]+(?:_[A-Z]+)+\b/g;
