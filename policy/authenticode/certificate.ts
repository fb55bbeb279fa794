import type { X509Certificate } from "node:crypto";

/** A certificate, as far as a signature is judged by it. */
export interface Certificate {
    readonly x509: X509Certificate;
    /** SHA-256 of the whole, lower-case hex. */
    readonly fingerprint: string;
    /** In one line, as it is shown: `CN=Contoso, O=Contoso`. */
    readonly subject: string;
    /** The name of its issuer, as it is encoded. */
    readonly issuerDer: Buffer;
    readonly subjectDer: Buffer;
    /** Hex, as it is encoded. */
    readonly serialNumber: string;
    /** Hex. */
    readonly subjectKeyIdentifier: string | undefined;
    readonly from: Date;
    readonly to: Date;
    /** What it is meant for (extended key usage); `undefined` where it does not say. */
    readonly usages: readonly string[] | undefined;
    /** Whether its key may sign data (key usage). */
    readonly signsData: boolean;
    /** Whether it may issue others, and sign them. */
    readonly issues: boolean;
    /** How many certificates that issue others may stand below it. */
    readonly pathLength: number;
    /** The algorithm by which it is signed itself. */
    readonly signatureAlgorithm: string;
    /** The algorithm of the digest, where that one is RSASSA-PSS, which does not name it. */
    readonly pssDigest: string | undefined;
    /** Extensions that must be understood, and are not looked at here: name constraints and the like. */
    readonly notUnderstood: readonly string[];
}

/** What certificates can be meant for. */
export const usage = {
    codeSigning: "1.3.6.1.5.5.7.3.3",
    timeStamping: "1.3.6.1.5.5.7.3.8",
    any: "2.5.29.37.0",
    /** Microsoft's: a time stamp makes no signature outlive the certificate. */
    lifetimeSigning: "1.3.6.1.4.1.311.10.3.13",
} as const;

/** Whether a certificate holds at a time, its first and last second included. */
export function holdsAt({ from, to }: Pick<Certificate, "from" | "to">, time: Date): boolean {
    return from <= time && time <= to;
}

/** A day, as it is shown. */
export function dayOf(time: Date): string {
    return time.toISOString().slice(0, "2027-01-31".length);
}
