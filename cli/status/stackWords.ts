/** Stacks for a person, told apart from so many tenants: `stack a`, `stacks a, b and c`. */
export function stackWords(stacks: readonly string[]): string {
    const [last = "", ...others] = [...stacks].reverse();
    if (others.length === 0) return `stack ${last}`;
    return `stacks ${others.reverse().join(", ")} and ${last}`;
}

/** What a tenant is called in a sentence: by its name, or by its stacks where they have named it. */
export function tenantWords(tenant: {
    readonly name: string;
    readonly stacks: readonly string[];
}): string {
    const { name, stacks } = tenant;
    return stacks.length > 1 && name === stackWords(stacks) ? `the tenant of ${name}` : name;
}
