import type { asn1 as Asn1, pki as Pki, pkcs12 as Pkcs12 } from "node-forge";

import { called, howToSet, type SettingPlaces } from "../settings/settingPlaces";
import { SignInProblem } from "./signInProblem";

/** What lies in a PFX file, in DER. */
export interface PfxContent {
    /** PKCS#8. */
    readonly keys: readonly Buffer[];
    /** X.509, in the file's order. */
    readonly certificates: readonly Buffer[];
}

/**
 * Opens a PFX (PKCS#12) file: as OpenSSL 3 and Windows write them now (AES, SHA-256), and as they
 * did before (RC2, triple DES, SHA-1), which Node's own OpenSSL opens no more.
 *
 * @throws {SignInProblem} for a wrong password, and for what is no PFX.
 */
export async function openPfx(
    bytes: Buffer,
    { password, places }: { readonly password: string | undefined; readonly places: SettingPlaces },
): Promise<PfxContent> {
    const { asn1, pkcs12, pki } = (await import("node-forge")).default;
    let pfx: Pkcs12.Pkcs12Pfx;
    try {
        const read = asn1.fromDer(bytes.toString("latin1"));
        pfx = pkcs12.pkcs12FromAsn1(read, false, password ?? "");
    } catch (error) {
        throw new SignInProblem(whyNot(error, password, places));
    }
    const bags = pfx.safeContents.flatMap(({ safeBags }) => safeBags);
    const der = (node: Asn1.Asn1) => Buffer.from(asn1.toDer(node).getBytes(), "latin1");
    return {
        keys: bags.flatMap((bag) => {
            if (![pki.oids["pkcs8ShroudedKeyBag"], pki.oids["keyBag"]].includes(bag.type))
                return [];
            // A key that is no RSA key comes as it lies in the file.
            const info = bag.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)) : bag.asn1;
            return [der(info)];
        }),
        certificates: bags.flatMap((bag) => {
            if (bag.type !== pki.oids["certBag"]) return [];
            return [der(bag.cert ? certificateNode(bag.cert, asn1) : bag.asn1)];
        }),
    };
}

/**
 * A certificate as it lies in the file, to the byte: its thumbprint is what the application has
 * registered. The algorithm is the one inside, for both are the same (RFC 5280, 4.1.1.2).
 */
function certificateNode(certificate: Pki.Certificate, asn1: typeof Asn1): Asn1.Asn1 {
    const body = certificate.tbsCertificate;
    const fields = body.value as Asn1.Asn1[];
    const hasVersion = fields[0]?.tagClass === asn1.Class.CONTEXT_SPECIFIC;
    const algorithm = fields[hasVersion ? 2 : 1];
    if (algorithm === undefined) throw new SignInProblem("a certificate in it is not whole");
    const { SEQUENCE, BITSTRING } = asn1.Type;
    const signature = `\0${certificate.signature as string}`;
    return asn1.create(asn1.Class.UNIVERSAL, SEQUENCE, true, [
        body,
        algorithm,
        asn1.create(asn1.Class.UNIVERSAL, BITSTRING, false, signature),
    ]);
}

/** A phrase after "the file". Forge's own messages hold nothing of the content. */
function whyNot(error: unknown, password: string | undefined, places: SettingPlaces): string {
    const key = called(places, ["clientCertificatePassword"]);
    const message = error instanceof Error ? error.message : "";
    if (/MAC could not be verified|wrong password/i.test(message))
        return password === undefined
            ? `is protected by a password: set it ${howToSet(places, "clientCertificatePassword")}`
            : `does not open with ${key}: the password is wrong`;
    // The check of the password knows Unicode, forge's key derivation does not.
    if (/Failed to decrypt/.test(message) && /[^\x20-\x7e]/.test(password ?? ""))
        return (
            `cannot be opened, for ${key} has other characters than ASCII: ` +
            `give it another password, or convert it to PEM ("openssl pkcs12")`
        );
    return `is no PFX file that can be read (${message})`;
}
