/** What the stack has put into the library itself, and which of its resources have. */
export class OwnContents {
    private readonly resources = new Map<string, Set<string>>();

    add(key: string, sha256: string, resource = ""): void {
        const what = `${key} ${sha256}`;
        this.resources.set(what, (this.resources.get(what) ?? new Set()).add(resource));
    }

    has(key: string, sha256: string): boolean {
        return this.resources.has(`${key} ${sha256}`);
    }

    /** A file is no more: what somebody puts there afterwards is theirs, with whatever content. */
    givesUp(key: string, resource: string): void {
        for (const [what, resources] of this.resources) {
            if (!what.startsWith(`${key} `)) continue;
            resources.delete(resource);
            if (resources.size === 0) this.resources.delete(what);
        }
    }
}
