import { printable } from "../library/fileName";
import type { Bag } from "./checked";
import { hasParametersOf, presentText, type CheckFailure } from "./inputs";
import { unknown } from "./unknown";

/**
 * Where what is to go up is not what its Library has compared with a release: a transformation or
 * `ignoreChanges` has changed it afterwards. Nothing, for a file that was not compared with one.
 */
export function testedFailures(news: Bag): CheckFailure[] {
    const tested = news["__tested"];
    if (typeof tested !== "object" || tested === null) return [];
    const then = wantedOf(tested as Bag);
    return Object.entries(wantedOf(news))
        .filter(([property, now]) => ![now, then[property]].includes(unknown))
        .filter(([property, now]) => now !== then[property])
        .map(([property, now]) => ({
            property,
            reason:
                `${shown(now)} is not what was compared with the release ("promotedFrom"), which is ` +
                `${shown(then[property])}: a transformation or "ignoreChanges" has changed it ` +
                `afterwards. What was tested is what goes up: take that away, or test it so`,
        }));
}

function wantedOf(bag: Bag): Bag {
    const { sha256 } = bag;
    return {
        fileName: bag["fileName"],
        sha256: typeof sha256 === "string" ? sha256.toLowerCase() : sha256,
        description: presentText(bag["description"]),
        parametersDescription: presentText(bag["parametersDescription"]),
        hasParameters: hasParametersOf(bag),
    };
}

const shown = (value: unknown) => printable(value === undefined ? "none" : JSON.stringify(value));
