import type { Certificate } from "./certificate";

/** Some attributes of a subject, each as it must be. */
export type SubjectAttributes = Readonly<Record<string, string | undefined>>;

/** A certificate, by its thumbprint or by attributes of its subject. */
export type SignerRule = string | SubjectAttributes;

/** Whose signatures are wanted. */
export interface Trust {
    /** `undefined`: nobody has said which. */
    readonly roots: readonly Certificate[] | undefined;
    readonly signers: readonly SignerRule[] | undefined;
    /** Those of time-stamping authorities; `undefined`: any authority is taken. */
    readonly timeStampRoots: readonly Certificate[] | undefined;
    readonly requireTimeStamp: boolean;
    readonly warnDays: number;
}

/** A thumbprint (SHA-256 or SHA-1) as it is compared; `undefined` for a text that is none. */
export function thumbprintOf(text: string): string | undefined {
    const digits = text.replace(/[\s:]/g, "").toLowerCase();
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(digits) ? digits : undefined;
}

/** Whether a certificate is one of those. */
export function isOneOf({ x509, fingerprint }: Certificate, rules: readonly SignerRule[]): boolean {
    const sha1 = thumbprintOf(x509.fingerprint);
    return rules.some((rule) => {
        if (typeof rule === "string") return [fingerprint, sha1].includes(thumbprintOf(rule));
        const subject = x509.toLegacyObject().subject as Readonly<Record<string, unknown>>;
        // An attribute that a subject has several times is a list here, and equals no text.
        return Object.entries(rule).every(
            ([key, value]) => Object.hasOwn(subject, key) && subject[key] === value,
        );
    });
}
