import type { LibraryFileEntity } from "./entity";
import type { ListBehaviour } from "./listBehaviour";

/** A list after its query, or why the query is refused. */
export type QueriedList =
    { readonly entities: readonly LibraryFileEntity[] } | { readonly problem: string };

const comparison = /^\s*(\w+)\s+eq\s+(?:'((?:[^']|'')*)'|(true|false|null))\s*$/i;

/**
 * Applies `$filter` (one `eq`), `$skip` and `$top`, where the behaviour has the list know them: no
 * page says that it does (https://learn.microsoft.com/en-us/defender-endpoint/api/exposed-apis-odata-samples).
 */
export function applyQuery(
    entities: readonly LibraryFileEntity[],
    query: URLSearchParams,
    behaviour: ListBehaviour["query"],
): QueriedList {
    const filter = query.get("$filter");
    const top = query.get("$top");
    const skip = query.get("$skip");
    const asked = [filter, top, skip].some((option) => option !== null);
    if (!asked || behaviour === "ignored") return { entities };
    if (behaviour === "refused") return { problem: "The query options are not supported." };

    const numbers = [skip ?? "0", top ?? "1000000"].map(Number);
    const [from = 0, count = 0] = numbers;
    if (!numbers.every((value) => Number.isInteger(value) && value >= 0))
        return { problem: "$top and $skip must be whole numbers." };
    if (filter === null) return { entities: entities.slice(from, from + count) };
    const [, property, text, literal] = comparison.exec(filter) ?? [];
    if (property === undefined) return { problem: `Invalid filter ${filter}.` };
    const wanted = text === undefined ? literal?.toLowerCase() : text.replaceAll("''", "'");
    const kept = entities.filter((entity) => String(valueOf(entity, property)) === wanted);
    return { entities: kept.slice(from, from + count) };
}

function valueOf(entity: LibraryFileEntity, property: string): unknown {
    return Object.entries(entity).find(([name]) => name === property)?.[1];
}
