import { createPublicKey, generateKeyPairSync } from "node:crypto";

import { keyProblem } from "../../../policy/authenticode/keyProblem";

describe("keyProblem", () => {
    it.each(["P-256", "P-384", "P-521", "brainpoolP384r1"])("takes a key on %s", (namedCurve) => {
        expect(keyProblem(generateKeyPairSync("ec", { namedCurve }).publicKey)).toBeUndefined();
    });

    it.each(["secp256k1", "P-224", "prime192v1"])("takes none on %s", (namedCurve) => {
        expect(keyProblem(generateKeyPairSync("ec", { namedCurve }).publicKey)).toMatch(
            "its key is on a curve that is not taken here",
        );
    });

    it("takes none on a curve that has a generator of its own", () => {
        const { publicKey } = generateKeyPairSync("ec", {
            namedCurve: "P-256",
            paramEncoding: "explicit",
        });
        const der = publicKey.export({ type: "spki", format: "der" });
        const generator = der.indexOf(Buffer.from("046b17d1f2e12c4247", "hex"));
        // The key itself: its private key is then 1, and known to all (CVE-2020-0601).
        der.set(der.subarray(der.length - 65), generator);
        const forged = createPublicKey({ key: der, type: "spki", format: "der" });
        expect(keyProblem(forged)).toBe(
            "its key is on a curve that is not taken here (one of its own)",
        );
    });

    it("takes RSA of 2048 bits or more, and no other kinds", () => {
        for (const kind of ["rsa", "rsa-pss"] as const) {
            const key = (modulusLength: number) =>
                generateKeyPairSync(kind as "rsa", { modulusLength }).publicKey;
            expect(keyProblem(key(2048))).toBeUndefined();
            expect(keyProblem(key(2047))).toMatch("its RSA key has 2047 bits");
        }
        expect(keyProblem(generateKeyPairSync("ed25519").publicKey)).toMatch("(ed25519)");
    });
});
