/** Whether it is a name of several words (`vault-secret-name-for-api1`), and no row of characters. */
export function isNameInWords(value: string): boolean {
    if (value.length > 200) return false;
    const parts = value.split(/[-_./:]/);
    if (!parts.every((part) => /^[A-Za-z]*\d{0,4}$/.test(part))) return false;
    const words = value.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
    const letters = words.join("").length;
    return (
        words.length >= 2 &&
        letters >= 3 * words.length &&
        3 * letters >= 2 * value.replaceAll(/[-_./:]/g, "").length &&
        words.every(isSpeakable)
    );
}

/** It has a vowel, unless it is short, and no long row of consonants. */
function isSpeakable(word: string): boolean {
    return (
        word.length <= 14 &&
        (word.length <= 4 || /[aeiouy]/i.test(word)) &&
        !/[^aeiouy]{5}/i.test(word)
    );
}
