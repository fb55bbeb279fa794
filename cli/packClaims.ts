import { policies } from "../policy";
import type { Claim } from "../policy/claim";
import * as claims from "../policy/claims";
import { ownFile } from "./ownPackage";

const byName = new Map((Object.values(claims) as Claim[]).map((claim) => [claim.name, claim]));

/** What the ready pack's policies are made of, in its order; exemptions are no claim. */
export const packClaims: readonly Claim[] = policies.flatMap(({ name }) => {
    const claim = byName.get(name as Claim["name"]);
    return claim === undefined ? [] : [claim];
});

/** The page of a policy, as Markdown that stands by itself; `undefined` where there is none. */
export function policyPage(name: string): string | undefined {
    try {
        // Links to other pages lead nowhere from where this is shown.
        return ownFile(`docs/policies/${name}.md`).replace(
            /\[([^[\]\n]*)\]\((?!https:)[^)\n]*\)/g,
            "$1",
        );
    } catch {
        return undefined;
    }
}
