/** What an element may have beside its children. */
export interface Parts {
    readonly class?: string;
    readonly id?: string;
    readonly role?: string;
    readonly title?: string;
    readonly attributes?: Readonly<Record<string, string>>;
}

/** An element. Texts become text nodes: whatever a name has in it, it is no markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    parts: Parts = {},
    ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
    const made = document.createElement(tag);
    if (parts.class !== undefined) made.className = parts.class;
    if (parts.id !== undefined) made.id = parts.id;
    if (parts.role !== undefined) made.setAttribute("role", parts.role);
    if (parts.title !== undefined) made.title = parts.title;
    for (const [name, value] of Object.entries(parts.attributes ?? {}))
        made.setAttribute(name, value);
    made.append(...children);
    return made;
}

/** An element of the page's own. */
export function byId(id: string): HTMLElement {
    const found = document.getElementById(id);
    if (found === null) throw new Error(`The page has no ${id}.`);
    return found;
}
