/** A stack's name as the program sees it: without an organisation. */
export function shortName(stack: string): string {
    return stack.slice(stack.lastIndexOf("/") + 1);
}
