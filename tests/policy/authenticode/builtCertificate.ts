import { sign, X509Certificate, type KeyObject } from "node:crypto";

import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
    AttributeTypeAndValue,
    AttributeValue,
    BasicConstraints,
    Certificate,
    ExtendedKeyUsage,
    Extension,
    Extensions,
    KeyUsage,
    Name,
    RelativeDistinguishedName,
    SubjectPublicKeyInfo,
    Validity,
} from "@peculiar/asn1-x509";

import { fixture } from "./signedFixtures";

export const CODE = "1.3.6.1.5.5.7.3.3";
export const TIME = "1.3.6.1.5.5.7.3.8";

const RSA = { sha256: "1.2.840.113549.1.1.11", sha1: "1.2.840.113549.1.1.5" };

/** A key and what it opens. */
export interface Keys {
    readonly publicKey: KeyObject;
    readonly privateKey: KeyObject;
}

/** What no tool makes for anybody: a certificate with anything in it, as PEM. */
export function builtCertificate(given: {
    readonly name: string;
    readonly keys: Keys;
    readonly issuer?: string;
    readonly signedBy?: Keys;
    readonly usages?: readonly string[];
    readonly critical?: boolean;
    readonly ca?: boolean;
    /** Bits of the key usage. */
    readonly keyUsage?: number;
    readonly from?: string;
    readonly digest?: "sha256" | "sha1";
    /** Whether its extensions are there twice. */
    readonly twice?: boolean;
    /** Whether it has an extension that nobody knows. */
    readonly odd?: boolean;
}): string {
    const { name, keys, issuer = name, signedBy = keys, usages, critical = true, ca } = given;
    const { from = "2026-01-01", digest = "sha256", keyUsage, twice = false, odd = false } = given;
    const built = AsnConvert.parse(new X509Certificate(fixture("rsa.pem")).raw, Certificate);
    const { tbsCertificate: tbs } = built;
    tbs.subject = named(name);
    tbs.issuer = named(issuer);
    tbs.validity = new Validity({ notBefore: new Date(from), notAfter: new Date("2126-01-01") });
    tbs.subjectPublicKeyInfo = AsnConvert.parse(
        keys.publicKey.export({ type: "spki", format: "der" }),
        SubjectPublicKeyInfo,
    );
    const extension = (extnID: string, value: object) =>
        new Extension({
            extnID,
            critical,
            extnValue: new OctetString(AsnConvert.serialize(value)),
        });
    const extensions = [
        ...(usages ? [extension("2.5.29.37", new ExtendedKeyUsage([...usages]))] : []),
        ...(ca === undefined ? [] : [extension("2.5.29.19", new BasicConstraints({ cA: ca }))]),
        ...(odd ? [extension("1.2.3.4.5", new BasicConstraints({}))] : []),
        ...(keyUsage === undefined ? [] : [extension("2.5.29.15", new KeyUsage(keyUsage))]),
    ];
    tbs.extensions = new Extensions(twice ? [...extensions, ...extensions] : extensions);
    tbs.signature.algorithm = built.signatureAlgorithm.algorithm = RSA[digest];
    const signature = sign(digest, Buffer.from(AsnConvert.serialize(tbs)), signedBy.privateKey);
    built.signatureValue = new Uint8Array(signature).buffer;
    const base64 = Buffer.from(AsnConvert.serialize(built)).toString("base64");
    return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function named(name: string): Name {
    const value = new AttributeValue({ utf8String: name });
    return new Name([
        new RelativeDistinguishedName([new AttributeTypeAndValue({ type: "2.5.4.3", value })]),
    ]);
}
