import { createHash, type X509Certificate } from "node:crypto";

import { authorityOf } from "./authority";
import {
    isSignedBy,
    timeProblem,
    type AssertionContext,
    type ReadAssertion,
} from "./readAssertion";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

const algorithms = ["PS256", "RS256"] as const;

/** What is wrong with an assertion that an app signed with its certificate, if anything. */
export function certificateProblem(
    assertion: ReadAssertion,
    context: AssertionContext,
): SignInError | undefined {
    const { app, now } = context;
    const { algorithm, issuer, subject, header } = assertion;
    if (assertion.audienceList) return signInErrors.malformedAssertion();
    if (!algorithms.some((known) => known === algorithm))
        return signInErrors.unsupportedAlgorithm(algorithm, algorithms);
    if (subject.toLowerCase() !== issuer.toLowerCase()) return signInErrors.subjectIsNotIssuer();
    if (!assertion.audiences.some((audience) => isOwnAudience(audience, context)))
        return signInErrors.wrongAudience();
    const untimely = timeProblem(assertion, now);
    if (untimely !== undefined || app.open) return untimely;

    const certificate = app.certificates.find((known) => isNamedBy(header, known));
    if (certificate === undefined)
        return signInErrors.unknownCertificate(app.clientId, shownThumbprint(header));
    const named = {
        thumbprint: sha1Of(certificate).toString("hex").toUpperCase(),
        validFrom: new Date(certificate.validFrom),
        validTo: new Date(certificate.validTo),
    };
    if (named.validFrom.getTime() > now) return signInErrors.earlyCertificate(app.clientId, named);
    if (named.validTo.getTime() <= now) return signInErrors.expiredCertificate(app.clientId, named);
    const signed = isSignedBy(assertion, certificate.publicKey, algorithms);
    return signed ? undefined : signInErrors.wrongSignature(app.clientId, named);
}

/**
 * The tenant's token endpoint, of version 1 or 2, or its issuer [D]: on the host that was called, or
 * on that of the tenant's cloud, and of no other cloud, which issues nothing for it. http or https makes no difference: MSAL takes no http authority, so a client that
 * reaches loopback by http names https.
 */
function isOwnAudience(audience: string, { tenant, host }: AssertionContext): boolean {
    if (!URL.canParse(audience)) return false;
    const url = new URL(audience);
    const hosts = [host, authorityOf(tenant, host)];
    const paths = ["oauth2/v2.0/token", "oauth2/token", "v2.0"];
    const path = url.pathname.toLowerCase();
    return hosts.includes(url.host) && paths.some((end) => path === `/${tenant.tenantId}/${end}`);
}

function isNamedBy(header: ReadAssertion["header"], certificate: X509Certificate): boolean {
    const bySha256 = createHash("sha256").update(certificate.raw).digest("base64url");
    const bySha1 = sha1Of(certificate).toString("base64url");
    const { x5t, kid } = header;
    return (
        header["x5t#S256"] === bySha256 ||
        x5t === bySha1 ||
        // Some libraries name the key by the thumbprint in hexadecimal.
        (typeof kid === "string" && kid.toUpperCase() === bySha1Hex(certificate))
    );
}

function sha1Of(certificate: X509Certificate): Buffer {
    return createHash("sha1").update(certificate.raw).digest();
}

function bySha1Hex(certificate: X509Certificate): string {
    return sha1Of(certificate).toString("hex").toUpperCase();
}

/** The thumbprint as an error shows it: in hexadecimal. */
function shownThumbprint(header: ReadAssertion["header"]): string | undefined {
    const given = header["x5t#S256"] ?? header["x5t"];
    if (typeof given !== "string" || !/^[\w-]{1,64}$/.test(given)) return undefined;
    return Buffer.from(given, "base64url").toString("hex").toUpperCase();
}
