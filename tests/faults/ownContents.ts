/**
 * So much later than it was sent, in milliseconds, a content may come to be live, by slow attempts and
 * clocks that differ; what somebody puts there afterwards is theirs.
 */
const LATE = 15 * 60_000;

/** What the stack has put into the library itself, and which of its resources have. */
export class OwnContents {
    /** File and digest; when each resource has put it there last. */
    private readonly contents = new Map<string, Map<string, number>>();

    add(
        key: string,
        sha256: string,
        put: { readonly resource?: string; readonly at: number },
    ): void {
        const what = `${key} ${sha256}`;
        const times = this.contents.get(what) ?? new Map<string, number>();
        this.contents.set(what, times.set(put.resource ?? "", put.at));
    }

    /** Whether what is live since then is the stack's own. */
    has(key: string, sha256: string, since: number): boolean {
        const times = [...(this.contents.get(`${key} ${sha256}`)?.values() ?? [])];
        return times.some((at) => since <= at + LATE);
    }

    /** A file is no more: what somebody puts there afterwards is theirs, with whatever content. */
    givesUp(key: string, resource: string): void {
        for (const [what, times] of this.contents)
            if (what.startsWith(`${key} `)) times.delete(resource);
    }
}
