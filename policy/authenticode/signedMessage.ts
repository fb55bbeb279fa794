import type { Certificate } from "./certificate";

/** A signed message (CMS, PKCS #7): what it says, nothing of it checked. */
export interface SignedMessage {
    readonly contentType: string;
    /** The content, as it is encoded. */
    readonly content: Buffer;
    /** What is hashed of it. */
    readonly hashed: Buffer;
    readonly certificates: readonly Certificate[];
    /** The only one: what has more or none is no such message here. */
    readonly signer: Signer;
}

/** Who signed a message, as the message says. */
export interface Signer {
    readonly isBy: (certificate: Certificate) => boolean;
    readonly digestAlgorithm: string;
    readonly signatureAlgorithm: string;
    readonly signature: Buffer;
    /** What the signature is over: the signed attributes. */
    readonly signedBytes: Buffer;
    readonly contentType: string;
    readonly messageDigest: Buffer;
    /** The digest of the signer's certificate, as the signer says (RFC 5035); `undefined` where not. */
    readonly signingCertificate: () => Digest | undefined;
    /** The first value of each unsigned attribute, as it is encoded. */
    readonly unsigned: ReadonlyMap<string, Buffer>;
}

/** A digest, and what it was made with. */
export interface Digest {
    readonly algorithm: string;
    readonly value: Buffer;
}

/** Readers of what a signature consists of. Each throws an `Error` for what is not that. */
export interface Asn1 {
    readonly certificate: (encoded: Buffer | string) => Certificate;
    readonly signedMessage: (der: Buffer) => SignedMessage;
    /** Of `SpcIndirectDataContent`: the digest of what is signed, and which reader of files made it. */
    readonly indirectData: (der: Buffer) => Digest & { readonly reader: string | undefined };
    /** Of `TSTInfo` (RFC 3161): the digest of what is stamped, and when that was. */
    readonly timeStampInfo: (der: Buffer) => Digest & { readonly time: Date };
}
