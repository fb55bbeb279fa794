import { randomUUID } from "node:crypto";

import type { ClientCertificate } from "./clientCertificate";

/** How long an assertion holds, in seconds, and how old it may look to the service. */
const LASTS = 600;
const LEEWAY = 60;

/**
 * What MSAL makes of a certificate, with another time than this machine's: MSAL dates assertions by
 * the machine's clock, and Entra ID refuses them when that is off by more than five minutes.
 * https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
 *
 * @param options.now the service's time, in milliseconds since 1970.
 */
export async function certificateAssertion(options: {
    readonly certificate: ClientCertificate;
    readonly clientId: string;
    readonly audience: string;
    readonly now: number;
}): Promise<string> {
    const { sign } = (await import("jsonwebtoken")).default;
    const { certificate, clientId, audience } = options;
    const now = Math.floor(options.now / 1000);
    const chain = certificate.chain.split("-----END CERTIFICATE-----").slice(0, -1);
    return sign(
        {
            aud: audience,
            iss: clientId,
            sub: clientId,
            iat: now - LEEWAY,
            nbf: now - LEEWAY,
            exp: now + LASTS,
            jti: randomUUID(),
        },
        certificate.privateKey,
        {
            algorithm: "PS256",
            header: {
                alg: "PS256",
                "x5t#S256": Buffer.from(certificate.thumbprint, "hex").toString("base64url"),
                x5c: chain.map((pem) => pem.replace(/-----BEGIN CERTIFICATE-----|\s/g, "")),
            },
        },
    );
}
