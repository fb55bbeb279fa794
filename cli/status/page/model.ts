import type { PageCell, PageData } from "../pageData";

/** What somebody wants to see; "" and `undefined` for all. */
export interface Filter {
    readonly tenant: string;
    readonly file: string;
    /** Whether a place in {@link PageData.conditions} is meant. */
    readonly isMeant: ((condition: number) => boolean) | undefined;
}

/** Places in {@link PageData.tenants} and {@link PageData.files}, in order. */
export interface Selection {
    readonly tenants: readonly number[];
    readonly files: readonly number[];
}

/** The tenants and files that a filter leaves: of a condition, those with a cell in it. */
export function select(data: PageData, filter: Filter): Selection {
    const tenants = data.tenants.flatMap(({ name, about }, at) =>
        isLike(`${name} ${about}`, filter.tenant) ? [at] : [],
    );
    const files = data.files.flatMap(({ name }, at) => (isLike(name, filter.file) ? [at] : []));
    const { isMeant } = filter;
    if (isMeant === undefined) return { tenants, files };
    const withCell = new Set<number>();
    const left = files.filter((file) => {
        let has = false;
        for (const tenant of tenants) {
            const cell = cellAt(data, file, tenant);
            if (cell === undefined || !isMeant(cell[0])) continue;
            has = true;
            withCell.add(tenant);
        }
        return has;
    });
    return { tenants: tenants.filter((tenant) => withCell.has(tenant)), files: left };
}

/** A file in a tenant; `undefined` where it is not there and nobody misses it. */
export function cellAt({ files }: PageData, file: number, tenant: number): PageCell | undefined {
    const cell = files[file]?.cells[tenant];
    return cell === 0 ? undefined : cell;
}

/** How many files of a tenant are in each condition. */
export function countsOf(data: PageData, tenant: number): number[] {
    const counts = data.conditions.map(() => 0);
    for (const file of data.files.keys()) {
        const cell = cellAt(data, file, tenant);
        if (cell !== undefined) counts[cell[0]] = (counts[cell[0]] ?? 0) + 1;
    }
    return counts;
}

/** The tenants in which a file is in the same condition with the same content. */
export interface Group {
    readonly condition: number;
    readonly sha256: string;
    readonly tenants: readonly number[];
}

/** A file's groups among these tenants, the worst first. */
export function groupsOf(data: PageData, file: number, among: Iterable<number>): Group[] {
    const groups = new Map<string, { condition: number; sha256: string; tenants: number[] }>();
    for (const tenant of among) {
        const cell = cellAt(data, file, tenant);
        if (cell === undefined) continue;
        const [condition, sha256] = cell;
        const key = `${condition} ${sha256}`;
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, { condition, sha256: data.texts[sha256] ?? "", tenants: [tenant] });
        else group.tenants.push(tenant);
    }
    return [...groups.values()].sort(
        (one, other) =>
            one.condition - other.condition || other.tenants.length - one.tenants.length,
    );
}

function isLike(text: string, part: string): boolean {
    return part === "" || text.toLowerCase().includes(part.trim().toLowerCase());
}
