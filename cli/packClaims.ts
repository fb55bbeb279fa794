import { policies } from "../policy";
import type { Claim } from "../policy/claim";
import * as claims from "../policy/claims";
import { ownFile } from "./ownPackage";

const byName = new Map((Object.values(claims) as Claim[]).map((claim) => [claim.name, claim]));

/** What the ready pack's policies are made of, in its order; exemptions are no claim. */
export const packClaims: readonly Claim[] = policies.flatMap(({ name }) => {
    const claim = byName.get(name);
    return claim === undefined ? [] : [claim];
});

/** What the page of a policy says before its examples, as Markdown; `undefined` without a page. */
export function policyPage(name: string): string | undefined {
    try {
        const [text = ""] = ownFile(`docs/policies/${name}.md`).split("\n```yaml\n# fails\n");
        // Links to other pages lead nowhere from where this is shown.
        return text.replace(/\[([^[\]\n]*)\]\((?!https:)[^)\n]*\)/g, "$1");
    } catch {
        return undefined;
    }
}
