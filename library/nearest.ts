import { closestMatch } from "leven";

import { fileNameKey } from "./fileName";

/**
 * The known word that a misspelt one most likely stands for: without case, at most a third of its
 * letters wrong; `undefined` where none is that near.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
    const byKey = new Map([...known].map((other) => [fileNameKey(other), other]));
    const nearest = closestMatch(fileNameKey(word), [...byKey.keys()], {
        maxDistance: Math.max(1, Math.floor(word.length / 3)),
    });
    return nearest === undefined ? undefined : byKey.get(nearest);
}
