import { X509Certificate } from "node:crypto";

import type { Attribute, SignerInfo } from "@peculiar/asn1-cms";
import type { Extension } from "@peculiar/asn1-x509";
import type { AsnType } from "asn1js";

import type { Certificate } from "./certificate";

/** Much more than any signature has: what has more is not looked through. */
const MAX_CERTIFICATES = 32;

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
    /** Of `SpcIndirectDataContent`: the digest of what is signed. */
    readonly indirectData: (der: Buffer) => Digest;
    /** Of `TSTInfo` (RFC 3161): the digest of what is stamped, and when that was. */
    readonly timeStampInfo: (der: Buffer) => Digest & { readonly time: Date };
}

/** Loads the ASN.1 libraries: nothing but this policy needs them. */
export async function loadAsn1(): Promise<Asn1> {
    const { fromBER, GeneralizedTime, Integer, ObjectIdentifier, OctetString, Sequence } =
        await import("asn1js");
    const { AsnConvert } = await import("@peculiar/asn1-schema");
    const { ContentInfo, SignedData, id_signedData } = await import("@peculiar/asn1-cms");
    const x509 = await import("@peculiar/asn1-x509");

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
            criticalUsages: found.get(x509.id_ce_extKeyUsage)?.critical === true,
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

    /** The certificates of a message, each as it is encoded. */
    function certificatesOf(signedData: AsnType): Certificate[] {
        const set = partsOf(signedData).find(
            ({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0,
        );
        const { value = [] } = (set?.valueBlock ?? {}) as { readonly value?: readonly AsnType[] };
        const encoded = value.filter((one) => one instanceof Sequence);
        if (encoded.length > MAX_CERTIFICATES)
            throw new Error(`it has more than ${MAX_CERTIFICATES} certificates`);
        return encoded.map((one) => certificate(Buffer.from(one.valueBeforeDecodeView)));
    }

    /** The signed attributes of the only signer, as they are signed. */
    function signedBytesOf(signedData: AsnType): Buffer {
        const infos = partsOf(signedData).at(-1)?.valueBlock as { readonly value: AsnType[] };
        // After the version, who signed and the digest's algorithm; before the signature's.
        const attributes = partsOf(infos.value[0])[3];
        if (attributes?.idBlock.tagClass !== 3 || attributes.idBlock.tagNumber !== 0)
            throw new Error("it has no signed attributes");
        const signedBytes = Buffer.from(attributes.valueBeforeDecodeView);
        // RFC 5652, 5.4: they are signed as a SET OF, and not with the tag that they have here.
        signedBytes[0] = 0x31;
        return signedBytes;
    }

    function signerOf(info: SignerInfo, signedBytes: Buffer): Signer {
        const { issuerAndSerialNumber: by, subjectKeyIdentifier: key } = info.sid;
        const issuer = by && Buffer.from(AsnConvert.serialize(by.issuer));
        const signed = (id: string) => parsed(onlyValue(info.signedAttrs, id));
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
            unsigned: new Map(
                (info.unsignedAttrs ?? []).flatMap(({ attrType, attrValues: [value] }) =>
                    value === undefined ? [] : [[attrType, Buffer.from(value)]],
                ),
            ),
        };
    }

    function signedMessage(der: Buffer): SignedMessage {
        parsed(der);
        const { contentType: kind, content: body } = AsnConvert.parse(der, ContentInfo);
        if (kind !== id_signedData) throw new Error("it is no signed message");
        const { signerInfos, encapContentInfo } = AsnConvert.parse(body, SignedData);
        const [info, ...others] = [...signerInfos];
        if (info === undefined || others.length > 0)
            throw new Error(`it has ${signerInfos.length} signers, and one is needed`);
        const { eContentType: contentType, eContent } = encapContentInfo;
        // PKCS #7, which Authenticode is made of, has anything here; its header is not hashed.
        const content = Buffer.from(
            eContent?.single?.buffer ?? eContent?.any ?? new ArrayBuffer(0),
        );
        const hashed = eContent?.single === undefined ? valueOf(parsed(content)) : content;
        const signedData = parsed(Buffer.from(body));
        const signer = signerOf(info, signedBytesOf(signedData));
        return { contentType, content, hashed, certificates: certificatesOf(signedData), signer };
    }

    return {
        certificate,
        signedMessage,
        indirectData: (der) => digestOf(partsOf(parsed(der))[1]),
        timeStampInfo(der) {
            const [version, , imprint, , time] = partsOf(parsed(der));
            if (!(version instanceof Integer) || version.valueBlock.valueDec !== 1)
                throw new Error("it is of another version");
            if (!(time instanceof GeneralizedTime)) throw new Error("it has no time");
            return { ...digestOf(imprint), time: time.toDate() };
        },
    };
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
