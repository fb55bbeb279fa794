import { createHash, timingSafeEqual, verify, constants, type KeyObject } from "node:crypto";

import { keyProblem } from "./keyProblem";
import type { SignedMessage } from "./signedMessage";
import type { Certificate } from "./certificate";

const DIGESTS: Readonly<Record<string, string>> = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
};

const WEAK_DIGESTS: Readonly<Record<string, string>> = {
    "1.3.14.3.2.26": "SHA-1",
    "1.2.840.113549.2.5": "MD5",
};

/** Signatures with MD2, MD4, MD5 and SHA-1. */
const WEAK_SIGNATURES = [
    "1.2.840.113549.1.1.2",
    "1.2.840.113549.1.1.3",
    "1.2.840.113549.1.1.4",
    "1.2.840.113549.1.1.5",
    "1.3.14.3.2.29",
    "1.2.840.10045.4.1",
    "1.2.840.10040.4.3",
];

interface SignatureAlgorithm {
    readonly keys: readonly string[];
    /** The digest that its name says; without one it goes by the message's. */
    readonly digest?: string;
    readonly pss?: true;
}

const RSA = ["rsa"];
const EC = ["ec"];
const SIGNATURES: Readonly<Record<string, SignatureAlgorithm>> = {
    "1.2.840.113549.1.1.1": { keys: RSA },
    "1.2.840.113549.1.1.11": { keys: RSA, digest: "sha256" },
    "1.2.840.113549.1.1.12": { keys: RSA, digest: "sha384" },
    "1.2.840.113549.1.1.13": { keys: RSA, digest: "sha512" },
    "1.2.840.113549.1.1.10": { keys: ["rsa", "rsa-pss"], pss: true },
    "1.2.840.10045.2.1": { keys: EC },
    "1.2.840.10045.4.3.2": { keys: EC, digest: "sha256" },
    "1.2.840.10045.4.3.3": { keys: EC, digest: "sha384" },
    "1.2.840.10045.4.3.4": { keys: EC, digest: "sha512" },
};

/** Why a certificate is not signed as it must be, as a phrase of its own; `undefined` where it is. */
export function certificateSignatureProblem({
    signatureAlgorithm: algorithm,
    pssDigest,
}: Pick<Certificate, "signatureAlgorithm" | "pssDigest">): string | undefined {
    const known = SIGNATURES[algorithm];
    const sound = known?.pss === true ? DIGESTS[pssDigest ?? ""] : known?.digest;
    if (sound !== undefined) return undefined;
    const weak =
        WEAK_SIGNATURES.includes(algorithm) || Object.hasOwn(WEAK_DIGESTS, pssDigest ?? "");
    return weak
        ? "is signed with SHA-1 or older"
        : `is signed with an algorithm that is not taken here (${pssDigest ?? algorithm})`;
}

/** The digest of bytes by the identifier of an algorithm; `undefined` for one that is not taken. */
export function digestBy(algorithm: string, bytes: Buffer): Buffer | undefined {
    const name = DIGESTS[algorithm];
    return name === undefined ? undefined : createHash(name).update(bytes).digest();
}

/** Why an algorithm is not taken, as a phrase of its own. */
export function weakDigest(algorithm: string): string {
    const weak = WEAK_DIGESTS[algorithm];
    return weak === undefined
        ? `it is made with an algorithm that is not known here (${algorithm})`
        : `it is made with ${weak}, which can be forged`;
}

/**
 * Why a message was not signed by the key of this certificate, as a phrase of its own; `undefined`
 * where it was. It looks at the signature, at the key and at what is signed: not at who that is.
 */
export function signerProblem(
    message: SignedMessage,
    certificate: Certificate,
): string | undefined {
    const { signer } = message;
    const digest = digestBy(signer.digestAlgorithm, message.hashed);
    if (digest === undefined) return weakDigest(signer.digestAlgorithm);
    if (signer.contentType !== message.contentType) return "it is over something of another kind";
    if (!same(digest, signer.messageDigest)) return "it is over something else";
    const algorithm = SIGNATURES[signer.signatureAlgorithm];
    const name = DIGESTS[signer.digestAlgorithm];
    if (algorithm === undefined || (algorithm.digest ?? name) !== name)
        return `it is made with an algorithm that is not taken here (${signer.signatureAlgorithm})`;
    const { publicKey: key } = certificate.x509;
    if (!algorithm.keys.includes(key.asymmetricKeyType ?? ""))
        return "the certificate's key is of another kind";
    const weak = keyProblem(key);
    if (weak !== undefined) return weak;
    const { signedBytes, signature } = signer;
    if (!verify(name, signedBytes, paddedKey(key, algorithm), signature))
        return "the key of its certificate did not make it";
    return undefined;
}

function paddedKey(key: KeyObject, { pss }: SignatureAlgorithm) {
    if (pss === undefined) return key;
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_AUTO: saltLength } = constants;
    return { key, padding, saltLength };
}

function same(one: Buffer, other: Buffer): boolean {
    return one.length === other.length && timingSafeEqual(one, other);
}
