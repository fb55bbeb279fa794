import type { AsnType } from "asn1js";

import { bytesIn, contextOf, encodingOf, onlyUnder, partsUnder, type Asn1Nodes } from "./asn1Nodes";
import type { Certificate } from "./certificate";
import type { Digest, SignedMessage, Signer } from "./signedMessage";

/** Much more than any signature has: what has more is not looked through. */
const MAX_CERTIFICATES = 32;

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const SHA1 = "1.3.14.3.2.26";
const SHA256 = "2.16.840.1.101.3.4.2.1";
const RSASSA_PSS = "1.2.840.113549.1.1.10";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

/** The versions of what says more than its forerunner: RFC 5652, 5.1 and 5.3. */
const PKCS7 = 1;
const CMS = 3;

/** The values of each attribute, by its identifier. */
type Attributes = readonly (readonly [string, readonly AsnType[]])[];

/** Reads signed messages (RFC 5652, and PKCS #7 as Authenticode has it): nothing may stand elsewhere. */
export function messageReader(
    { parsed, partsOf, partsOfSet, integerOf, oidOf, octetsOf, plainAlgorithmOf }: Asn1Nodes,
    certificate: (encoded: Buffer) => Certificate,
): (der: Buffer) => SignedMessage {
    function requireVersion(node: AsnType | undefined, version: number): void {
        if (!integerOf(node).equals(Buffer.of(version)))
            throw new Error("it is of another version");
    }

    function certificatesOf(nodes: readonly AsnType[]): Certificate[] {
        // Others have a tag of context: attribute certificates and the like.
        const encoded = nodes.filter((one) => contextOf(one) === undefined);
        if (encoded.length > MAX_CERTIFICATES)
            throw new Error(`it has more than ${MAX_CERTIFICATES} certificates`);
        return encoded.map((one) => certificate(encodingOf(one)));
    }

    function attributesOf(nodes: readonly AsnType[]): Attributes {
        return nodes.map((node) => {
            const [id, values, ...more] = partsOf(node);
            if (more.length > 0) throw new Error("an attribute has too many parts");
            return [oidOf(id), partsOfSet(values)];
        });
    }

    /** The first of `SigningCertificate` or `SigningCertificateV2`: it is the signer's (RFC 5035, 3). */
    function firstCertificateId(attribute: AsnType, usual: string): Digest {
        const [first, second] = partsOf(partsOf(partsOf(attribute)[0])[0]);
        return second !== undefined && contextOf(first) === undefined && isSequence(first)
            ? { algorithm: plainAlgorithmOf(first), value: octetsOf(second) }
            : { algorithm: usual, value: octetsOf(first) };
    }

    /** `SignerIdentifier`: the name and number of a certificate, or the identifier of its key. */
    function signedBy(node: AsnType | undefined): (certificate: Certificate) => boolean {
        if (node !== undefined && contextOf(node) === 0) {
            const key = bytesIn(node).toString("hex");
            return ({ subjectKeyIdentifier }) => subjectKeyIdentifier === key;
        }
        const [issuer, serial, ...more] = partsOf(node);
        if (issuer === undefined || more.length > 0) throw new Error("it does not say who signed");
        const issuerDer = encodingOf(issuer);
        const serialNumber = integerOf(serial).toString("hex");
        return (one) => one.issuerDer.equals(issuerDer) && one.serialNumber === serialNumber;
    }

    /** One with parameters is taken where its algorithm has some. */
    function signatureAlgorithmOf(node: AsnType | undefined): string {
        const algorithm = oidOf(partsOf(node)[0]);
        return algorithm === RSASSA_PSS ? algorithm : plainAlgorithmOf(node);
    }

    function signerOf(node: AsnType): Signer {
        const [version, by, digest, attributes, algorithm, signature, unsigned, ...more] =
            partsOf(node);
        requireVersion(version, contextOf(by) === 0 ? CMS : PKCS7);
        if (attributes === undefined || contextOf(attributes) !== 0)
            throw new Error("it has no signed attributes");
        if (more.length > 0) throw new Error("something stands after its signer");
        const signedBytes = encodingOf(attributes);
        // RFC 5652, 5.4: they are signed as a SET OF, and not with the tag that they have here.
        signedBytes[0] = 0x31;
        const signed = attributesOf(partsUnder(0, attributes));
        const has = (id: string) => signed.some(([one]) => one === id);
        return {
            isBy: signedBy(by),
            digestAlgorithm: plainAlgorithmOf(digest),
            signatureAlgorithm: signatureAlgorithmOf(algorithm),
            signature: octetsOf(signature),
            signedBytes,
            contentType: oidOf(onlyValue(signed, CONTENT_TYPE)),
            messageDigest: octetsOf(onlyValue(signed, MESSAGE_DIGEST)),
            signingCertificate() {
                if (has(SIGNING_CERTIFICATE_V2))
                    return firstCertificateId(onlyValue(signed, SIGNING_CERTIFICATE_V2), SHA256);
                if (!has(SIGNING_CERTIFICATE)) return undefined;
                return firstCertificateId(onlyValue(signed, SIGNING_CERTIFICATE), SHA1);
            },
            unsigned: new Map(
                attributesOf(unsigned === undefined ? [] : partsUnder(1, unsigned)).flatMap(
                    ([id, [value]]) =>
                        value === undefined ? [] : [[id, encodingOf(value)] as const],
                ),
            ),
        };
    }

    return (der) => {
        const [kind, body, ...behind] = partsOf(parsed(der));
        if (oidOf(kind) !== SIGNED_DATA || behind.length > 0)
            throw new Error("it is no signed message");
        const [version, digests, encapsulated, ...others] = partsOf(onlyUnder(0, body));
        const certificates = contextOf(others[0]) === 0 ? partsUnder(0, others.shift()) : [];
        // Revocation lists: nobody asks whether a certificate was revoked.
        if (contextOf(others[0]) === 1) others.shift();
        const [infos, ...more] = others;
        if (more.length > 0) throw new Error("something stands after its signers");
        const [signer, ...further] = partsOfSet(infos);
        if (signer === undefined || further.length > 0)
            throw new Error(`it has ${partsOfSet(infos).length} signers, and one is needed`);
        const read = signerOf(signer);
        // What reads a message hashes it by these, before it comes to the signer.
        if (!partsOfSet(digests).map(plainAlgorithmOf).includes(read.digestAlgorithm))
            throw new Error("the digest of its signer is not among those of the message");
        const [contentType, wrapped, ...parts] = partsOf(encapsulated);
        if (wrapped === undefined) throw new Error("it has no content");
        if (parts.length > 0) throw new Error("something stands after its content");
        const content = onlyUnder(0, wrapped);
        requireVersion(version, isOctets(content) ? CMS : PKCS7);
        return {
            contentType: oidOf(contentType),
            // PKCS #7, which Authenticode is made of, has anything here; its header is not hashed.
            content: isOctets(content) ? octetsOf(content) : encodingOf(content),
            hashed: bytesIn(content),
            certificates: certificatesOf(certificates),
            signer: read,
        };
    };
}

function isOctets({ idBlock }: AsnType): boolean {
    return idBlock.tagClass === 1 && idBlock.tagNumber === 4;
}

function isSequence(node: AsnType | undefined): boolean {
    return node?.idBlock.tagClass === 1 && node.idBlock.tagNumber === 16;
}

function onlyValue(attributes: Attributes, id: string): AsnType {
    const [attribute, another] = attributes.filter(([one]) => one === id);
    const [value, second] = attribute?.[1] ?? [];
    if (value === undefined || second !== undefined || another !== undefined)
        throw new Error(`it does not have the attribute ${id} once`);
    return value;
}
