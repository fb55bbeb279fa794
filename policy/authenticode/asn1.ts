import { X509Certificate } from "node:crypto";

import type { Attribute } from "@peculiar/asn1-cms";
import type { Extension } from "@peculiar/asn1-x509";
import type { AsnType } from "asn1js";

import type { Certificate } from "./certificate";
import type { Asn1, Digest, SignedMessage, Signer } from "./signedMessage";

/** Much more than any signature has: what has more is not looked through. */
const MAX_CERTIFICATES = 32;

const MAX_REMEMBERED = 200;

const SHA1 = "1.3.14.3.2.26";
const SHA256 = "2.16.840.1.101.3.4.2.1";
const RSASSA_PSS = "1.2.840.113549.1.1.10";
const SPC_SIP_INFO = "1.3.6.1.4.1.311.2.1.30";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

/** Loads the ASN.1 libraries: nothing but this policy needs them. */
export async function loadAsn1(): Promise<Asn1> {
    const { fromBER, GeneralizedTime, Integer, ObjectIdentifier, OctetString, Sequence, Set } =
        await import("asn1js");
    const { AsnConvert } = await import("@peculiar/asn1-schema");
    const { SignerInfo, id_signedData } = await import("@peculiar/asn1-cms");
    const x509 = await import("@peculiar/asn1-x509");

    const known = new Map<string, Certificate>();

    function parsed(der: Buffer): AsnType {
        const { result, offset } = fromBER(der);
        if (offset === -1) throw new Error(result.error);
        if (offset !== der.length) throw new Error("something stands after it");
        return result;
    }

    function valueOf(node: AsnType): Buffer {
        if (node.lenBlock.isIndefiniteForm) throw new Error("it is not DER");
        return Buffer.from(node.valueBeforeDecodeView).subarray(
            node.idBlock.blockLength + node.lenBlock.blockLength,
        );
    }

    function partsOf(node: AsnType | undefined): AsnType[] {
        if (!(node instanceof Sequence)) throw new Error("a sequence is missing");
        return node.valueBlock.value;
    }

    /** What a constructed value is made of; nothing for what is none. */
    function itemsOf(node: AsnType | undefined): readonly AsnType[] {
        const { value } = (node?.valueBlock ?? {}) as { readonly value?: unknown };
        return Array.isArray(value) ? (value as AsnType[]) : [];
    }

    function oidOf(node: AsnType | undefined): string {
        if (!(node instanceof ObjectIdentifier)) throw new Error("an identifier is missing");
        return node.valueBlock.toString();
    }

    function octetsOf(node: AsnType | undefined): Buffer {
        if (!(node instanceof OctetString)) throw new Error("a value is missing");
        return Buffer.from(node.getValue());
    }

    /** `SEQUENCE { AlgorithmIdentifier, OCTET STRING }` */
    function digestOf(node: AsnType | undefined): Digest {
        const [algorithm, value] = partsOf(node);
        return { algorithm: oidOf(partsOf(algorithm)[0]), value: octetsOf(value) };
    }

    /** `RSASSA-PSS-params` (RFC 4055, 3.1): the digest's algorithm is SHA-1 where none is named. */
    function pssDigestOf(parameters: ArrayBuffer | null | undefined): string {
        const [hash] = parameters ? partsOf(parsed(Buffer.from(parameters))) : [];
        if (hash === undefined || contextOf(hash) !== 0) return SHA1;
        return oidOf(partsOf(itemsOf(hash)[0])[0]);
    }

    function certificate(encoded: Buffer | string): Certificate {
        const known = new X509Certificate(encoded);
        const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(
            known.raw,
            x509.Certificate,
        );
        const { issuer, subject, serialNumber, validity } = tbsCertificate;
        return {
            x509: known,
            fingerprint: known.fingerprint256.replaceAll(":", "").toLowerCase(),
            subject: known.subject.split("\n").reverse().join(", "),
            issuerDer: Buffer.from(AsnConvert.serialize(issuer)),
            subjectDer: Buffer.from(AsnConvert.serialize(subject)),
            serialNumber: hexOf(serialNumber),
            from: validity.notBefore.getTime(),
            to: validity.notAfter.getTime(),
            signatureAlgorithm: signatureAlgorithm.algorithm,
            pssDigest:
                signatureAlgorithm.algorithm === RSASSA_PSS
                    ? pssDigestOf(signatureAlgorithm.parameters)
                    : undefined,
            ...extensionsOf(Array.from(tbsCertificate.extensions ?? [])),
        };
    }

    function extensionsOf(extensions: readonly Extension[]) {
        const found = new Map(extensions.map((one) => [one.extnID, one]));
        if (found.size !== extensions.length) throw new Error("it has one extension twice");
        function read<T>(id: string, type: new () => T): T | undefined {
            const value = found.get(id)?.extnValue;
            return value === undefined ? undefined : AsnConvert.parse(value, type);
        }
        const usages = read(x509.id_ce_extKeyUsage, x509.ExtendedKeyUsage);
        const flags = read(x509.id_ce_keyUsage, x509.KeyUsage)?.toNumber();
        const basic = read(x509.id_ce_basicConstraints, x509.BasicConstraints);
        const identifier = read(x509.id_ce_subjectKeyIdentifier, x509.SubjectKeyIdentifier);
        const may = (flag: number) => flags === undefined || (flags & flag) !== 0;
        const understood: readonly string[] = [
            x509.id_ce_extKeyUsage,
            x509.id_ce_keyUsage,
            x509.id_ce_basicConstraints,
            // They say something of the subject alone, and limit nothing.
            x509.id_ce_subjectAltName,
            x509.id_ce_certificatePolicies,
        ];
        return {
            usages: usages === undefined ? undefined : [...usages],
            signsData:
                may(x509.KeyUsageFlags.digitalSignature) || may(x509.KeyUsageFlags.nonRepudiation),
            issues: basic?.cA === true && may(x509.KeyUsageFlags.keyCertSign),
            pathLength: basic?.pathLenConstraint ?? Infinity,
            subjectKeyIdentifier: identifier === undefined ? undefined : hexOf(identifier.buffer),
            notUnderstood: extensions
                .filter(({ critical, extnID }) => critical && !understood.includes(extnID))
                .map(({ extnID }) => extnID),
        };
    }

    function certificatesOf(set: AsnType | undefined): Certificate[] {
        const encoded = itemsOf(set).filter((one) => one instanceof Sequence);
        if (encoded.length > MAX_CERTIFICATES)
            throw new Error(`it has more than ${MAX_CERTIFICATES} certificates`);
        return encoded.map((one) => remembered(Buffer.from(one.valueBeforeDecodeView)));
    }

    /** All scripts of a signer have the same ones. */
    function remembered(encoded: Buffer): Certificate {
        const key = encoded.toString("latin1");
        const found = known.get(key) ?? certificate(encoded);
        if (known.size >= MAX_REMEMBERED) known.clear();
        known.set(key, found);
        return found;
    }

    /** The first of `SigningCertificate` or `SigningCertificateV2`: it is the signer's (RFC 5035, 3). */
    function firstCertificateId(attribute: AsnType, usual: string): Digest {
        const [first, second] = partsOf(partsOf(partsOf(attribute)[0])[0]);
        return first instanceof Sequence
            ? { algorithm: oidOf(partsOf(first)[0]), value: octetsOf(second) }
            : { algorithm: usual, value: octetsOf(first) };
    }

    /** The signed attributes of a signer, as they are signed. */
    function signedBytesOf(signerInfo: AsnType): Buffer {
        // After the version, who signed and the digest's algorithm; before the signature's.
        const attributes = partsOf(signerInfo)[3];
        if (attributes === undefined || contextOf(attributes) !== 0)
            throw new Error("it has no signed attributes");
        const signedBytes = Buffer.from(attributes.valueBeforeDecodeView);
        // RFC 5652, 5.4: they are signed as a SET OF, and not with the tag that they have here.
        signedBytes[0] = 0x31;
        return signedBytes;
    }

    function signerOf(encoded: AsnType): Signer {
        const info = AsnConvert.parse(encoded.valueBeforeDecodeView, SignerInfo);
        const signedBytes = signedBytesOf(encoded);
        const { issuerAndSerialNumber: by, subjectKeyIdentifier: key } = info.sid;
        const issuer = by && Buffer.from(AsnConvert.serialize(by.issuer));
        const signed = (id: string) => parsed(onlyValue(info.signedAttrs, id));
        const has = (id: string) => info.signedAttrs?.some(({ attrType }) => attrType === id);
        return {
            isBy: (certificate) =>
                by === undefined
                    ? key !== undefined && certificate.subjectKeyIdentifier === hexOf(key.buffer)
                    : issuer?.equals(certificate.issuerDer) === true &&
                      certificate.serialNumber === hexOf(by.serialNumber),
            digestAlgorithm: info.digestAlgorithm.algorithm,
            signatureAlgorithm: info.signatureAlgorithm.algorithm,
            signature: Buffer.from(info.signature.buffer),
            signedBytes,
            contentType: oidOf(signed("1.2.840.113549.1.9.3")),
            messageDigest: octetsOf(signed("1.2.840.113549.1.9.4")),
            signingCertificate() {
                if (has(SIGNING_CERTIFICATE_V2))
                    return firstCertificateId(signed(SIGNING_CERTIFICATE_V2), SHA256);
                if (!has(SIGNING_CERTIFICATE)) return undefined;
                return firstCertificateId(signed(SIGNING_CERTIFICATE), SHA1);
            },
            unsigned: new Map(
                (info.unsignedAttrs ?? []).flatMap(({ attrType, attrValues: [value] }) =>
                    value === undefined ? [] : [[attrType, Buffer.from(value)]],
                ),
            ),
        };
    }

    function signedMessage(der: Buffer): SignedMessage {
        const [kind, body] = partsOf(parsed(der));
        if (oidOf(kind) !== id_signedData) throw new Error("it is no signed message");
        const [, , encapsulated, ...others] = partsOf(itemsOf(body)[0]);
        const infos = itemsOf(others.find((one) => one instanceof Set));
        const [signer] = infos;
        if (signer === undefined || infos.length > 1)
            throw new Error(`it has ${infos.length} signers, and one is needed`);
        const [contentType, wrapped] = partsOf(encapsulated);
        const [content] = itemsOf(wrapped);
        if (content === undefined) throw new Error("it has no content");
        // PKCS #7, which Authenticode is made of, has anything here; its header is not hashed.
        const octets = content instanceof OctetString;
        return {
            contentType: oidOf(contentType),
            content: octets ? octetsOf(content) : Buffer.from(content.valueBeforeDecodeView),
            hashed: octets ? octetsOf(content) : valueOf(content),
            certificates: certificatesOf(others.find((one) => contextOf(one) === 0)),
            signer: signerOf(signer),
        };
    }

    return {
        certificate,
        signedMessage,
        indirectData(der) {
            const [data, digest] = partsOf(parsed(der));
            const [type, information] = partsOf(data);
            const reader =
                oidOf(type) === SPC_SIP_INFO ? octetsOf(partsOf(information)[1]) : undefined;
            return { ...digestOf(digest), reader: reader?.toString("hex") };
        },
        timeStampInfo(der) {
            const [version, , imprint, , time] = partsOf(parsed(der));
            if (!(version instanceof Integer) || version.valueBlock.valueDec !== 1)
                throw new Error("it is of another version");
            if (!(time instanceof GeneralizedTime)) throw new Error("it has no time");
            return { ...digestOf(imprint), time: time.toDate() };
        },
    };
}

/** The number of a tag of context; `undefined` for any other. */
function contextOf({ idBlock }: AsnType): number | undefined {
    return idBlock.tagClass === 3 ? idBlock.tagNumber : undefined;
}

function hexOf(bytes: ArrayBuffer): string {
    return Buffer.from(bytes).toString("hex");
}

function onlyValue(attributes: readonly Attribute[] | undefined, id: string): Buffer {
    const [attribute, another] = (attributes ?? []).filter(({ attrType }) => attrType === id);
    const [value, second] = attribute?.attrValues ?? [];
    if (value === undefined || second !== undefined || another !== undefined)
        throw new Error(`it does not have the attribute ${id} once`);
    return Buffer.from(value);
}
