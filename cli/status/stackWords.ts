/** Stacks for a person, told apart from so many tenants: `stack a`, `stacks a, b and c`. */
export function stackWords(stacks: readonly string[]): string {
    const [last = "", ...others] = [...stacks].reverse();
    if (others.length === 0) return `stack ${last}`;
    return `stacks ${others.reverse().join(", ")} and ${last}`;
}

/** Whether a tenant has its name of several stacks that have it. */
export function isNamedByStacks(tenant: {
    readonly name: string;
    readonly stacks: readonly string[];
}): boolean {
    return tenant.stacks.length > 1 && tenant.name === stackWords(tenant.stacks);
}
