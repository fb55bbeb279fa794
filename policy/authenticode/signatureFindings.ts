import { printable } from "../../library/fileName";
import type { Finding } from "../claim";
import type { Content } from "../content";
import type { Asn1, SignedMessage } from "./signedMessage";
import { dayOf, holdsAt, usage, type Certificate } from "./certificate";
import { chainProblem } from "./chain";
import type { SignatureBlock } from "./signatureBlock";
import { signedBytes } from "./signedBytes";
import { digestBy, signerProblem, weakDigest } from "./signerProblem";
import { timeStamp, type TimeStamp } from "./timeStamp";
import { isOneOf, type Trust } from "./trust";

const SPC_INDIRECT_DATA = "1.3.6.1.4.1.311.2.1.4";
/** Windows' own reader of PowerShell scripts, {603BCC1F-4B59-4E08-B724-D2C6297EF351}: pwrshsip.dll. */
const POWERSHELL_READER = "1fcc3b60594b084eb724d2c6297ef351";
const DAY = 86_400_000;
/** How far clocks of others may be ahead. */
const CLOCK_SKEW = 600_000;

const RESIGN = "Sign it again, with SHA-256 and a time stamp.";
const REVIEW =
    "Look at what was changed, and by whom; sign it again after its last change, and keep git from changing it (.gitattributes: -text).";

/**
 * All that is wrong with the signature in a block. It never throws.
 *
 * @param content what the block stands in.
 * @param now the time for what has no time stamp.
 */
export function signatureFindings(
    asn1: Asn1,
    content: Content,
    block: Extract<SignatureBlock, { kind: "block" }>,
    trust: Trust,
    now: Date,
): Finding[] {
    const { line } = block;
    try {
        const message = asn1.signedMessage(block.der);
        const signer = message.certificates.find(message.signer.isBy);
        if (signer === undefined) {
            return [
                {
                    message: "has a signature without the certificate that it was made with",
                    mend: "Sign it with a tool that puts the certificate into the block.",
                    line,
                },
            ];
        }
        const found = contentFindings(asn1, message, content, block);
        const problem = signerProblem(message, signer);
        // Of a signature that nobody made, who made it and when means nothing.
        if (problem !== undefined) {
            const what = {
                message: `has a signature that does not hold: ${problem}`,
                mend: RESIGN,
            };
            return [...found, { ...what, line }];
        }
        const stamp = timeStamp(asn1, message, trust.timeStampRoots);
        return [
            ...found,
            ...usageFindings(signer),
            ...timeFindings(signer, stamp, trust, now),
            ...trustFindings(signer, message, trust, judgedAt(signer, stamp, now)),
        ].map((finding) => ({ line, ...finding }));
    } catch (error) {
        const why = error instanceof Error ? printable(error.message) : "?";
        return [
            {
                message: `has a signature block that cannot be read (${why})`,
                mend: REVIEW,
                line,
            },
        ];
    }
}

function contentFindings(
    asn1: Asn1,
    message: SignedMessage,
    content: Content,
    block: Extract<SignatureBlock, { kind: "block" }>,
): Finding[] {
    const { line } = block;
    if (message.contentType !== SPC_INDIRECT_DATA)
        return [{ message: "has a signature of something that is no file", mend: RESIGN, line }];
    const { algorithm, value, reader } = asn1.indirectData(message.content);
    if (reader !== POWERSHELL_READER)
        return [
            {
                message: "has a signature of something that is no PowerShell script",
                mend: RESIGN,
                line,
            },
        ];
    // Where all of it is made so, that is told of the signature.
    if (digestBy(algorithm, value) === undefined && algorithm === message.signer.digestAlgorithm)
        return [];
    if (digestBy(algorithm, value) === undefined)
        return [
            {
                message: `has a signature whose digest says nothing: ${weakDigest(algorithm)}`,
                mend: RESIGN,
                line,
            },
        ];
    const hashed = signedBytes(content, block.end);
    if (hashed.length === 0)
        return [
            {
                message: "has bytes that are no text, so that nobody can say what was signed",
                mend: "Save it as UTF-8 with a byte order mark, and sign it again.",
            },
        ];
    const match = hashed.find(({ bytes }) => digestBy(algorithm, bytes)?.equals(value));
    if (match === undefined) {
        const read = hashed.flatMap(({ encoding }) => encoding ?? []).join(" or ");
        const as = read === "" ? "" : ` (read as ${read})`;
        return [
            {
                message: `is not what was signed: its digest${as} is not the one in its signature`,
                mend: REVIEW,
            },
        ];
    }
    if (match.encoding === undefined) return [];
    return [
        {
            message: `is signed as ${match.encoding} without a byte order mark: where Windows reads it as something else, the signature does not hold`,
            mend: "Save it as UTF-8 with a byte order mark, and sign it again.",
            advisory: true,
        },
    ];
}

function usageFindings({ usages, signsData, subject, notUnderstood }: Certificate): Finding[] {
    if (notUnderstood.length > 0)
        return [
            {
                message: `is signed by "${printable(subject)}" with a certificate that is limited by ${notUnderstood.join(", ")}, which is not understood here`,
                mend: "Sign it with one that has no such critical extension.",
            },
        ];
    if (usages?.includes(usage.codeSigning) === true && signsData) return [];
    return [
        {
            message: `is signed by "${printable(subject)}" with a certificate that is not meant for code signing`,
            mend: "Sign it with one that has the extended key usage code signing.",
        },
    ];
}

/** When a signature was there at the latest: by a time stamp that says so, or now. */
function judgedAt(signer: Certificate, stamp: TimeStamp, now: Date): Date {
    return stampCounts(signer, stamp, now) ? stamp.time : now;
}

function stampCounts(
    { usages }: Certificate,
    stamp: TimeStamp,
    now: Date,
): stamp is Extract<TimeStamp, { kind: "stamp" }> {
    return (
        stamp.kind === "stamp" &&
        stamp.untrusted === undefined &&
        stamp.time.getTime() <= now.getTime() + CLOCK_SKEW &&
        usages?.includes(usage.lifetimeSigning) !== true
    );
}

function timeFindings(
    signer: Certificate,
    stamp: TimeStamp,
    { requireTimeStamp, warnDays }: Trust,
    now: Date,
): Finding[] {
    const found: Finding[] = [];
    const counts = stampCounts(signer, stamp, now);
    const why = counts ? "" : withoutStamp(signer, stamp);
    if (stamp.kind === "broken")
        found.push({ message: `has a time stamp that does not hold: ${stamp.why}`, mend: RESIGN });
    else if (requireTimeStamp && !counts)
        found.push({ message: `is not time-stamped as it must be: ${why}`, mend: RESIGN });
    const at = counts ? stamp.time : now;
    if (!holdsAt(signer, at)) {
        const hold = `the certificate of "${printable(signer.subject)}" holds from ${dayOf(signer.from)} to ${dayOf(signer.to)}`;
        found.push({
            message: counts
                ? `was time-stamped on ${dayOf(at)}, and ${hold}`
                : `has a signature that does not hold today: ${hold}, and ${why}`,
            mend: "Sign it again with a certificate that holds, and with a time stamp.",
        });
    } else if (!counts && signer.to.getTime() - now.getTime() < warnDays * DAY) {
        found.push({
            message: `has a signature that ends on ${dayOf(signer.to)} with its certificate: ${why}`,
            mend: "Sign it again before that day, with a time stamp.",
            advisory: true,
        });
    }
    return found;
}

/** Why no time stamp counts, as a phrase of its own. */
function withoutStamp({ usages }: Certificate, stamp: TimeStamp): string {
    switch (stamp.kind) {
        case "none":
            return "it has no time stamp";
        case "legacy":
            return "it has a time stamp of the older kind (PKCS #9), which is not looked at";
        case "broken":
            return "its time stamp does not hold";
        case "stamp":
            if (usages?.includes(usage.lifetimeSigning) === true)
                return "the certificate says that no time stamp makes a signature outlive it";
            return stamp.untrusted === undefined
                ? `its time stamp is of ${dayOf(stamp.time)}, which is yet to come`
                : `its time stamp leads to none of "timeStampRoots" (${printable(stamp.untrusted)})`;
    }
}

function trustFindings(
    signer: Certificate,
    { certificates }: SignedMessage,
    { roots, signers }: Trust,
    at: Date,
): Finding[] {
    const found: Finding[] = [];
    const who = `"${printable(signer.subject)}" (thumbprint ${signer.fingerprint})`;
    if (signers !== undefined && !isOneOf(signer, signers)) {
        found.push({
            message: `is signed by ${who}, which is none of "signers"`,
            mend: `Have one of them sign it, or add it to the policy's "signers".`,
        });
    }
    const wanted = usage.codeSigning;
    const problem =
        roots && chainProblem({ leaf: signer, others: certificates, roots, at, wanted });
    if (problem !== undefined) {
        found.push({
            message: `is signed by ${who}, whose certificate leads to none of "roots": ${printable(problem)}`,
            mend: `Sign it with one that does (and put the intermediate certificates into the block), or add its root to the policy's "roots".`,
        });
    }
    if (roots === undefined && signers === undefined) {
        found.push({
            message: `is signed by ${who}, and nothing says whose signatures are wanted`,
            mend: `Anybody can sign as anybody: name your certificate authority in the policy's "roots", or the certificates in "signers".`,
        });
    }
    return found;
}
