import type { Asn1, Digest, SignedMessage } from "./signedMessage";
import { holdsAt, usage, type Certificate } from "./certificate";
import { chainProblem } from "./chain";
import { digestBy, signerProblem, weakDigest } from "./signerProblem";

const RFC3161 = "1.3.6.1.4.1.311.3.3.1";
const LEGACY = "1.2.840.113549.1.9.6";
const TIME_STAMP_INFO = "1.2.840.113549.1.9.16.1.4";

/** The time stamp of a signature, as far as it holds. */
export type TimeStamp =
    | { readonly kind: "none" }
    /** A counter signature of PKCS #9, which older tools ask for: it is not looked at. */
    | { readonly kind: "legacy" }
    /** Why it says nothing of the time, as a phrase of its own. */
    | { readonly kind: "broken"; readonly why: string }
    | {
          readonly kind: "stamp";
          readonly time: Date;
          /** Why its authority is nobody's, as a phrase of its own. */
          readonly untrusted: string | undefined;
      };

/**
 * Reads and checks the time stamp (RFC 3161) of a signature: that it is over this signature, that it
 * was made by its certificate, which is meant for that and held then, and whether that certificate
 * leads to a root. It never throws.
 *
 * @param roots `undefined`: nobody has said which; any authority is taken then.
 */
export function timeStamp(
    asn1: Asn1,
    { signer }: SignedMessage,
    roots: readonly Certificate[] | undefined,
): TimeStamp {
    const token = signer.unsigned.get(RFC3161);
    if (token === undefined) return { kind: signer.unsigned.has(LEGACY) ? "legacy" : "none" };
    try {
        return read(asn1, token, signer.signature, roots);
    } catch (error) {
        return broken(`it cannot be read (${error instanceof Error ? error.message : "?"})`);
    }
}

function read(
    asn1: Asn1,
    token: Buffer,
    signature: Buffer,
    roots: readonly Certificate[] | undefined,
): TimeStamp {
    const message = asn1.signedMessage(token);
    if (message.contentType !== TIME_STAMP_INFO) return broken("it is no time stamp");
    const { algorithm, value, time } = asn1.timeStampInfo(message.content);
    const digest = digestBy(algorithm, signature);
    if (digest === undefined) return broken(weakDigest(algorithm));
    if (!digest.equals(value)) return broken("it is of another signature");
    const authority = message.certificates.find(message.signer.isBy);
    if (authority === undefined) return broken("its authority's certificate is missing");
    const problem = signerProblem(message, authority);
    if (problem !== undefined) return broken(problem);
    const named = message.signer.signingCertificate();
    if (named === undefined || !isOf(named, authority))
        return broken(`it does not say that "${authority.subject}" made it (RFC 3161, 2.4.1)`);
    const { usages, signsData, notUnderstood } = authority;
    // For this alone: RFC 3161, 2.3. It also asks that this be critical; Microsoft's own authority's
    // certificates do not have it so (those of 2020, say).
    if (usages?.join() !== usage.timeStamping || !signsData)
        return broken(`the certificate of "${authority.subject}" is not meant for time stamps`);
    if (notUnderstood.length > 0)
        return broken(
            `the certificate of "${authority.subject}" is limited by ${notUnderstood.join(", ")}, which is not understood here`,
        );
    if (!holdsAt(authority, time))
        return broken(`the certificate of "${authority.subject}" did not hold at that time`);
    const untrusted =
        roots &&
        chainProblem({
            leaf: authority,
            others: message.certificates,
            roots,
            at: time,
            wanted: usage.timeStamping,
        });
    return { kind: "stamp", time, untrusted };
}

/** Older authorities name their certificate by SHA-1: it is in the message beside that. */
function isOf({ algorithm, value }: Digest, { x509 }: Certificate): boolean {
    const digest = digestBy(algorithm, x509.raw);
    return digest?.equals(value) ?? x509.fingerprint.replaceAll(":", "") === hex(value);
}

function hex(bytes: Buffer): string {
    return bytes.toString("hex").toUpperCase();
}

function broken(why: string): TimeStamp {
    return { kind: "broken", why };
}
