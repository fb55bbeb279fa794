import { distance } from "fastest-levenshtein";

import { fileNameKey } from "./fileName";

/**
 * The known word that a misspelt one most likely stands for: without case, at most a third of its
 * letters wrong; `undefined` where none is that near.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
    const byKey = new Map([...known].map((other) => [fileNameKey(other), other]));
    const key = fileNameKey(word);
    let nearest: string | undefined;
    let allowed = Math.max(1, Math.floor(word.length / 3));
    for (const [otherKey, other] of byKey) {
        const wrong = distance(key, otherKey);
        if (wrong > allowed) continue;
        nearest = other;
        // Of equally near ones the first stays.
        allowed = wrong - 1;
    }
    return nearest;
}
