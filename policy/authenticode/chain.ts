import { holdsAt, usage, type Certificate } from "./certificate";
import { keyProblem } from "./keyProblem";
import { certificateSignatureProblem } from "./signerProblem";

/** No chain of a certificate authority is longer. */
const MAX_DEPTH = 8;

/**
 * Why a certificate leads to none of the roots, as a phrase of its own; `undefined` where it does.
 *
 * Each certificate of the chain must be signed by the next, with a sound key and algorithm. The next
 * may issue others, so many levels down and for this use, and holds at that time; one with what must be
 * understood and is not (name constraints) ends a chain. Whether one was revoked is not asked.
 *
 * @param given.others what else came with the signature, in any order.
 * @param given.wanted the use, of `usage`.
 */
export function chainProblem(given: {
    readonly leaf: Certificate;
    readonly others: readonly Certificate[];
    readonly roots: readonly Certificate[];
    readonly at: Date;
    readonly wanted: string;
}): string | undefined {
    const { leaf, others, roots, at, wanted } = given;
    const trusted = new Set(roots.map(({ fingerprint }) => fingerprint));
    if (trusted.has(leaf.fingerprint)) return undefined;
    let problem: string | undefined;
    // Level by level, each certificate once: time in proportion to their number squared.
    const seen = new Set([leaf.fingerprint]);
    let level: readonly Certificate[] = [leaf];
    for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
        const next: Certificate[] = [];
        for (const certificate of level) {
            for (const issuer of [...roots, ...others]) {
                if (seen.has(issuer.fingerprint) || !isIssuedBy(certificate, issuer)) continue;
                const root = trusted.has(issuer.fingerprint);
                const wrong = issuerProblem({ certificate, issuer, root, depth, at, wanted });
                if (wrong !== undefined) {
                    problem ??= wrong;
                    continue;
                }
                if (root) return undefined;
                seen.add(issuer.fingerprint);
                next.push(issuer);
            }
        }
        level = next;
    }
    return problem ?? "no chain of the certificates in the block leads to one";
}

function isIssuedBy({ x509 }: Certificate, issuer: Certificate): boolean {
    return x509.checkIssued(issuer.x509) && x509.verify(issuer.x509.publicKey);
}

function issuerProblem(given: {
    readonly certificate: Certificate;
    readonly issuer: Certificate;
    readonly root: boolean;
    readonly depth: number;
    readonly at: Date;
    readonly wanted: string;
}): string | undefined {
    const { certificate, issuer, root, depth, at, wanted } = given;
    const { subject, usages, notUnderstood } = issuer;
    const signed = certificateSignatureProblem(certificate);
    if (signed !== undefined) return `"${certificate.subject}" ${signed}`;
    const key = keyProblem(issuer.x509.publicKey);
    if (key !== undefined) return `nothing may rest on "${subject}": ${key}`;
    if (!issuer.issues) return `"${subject}" may not issue certificates`;
    if (depth > issuer.pathLength)
        return `"${subject}" may not issue certificates so many levels down`;
    if (!holdsAt(issuer, at)) return `"${subject}" does not hold at that time`;
    if (!root && usages !== undefined && !usages.some((one) => one === wanted || one === usage.any))
        return `"${subject}" may not issue certificates for this use`;
    if (notUnderstood.length > 0)
        return `"${subject}" limits what it issues by ${notUnderstood.join(", ")}, which is not understood here`;
    return undefined;
}
