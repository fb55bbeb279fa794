/**
 * Does something with each of many, so many at a time; what comes of each is in the order in which
 * they were given. The first that fails fails all.
 */
export async function atMost<T, R>(
    limit: number,
    items: readonly T[],
    work: (item: T) => Promise<R>,
): Promise<R[]> {
    const results: R[] = [];
    const left = [...items.entries()];
    left.reverse();
    const worker = async () => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
            const [at, item] = next;
            results[at] = await work(item);
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
    return results;
}
