import type { KeyObject } from "node:crypto";

const MIN_RSA_BITS = 2048;

/**
 * Curves that are known to be sound, as OpenSSL names them. A key that brings a curve of its own has
 * none of these names, whatever it looks like (CVE-2020-0601).
 */
const CURVES = [
    "prime256v1",
    "secp384r1",
    "secp521r1",
    "brainpoolP256r1",
    "brainpoolP384r1",
    "brainpoolP512r1",
];

/** Why nothing may rest on a key, as a phrase of its own; `undefined` where it may. */
export function keyProblem(key: KeyObject): string | undefined {
    const { modulusLength: bits = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
    switch (key.asymmetricKeyType) {
        case "rsa":
        case "rsa-pss":
            if (bits >= MIN_RSA_BITS) return undefined;
            return `its RSA key has ${bits} bits, and fewer than ${MIN_RSA_BITS} can be broken`;
        case "ec":
            if (namedCurve !== undefined && CURVES.includes(namedCurve)) return undefined;
            return `its key is on a curve that is not taken here (${namedCurve ?? "one of its own"})`;
        default:
            return `its key is of a kind that is not taken here (${key.asymmetricKeyType})`;
    }
}
