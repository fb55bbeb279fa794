import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";

import { called, howToSet, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import type { ReadCredentialFile } from "./credentialFile";
import { openPfx } from "./pfx";
import { SignInProblem } from "./signInProblem";

/** A certificate to sign in with, and its private key. */
export interface ClientCertificate {
    /** PKCS#8, PEM. */
    readonly privateKey: string;
    /** PEM: the certificate itself, then whatever others the file holds. */
    readonly chain: string;
    /** Of SHA-256, in hex: what the application has registered. */
    readonly thumbprint: string;
}

/** Where a certificate lies, and what opens it. */
export interface CertificateFile {
    readonly path: string;
    readonly password?: string | undefined;
    /** Where the settings are, for errors; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
}

/** A clock may be off by some minutes, and a certificate may have been made just now. */
const TOLERANCE = 900_000;

/**
 * Reads a client certificate with its private key: PEM (both in one file, the key encrypted or
 * not), or PFX.
 *
 * @throws {SignInProblem} for a file that cannot be read or opened, and a certificate that Entra ID
 * would refuse anyhow: expired, not valid yet, without its key, or with a key that is not RSA.
 */
export async function readClientCertificate(
    { path, password, places = stackPlaces }: CertificateFile,
    { readFile, now }: { readonly readFile: ReadCredentialFile; readonly now: number },
): Promise<ClientCertificate> {
    const key = called(places, ["clientCertificatePath"]);
    const bytes = readFile(path, key);
    const problem = (what: string) => new SignInProblem(`${key} names ${path}, which ${what}.`);
    try {
        const text = bytes.toString("latin1");
        const { keys, certificates } = text.includes("-----BEGIN ")
            ? openPem(text, { password, places })
            : await openDer(bytes, { password, places });
        if (certificates.length === 0) throw new SignInProblem("holds no certificate");
        if (keys.length === 0)
            throw new SignInProblem(
                "holds a certificate but no private key: export it with its key, as PFX or PEM",
            );
        const [privateKey, leaf] = pairOf(keys, certificates);
        requireUsable(leaf, privateKey, now);
        const others = certificates.filter((certificate) => certificate !== leaf);
        return {
            privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
            chain: [leaf, ...others].map((certificate) => certificate.toString()).join(""),
            thumbprint: leaf.fingerprint256.replaceAll(":", ""),
        };
    } catch (error) {
        if (error instanceof SignInProblem) throw problem(error.message);
        throw error;
    }
}

interface Opened {
    readonly keys: readonly KeyObject[];
    readonly certificates: readonly X509Certificate[];
}

/** What opens a file, and where that was set. */
interface Password {
    readonly password: string | undefined;
    readonly places: SettingPlaces;
}

function openPem(text: string, password: Password): Opened {
    const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[^]*?-----END \1-----/g)];
    const labelled = (label: RegExp) =>
        blocks.filter(([, name = ""]) => label.test(name)).map(([block]) => block);
    const begun = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)];
    if (begun.length > blocks.length)
        throw new SignInProblem(
            "is cut off: a block begins that does not end. Copy the whole file again",
        );
    return {
        keys: labelled(/PRIVATE KEY$/).map((block) => readKey(block, password)),
        certificates: labelled(/^(X509 |TRUSTED )?CERTIFICATE$/).map((block) =>
            readCertificate(block),
        ),
    };
}

function readKey(pem: string, { password, places }: Password): KeyObject {
    const isEncrypted = /ENCRYPTED/.test(pem);
    if (isEncrypted && password === undefined)
        throw new SignInProblem(
            `has an encrypted private key: set its password ` +
                howToSet(places, "clientCertificatePassword"),
        );
    try {
        return createPrivateKey({ key: pem, ...(isEncrypted && { passphrase: password }) });
    } catch {
        throw new SignInProblem(
            isEncrypted
                ? `has a private key that does not open with ` +
                      `${called(places, ["clientCertificatePassword"])}: the password is wrong, or the encryption is one that OpenSSL 3 has given up`
                : "has a private key that cannot be read",
        );
    }
}

function readCertificate(certificate: string | Buffer): X509Certificate {
    try {
        return new X509Certificate(certificate);
    } catch {
        throw new SignInProblem("has a certificate that cannot be read");
    }
}

async function openDer(bytes: Buffer, password: Password): Promise<Opened> {
    // Both begin with an ASN.1 sequence; a certificate alone is what is exported by mistake.
    if (bytes[0] !== 0x30) throw new SignInProblem("is neither a PEM nor a PFX file");
    if (isCertificate(bytes)) return { keys: [], certificates: [new X509Certificate(bytes)] };
    const { keys, certificates } = await openPfx(bytes, password);
    return {
        keys: keys.map((key) => createPrivateKey({ key, format: "der", type: "pkcs8" })),
        certificates: certificates.map(readCertificate),
    };
}

function isCertificate(bytes: Buffer): boolean {
    try {
        return new X509Certificate(bytes).raw.length > 0;
    } catch {
        return false;
    }
}

/** The first key that one of the certificates is of, and that certificate. */
function pairOf(
    keys: readonly KeyObject[],
    certificates: readonly X509Certificate[],
): readonly [KeyObject, X509Certificate] {
    for (const key of keys) {
        const own = certificates.find((certificate) => certificate.checkPrivateKey(key));
        if (own !== undefined) return [key, own];
    }
    throw new SignInProblem("has a private key that is not the one of its certificate");
}

function requireUsable(certificate: X509Certificate, key: KeyObject, now: number): void {
    if (key.asymmetricKeyType !== "rsa")
        throw new SignInProblem(
            `has a key of type ${key.asymmetricKeyType ?? "unknown"}, and Entra ID takes RSA keys only`,
        );
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < 2048)
        throw new SignInProblem(`has an RSA key of ${bits} bits, and at least 2048 are needed`);
    const { validFromDate, validToDate } = certificate;
    if (validToDate.getTime() + TOLERANCE < now)
        throw new SignInProblem(
            `has expired on ${validToDate.toISOString()}: make a new certificate, and register it ` +
                `with the application (Entra admin center, App registrations, Certificates & secrets)`,
        );
    if (validFromDate.getTime() - TOLERANCE > now)
        throw new SignInProblem(
            `is not valid before ${validFromDate.toISOString()}: check this machine's clock, or wait`,
        );
}
