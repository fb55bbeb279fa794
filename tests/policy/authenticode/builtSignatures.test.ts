import { constants, createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";

import {
    Attribute,
    CertificateChoices,
    CertificateSet,
    CMSVersion,
    ContentInfo,
    IssuerAndSerialNumber,
    SignedData,
    SignerIdentifier,
    SignerInfos,
} from "@peculiar/asn1-cms";
import { AsnConvert } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate } from "@peculiar/asn1-x509";
import { ObjectIdentifier } from "asn1js";

import { loadAsn1 } from "../../../policy/authenticode/asn1";
import { builtCertificate, CODE, TIME } from "./builtCertificate";
import { at, fixture, foundOf, messageOf, withMessage } from "./signedFixtures";

const saying = (text: string) => expect.stringContaining(text) as string;

const STAMP = "1.3.6.1.4.1.311.3.3.1";
const SPC = "1.3.6.1.4.1.311.2.1.4";
const DATA = "1.2.840.113549.1.7.1";
const PSS = "1.2.840.113549.1.1.10";
const NAMES_CERTIFICATE = /^1\.2\.840\.113549\.1\.9\.16\.2\.(?:12|47)$/;
const RSA_SHA256 = "1.2.840.113549.1.1.11";
const SHA256_OF_OTHER = "2.16.840.1.101.3.4.2.2";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { privateKey } = keys;

/** A certificate of this key, by itself. */
const certificateFor = (
    usages: string[],
    { critical = true, from = "2026-01-01", odd = false } = {},
) => builtCertificate({ name: "Built", keys, usages, critical, from, odd });

const derOf = (pem: string) => Buffer.from(pem.replace(/-.*-|\s/g, ""), "base64");
const digest = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest();

/** Values of DER that are no longer than 127 bytes. */
const der = (tag: number, ...parts: Uint8Array[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.of(tag, body.length), body]);
};
/** What a signer says of the signer's certificate: RFC 5035, and its first version. */
const namedV2 = (pem: string) => ({
    id: "1.2.840.113549.1.9.16.2.47",
    value: der(0x30, der(0x30, der(0x30, der(0x04, digest("sha256", derOf(pem)))))),
});
const namedV1 = (pem: string) => ({
    id: "1.2.840.113549.1.9.16.2.12",
    value: der(0x30, der(0x30, der(0x30, der(0x04, digest("sha1", derOf(pem)))))),
});

const read = (der: Uint8Array) =>
    AsnConvert.parse(AsnConvert.parse(der, ContentInfo).content, SignedData);
const written = (signed: SignedData) =>
    Buffer.from(
        AsnConvert.serialize(
            new ContentInfo({
                contentType: "1.2.840.113549.1.7.2",
                content: AsnConvert.serialize(signed),
            }),
        ),
    );

/** A message as another signer has signed it. */
async function resigned(
    der: Buffer,
    pem: string,
    by: { algorithm: string; sign: (bytes: Buffer, key: KeyObject) => Buffer },
    named: { id: string; value: Buffer } | null = namedV2(pem),
): Promise<Buffer> {
    const signed = read(der);
    const own = AsnConvert.parse(derOf(pem), Certificate);
    signed.certificates = new CertificateSet([new CertificateChoices({ certificate: own })]);
    const [info] = signed.signerInfos;
    const { issuer, serialNumber } = own.tbsCertificate;
    info!.sid = new SignerIdentifier({
        issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }),
    });
    info!.signatureAlgorithm.algorithm = by.algorithm;
    // A time stamp says whose it is; a signature of code need not.
    if (info!.signedAttrs!.some(({ attrType }) => NAMES_CERTIFICATE.test(attrType)))
        info!.signedAttrs = [
            ...info!.signedAttrs!.filter(({ attrType }) => !NAMES_CERTIFICATE.test(attrType)),
            ...(named === null
                ? []
                : [
                      new Attribute({
                          attrType: named.id,
                          attrValues: [new Uint8Array(named.value).buffer],
                      }),
                  ]),
        ];
    const asn1 = await loadAsn1();
    const { signedBytes } = asn1.signedMessage(written(signed)).signer;
    info!.signature.buffer = new Uint8Array(by.sign(signedBytes, privateKey)).buffer;
    return written(signed);
}

const plain = {
    algorithm: RSA_SHA256,
    sign: (bytes: Buffer, key: KeyObject) => sign("sha256", bytes, key),
};
const codeSigning = certificateFor([CODE]);
const trusted = { roots: [codeSigning], timeStampRoots: [at("tsa-root.pem")] };
const message = messageOf(fixture("rsa.ps1"));

describe("a signature", () => {
    it("holds with RSA-PSS, and with its name alone does not", async () => {
        const padding = constants.RSA_PKCS1_PSS_PADDING;
        const pss = await resigned(message, codeSigning, {
            algorithm: PSS,
            sign: (bytes, key) => sign("sha256", bytes, { key, padding, saltLength: 32 }),
        });
        expect(await foundOf(withMessage(pss), trusted)).toEqual([]);
        const named = await resigned(message, codeSigning, { ...plain, algorithm: PSS });
        expect(await foundOf(withMessage(named), trusted)).toMatchObject([
            { message: saying("the key of its certificate did not make it") },
        ]);
    });

    it.each([
        ["SHA-384 by its name", "1.2.840.113549.1.1.12", "an algorithm that is not taken"],
        ["SHA-1 by its name", "1.2.840.113549.1.1.5", "an algorithm that is not taken"],
        ["an elliptic curve by its name", "1.2.840.10045.4.3.2", "key is of another kind"],
    ])("does not hold with %s", async (_, algorithm, why) => {
        const der = await resigned(message, codeSigning, { ...plain, algorithm });
        expect(await foundOf(withMessage(der), trusted)).toMatchObject([{ message: saying(why) }]);
    });

    it.each<[string, string, string, string]>([
        [
            "another kind than it says",
            "1.2.840.113549.1.7.1",
            SPC,
            "over something of another kind",
        ],
        ["another kind than a file", DATA, DATA, "of something that is no file"],
    ])("is a finding where it is over %s", async (_, said, attribute, why) => {
        const signed = read(message);
        signed.encapContentInfo.eContentType = said;
        const [info] = signed.signerInfos;
        const value = new ObjectIdentifier({ value: attribute }).toBER();
        for (const one of info!.signedAttrs!)
            if (one.attrType === "1.2.840.113549.1.9.3") one.attrValues = [value];
        const der = await resigned(written(signed), codeSigning, plain);
        const all = await foundOf(withMessage(der), trusted);
        expect(all.map((finding) => finding.message)).toContainEqual(saying(why));
    });

    it("is a finding where its certificate has what must be understood and is not", async () => {
        for (const critical of [true, false]) {
            const odd = certificateFor([CODE], { odd: true, critical });
            const script = withMessage(await resigned(message, odd, plain));
            for (const configuration of [
                { roots: [odd] },
                { signers: [digest("sha256", derOf(odd)).toString("hex")] },
            ]) {
                const found = await foundOf(script, configuration);
                expect(found).toMatchObject(
                    critical ? [{ message: saying("is limited by 1.2.3.4.5, which is not") }] : [],
                );
            }
        }
    });

    it.each<[string, (content: string) => string]>([
        ["scripts of another reader", (content) => content.replace("1fcc3b60", "1fcc3b61")],
        [
            "what no reader of files made",
            (content) => content.replace("060a2b06010401823702011e", "060a2b06010401823702011f"),
        ],
    ])("is a finding where it is of %s", async (_, change) => {
        const signed = read(message);
        const { eContent } = signed.encapContentInfo;
        const any = Buffer.from(eContent!.any!);
        const changed = Buffer.from(change(any.toString("hex")), "hex");
        expect(changed).not.toEqual(any);
        eContent!.any = new Uint8Array(changed).buffer;
        for (const one of signed.signerInfos[0]!.signedAttrs!)
            if (one.attrType === "1.2.840.113549.1.9.4")
                // Without the header of the content: PKCS #7.
                one.attrValues = [
                    new Uint8Array(der(0x04, digest("sha256", changed.subarray(2)))).buffer,
                ];
        const script = withMessage(await resigned(written(signed), codeSigning, plain));
        expect(await foundOf(script, trusted)).toMatchObject([
            { message: "has a signature of something that is no PowerShell script" },
        ]);
    });

    it("holds with the plain name, so that the others fail for theirs", async () => {
        const der = await resigned(message, codeSigning, plain);
        expect(await foundOf(withMessage(der), trusted)).toEqual([]);
    });

    it.each<[string, (signed: SignedData) => void, string]>([
        [
            "two signers",
            (signed) =>
                (signed.signerInfos = new SignerInfos([
                    ...signed.signerInfos,
                    ...signed.signerInfos,
                ])),
            "it has 2 signers",
        ],
        ["no signers", (signed) => (signed.signerInfos = new SignerInfos([])), "it has 0 signers"],
        [
            "many certificates",
            (signed) => {
                const [one] = signed.certificates!;
                signed.certificates = new CertificateSet(Array.from({ length: 33 }, () => one!));
            },
            "more than 32 certificates",
        ],
        [
            "another digest's name",
            (signed) => {
                signed.digestAlgorithms[0]!.algorithm = SHA256_OF_OTHER;
                signed.signerInfos[0]!.digestAlgorithm.algorithm = SHA256_OF_OTHER;
            },
            "it is over something else",
        ],
        [
            "a digest that its message does not name",
            (signed) => (signed.digestAlgorithms[0]!.algorithm = SHA256_OF_OTHER),
            "the digest of its signer is not among those of the message",
        ],
        [
            "the version of another message",
            (signed) => (signed.version = CMSVersion.v3),
            "it is of another version",
        ],
        [
            "the version of another signer",
            (signed) => (signed.signerInfos[0]!.version = CMSVersion.v3),
            "it is of another version",
        ],
        [
            "no signed attributes",
            (signed) => delete signed.signerInfos[0]!.signedAttrs,
            "it has no signed attributes",
        ],
        [
            "one attribute twice",
            (signed) => {
                const [info] = signed.signerInfos;
                info!.signedAttrs = [...info!.signedAttrs!, ...info!.signedAttrs!];
            },
            "once",
        ],
    ])("is a finding with %s", async (_, change, why) => {
        const signed = read(message);
        change(signed);
        expect(await foundOf(withMessage(written(signed)))).toMatchObject([
            { message: saying(why) },
        ]);
    });
});

describe("a time stamp", () => {
    const stamped = messageOf(fixture("stamped.ps1"));
    const tokenOf = (der: Buffer) =>
        Buffer.from(
            read(der).signerInfos[0]!.unsignedAttrs!.find(({ attrType }) => attrType === STAMP)!
                .attrValues[0]!,
        );
    const withToken = (token: Uint8Array) => {
        const signed = read(stamped);
        signed.signerInfos[0]!.unsignedAttrs = [
            new Attribute({ attrType: STAMP, attrValues: [new Uint8Array(token).buffer] }),
        ];
        return withMessage(written(signed));
    };
    const roots = { roots: [at("root.pem")], timeStampRoots: [at("tsa-root.pem")] };

    it("holds as it is, so that the others fail for what they are", async () => {
        const required = { ...roots, requireTimeStamp: true };
        expect(await foundOf(withToken(tokenOf(stamped)), required)).toEqual([]);
    });

    it.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
        [
            "another signature's",
            () => tokenOf(messageOf(fixture("short-stamped.ps1"))),
            "it is of another signature",
        ],
        ["no time stamp", () => message, "it is no time stamp"],
        [
            "no message",
            () =>
                AsnConvert.serialize(
                    new AlgorithmIdentifier({ algorithm: PSS }),
                ) as unknown as Uint8Array,
            "it cannot be read",
        ],
        [
            "of a certificate for code",
            () => resigned(tokenOf(stamped), codeSigning, plain),
            "is not meant for time stamps",
        ],
        [
            "of a certificate for both",
            () => resigned(tokenOf(stamped), certificateFor([CODE, TIME]), plain),
            "is not meant for time stamps",
        ],
        [
            "of a later certificate",
            () => resigned(tokenOf(stamped), certificateFor([TIME], { from: "2100-01-01" }), plain),
            "did not hold at that time",
        ],
        [
            "of a key that did not make it",
            () =>
                resigned(tokenOf(stamped), certificateFor([TIME]), {
                    ...plain,
                    sign: (bytes, key) =>
                        sign("sha256", createHash("sha256").update(bytes).digest(), key),
                }),
            "the key of its certificate did not make it",
        ],
        [
            "of a certificate with what must be understood",
            () => resigned(tokenOf(stamped), certificateFor([TIME], { odd: true }), plain),
            "is limited by 1.2.3.4.5, which is not understood here",
        ],
        [
            "that names another certificate",
            () => resigned(tokenOf(stamped), certificateFor([TIME]), plain, namedV2(codeSigning)),
            'it does not say that "CN=Built" made it',
        ],
        [
            "that names another certificate as older ones do",
            () => resigned(tokenOf(stamped), certificateFor([TIME]), plain, namedV1(codeSigning)),
            'it does not say that "CN=Built" made it',
        ],
        [
            "that names none",
            () => resigned(tokenOf(stamped), certificateFor([TIME]), plain, null),
            'it does not say that "CN=Built" made it',
        ],
    ])("is a finding that is %s", async (_, token, why) => {
        for (const configuration of [roots, {}]) {
            const [first] = await foundOf(withToken(new Uint8Array(await token())), configuration);
            expect(first).toMatchObject({ message: saying("has a time stamp that does not hold") });
            expect(first!.message).toContain(why);
        }
    });

    it("counts with the older name of its certificate", async () => {
        const authority = certificateFor([TIME]);
        const named = namedV1(authority);
        const script = withToken(await resigned(tokenOf(stamped), authority, plain, named));
        const required = { roots: [at("root.pem")], requireTimeStamp: true };
        expect(await foundOf(script, { ...required, timeStampRoots: [authority] })).toEqual([]);
    });

    it.each([true, false])(
        "counts when its authority is given, and then alone (%j)",
        async (critical) => {
            const authority = certificateFor([TIME], { critical });
            const script = withToken(await resigned(tokenOf(stamped), authority, plain));
            const required = { roots: [at("root.pem")], requireTimeStamp: true };
            expect(await foundOf(script, { ...required, timeStampRoots: [authority] })).toEqual([]);
            expect(await foundOf(script, { ...roots, ...required })).toMatchObject([
                { message: saying('leads to none of "timeStampRoots"') },
            ]);
        },
    );
});
