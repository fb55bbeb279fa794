import { X509Certificate } from "node:crypto";

import type * as asn1Schema from "@peculiar/asn1-schema";
import type * as asn1X509 from "@peculiar/asn1-x509";
import type { Extension } from "@peculiar/asn1-x509";

import { contextOf, encodingOf, onlyUnder, type Asn1Nodes } from "./asn1Nodes";
import type { Certificate } from "./certificate";

const MAX_REMEMBERED = 200;

const SHA1 = "1.3.14.3.2.26";
const RSASSA_PSS = "1.2.840.113549.1.1.10";

/** Reads certificates, each content once: all scripts of a signer have the same ones. */
export function certificateReader(
    nodes: Asn1Nodes,
    { AsnConvert }: typeof asn1Schema,
    x509: typeof asn1X509,
): (encoded: Buffer | string) => Certificate {
    const { parsed, partsOf, integerOf, oidOf } = nodes;
    const known = new Map<string, Certificate>();

    /** `RSASSA-PSS-params` (RFC 4055, 3.1): the digest's algorithm is SHA-1 where none is named. */
    function pssDigestOf(parameters: ArrayBuffer | null | undefined): string {
        const [hash] = parameters ? partsOf(parsed(Buffer.from(parameters))) : [];
        return contextOf(hash) === 0 ? oidOf(partsOf(onlyUnder(0, hash))[0]) : SHA1;
    }

    /** What is compared byte by byte: as it is encoded, and not as it would be written again. */
    function namesOf(der: Buffer) {
        const parts = partsOf(partsOf(parsed(der))[0]);
        const [serial, , issuer, , subject] = contextOf(parts[0]) === 0 ? parts.slice(1) : parts;
        if (issuer === undefined || subject === undefined) throw new Error("it has no names");
        return {
            issuerDer: encodingOf(issuer),
            subjectDer: encodingOf(subject),
            serialNumber: integerOf(serial).toString("hex"),
        };
    }

    function certificate(encoded: Buffer | string): Certificate {
        const own = new X509Certificate(encoded);
        const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(own.raw, x509.Certificate);
        const { validity, extensions } = tbsCertificate;
        return {
            x509: own,
            fingerprint: own.fingerprint256.replaceAll(":", "").toLowerCase(),
            subject: own.subject.split("\n").reverse().join(", "),
            ...namesOf(own.raw),
            from: validity.notBefore.getTime(),
            to: validity.notAfter.getTime(),
            signatureAlgorithm: signatureAlgorithm.algorithm,
            pssDigest:
                signatureAlgorithm.algorithm === RSASSA_PSS
                    ? pssDigestOf(signatureAlgorithm.parameters)
                    : undefined,
            ...extensionsOf(Array.from(extensions ?? [])),
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
            subjectKeyIdentifier: identifier && Buffer.from(identifier.buffer).toString("hex"),
            notUnderstood: extensions
                .filter(({ critical, extnID }) => critical && !understood.includes(extnID))
                .map(({ extnID }) => extnID),
        };
    }

    return (encoded) => {
        const key = encoded.toString("latin1");
        const found = known.get(key) ?? certificate(encoded);
        if (known.size >= MAX_REMEMBERED) known.clear();
        known.set(key, found);
        return found;
    };
}
