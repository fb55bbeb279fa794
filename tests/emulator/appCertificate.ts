import { createHash, X509Certificate } from "node:crypto";

import { sign, type Algorithm } from "jsonwebtoken";
import { generate } from "selfsigned";

export interface AppCertificate {
    /** PEM. */
    readonly cert: string;
    readonly key: string;
    /** Digest of the certificate, in hexadecimal. */
    readonly sha256: string;
    readonly sha1: string;
}

/** A self-signed certificate as an app is registered with. */
export async function appCertificate(
    times: { notBeforeDate?: Date; notAfterDate?: Date } = {},
): Promise<AppCertificate> {
    const { cert, private: key } = await generate([{ name: "commonName", value: "Deployer" }], {
        keySize: 2048,
        algorithm: "sha256",
        ...times,
    });
    const { raw } = new X509Certificate(cert);
    const digest = (algorithm: string) => createHash(algorithm).update(raw).digest("hex");
    return { cert, key, sha256: digest("sha256"), sha1: digest("sha1") };
}

/** A JWT with exactly these claims. */
export function signed(
    claims: Record<string, unknown>,
    options: { key: string; algorithm: Algorithm; header?: Record<string, unknown> },
): string {
    const { key, algorithm, header = {} } = options;
    return sign(JSON.stringify(claims), key, {
        algorithm,
        header: { alg: algorithm, typ: "JWT", ...header },
    });
}
