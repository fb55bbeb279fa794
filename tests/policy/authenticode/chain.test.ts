import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { loadAsn1 } from "../../../policy/authenticode/asn1";
import { chainProblem } from "../../../policy/authenticode/chain";
import { builtCertificate, CODE, TIME } from "./builtCertificate";

const keys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const [ofRoot, ofMiddle, ofLeaf, ofOther] = [keys(), keys(), keys(), keys()];

const root = { name: "Root", keys: ofRoot, ca: true };
const middle = { name: "Middle", keys: ofMiddle, issuer: "Root", signedBy: ofRoot, ca: true };
const leaf = { name: "Leaf", keys: ofLeaf, issuer: "Middle", signedBy: ofMiddle, usages: [CODE] };

type Given = Parameters<typeof builtCertificate>[0];

async function problemOf(given: { leaf?: Given; others?: Given[]; roots?: Given[]; at?: string }) {
    const { certificate } = await loadAsn1();
    const read = (one: Given) => certificate(builtCertificate(one));
    return chainProblem({
        leaf: read(given.leaf ?? leaf),
        others: (given.others ?? [middle]).map(read),
        roots: (given.roots ?? [root]).map(read),
        at: new Date(given.at ?? "2026-12-01"),
        wanted: CODE,
    });
}

describe("chainProblem", () => {
    it.each<[string, Parameters<typeof problemOf>[0]]>([
        ["with an intermediate", {}],
        ["with it among the roots", { others: [], roots: [middle] }],
        ["with others beside it", { others: [leaf, { ...middle, name: "Else" }, middle, root] }],
        ["with an intermediate for code alone", { others: [{ ...middle, usages: [CODE] }] }],
        ["with an intermediate for any use", { others: [{ ...middle, usages: ["2.5.29.37.0"] }] }],
        ["with a root that is signed with SHA-1", { roots: [{ ...root, digest: "sha1" }] }],
        ["with two of one name", { others: [{ ...middle, keys: ofOther }, middle] }],
    ])("is none for a chain %s", async (_, given) => {
        expect(await problemOf(given)).toBeUndefined();
    });

    it.each<[string, Parameters<typeof problemOf>[0], string]>([
        ["whose root has another key", { roots: [{ ...root, keys: ofOther }] }, "no chain"],
        [
            "whose intermediate has another key",
            { others: [{ ...middle, keys: ofOther }] },
            "no chain",
        ],
        [
            "whose intermediate signed itself",
            { others: [{ ...middle, signedBy: ofMiddle }] },
            "no chain",
        ],
        ["that lacks an intermediate", { others: [] }, "no chain"],
        ["to a root that is only in the block", { others: [middle, root], roots: [] }, "no chain"],
        [
            "in a circle",
            {
                others: [
                    { ...middle, issuer: "Leaf", signedBy: ofLeaf },
                    { ...leaf, ca: true },
                ],
            },
            "no chain",
        ],
        ["by one that is no authority", { others: [{ ...middle, ca: false }] }, "no chain"],
        [
            "by one that does not say that it is one",
            { others: [{ ...middle, ca: undefined } as unknown as Given] },
            "no chain",
        ],
        ["by one whose key signs data alone", { others: [{ ...middle, keyUsage: 1 }] }, "no chain"],
        [
            "by one for time stamps",
            { others: [{ ...middle, usages: [TIME] }] },
            '"CN=Middle" may not issue certificates for this use',
        ],
        [
            "by one that holds later",
            { others: [{ ...middle, from: "2027-01-01" }] },
            '"CN=Middle" does not hold at that time',
        ],
        [
            "to a root that holds later",
            { roots: [{ ...root, from: "2027-01-01" }] },
            '"CN=Root" does not hold at that time',
        ],
        [
            "signed with SHA-1",
            { leaf: { ...leaf, digest: "sha1" } },
            '"CN=Leaf" is signed with SHA-1 or older',
        ],
        [
            "with an intermediate signed with SHA-1",
            { others: [{ ...middle, digest: "sha1" }] },
            '"CN=Middle" is signed with SHA-1 or older',
        ],
    ])("is told for a chain %s", async (_, given, problem) => {
        const told = await problemOf(given);
        // OpenSSL itself takes some of them for nobody's issuer.
        expect(told).toMatch(
            problem === "no chain" ? /^no chain|may not issue certificates$/ : problem,
        );
    });

    /** A chain of `fixtures/chains/make.mjs`. */
    async function problemOfFixture(name: string) {
        const { certificate } = await loadAsn1();
        const pem = readFileSync(join(__dirname, "..", "fixtures", "chains", name), "utf8");
        const [leaf, issuer, root] = pem
            .match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g)!
            .map(certificate);
        const at = new Date("2027-01-01");
        return chainProblem({ leaf: leaf!, others: [issuer!], roots: [root!], at, wanted: CODE });
    }

    it.each(["rsa.pem", "p-256.pem", "brainpool.pem", "pss.pem"])(
        "is none for what OpenSSL has made: %s",
        async (name) => {
            expect(await problemOfFixture(name)).toBeUndefined();
        },
    );

    it.each([
        ["rsa-1024.pem", "its RSA key has 1024 bits"],
        ["p-192.pem", "its key is on a curve that is not taken here (prime192v1)"],
        [
            "ed25519.pem",
            '"CN=Chain leaf" is signed with an algorithm that is not taken here (1.3.101.112)',
        ],
        ["sha1.pem", '"CN=Chain leaf" is signed with SHA-1 or older'],
        [
            "sha224.pem",
            "is signed with an algorithm that is not taken here (1.2.840.113549.1.1.14)",
        ],
        ["pss-sha1.pem", '"CN=Chain leaf" is signed with SHA-1 or older'],
    ])("is told for what OpenSSL has made: %s", async (name, problem) => {
        expect(await problemOfFixture(name)).toContain(problem);
    });

    it("is told for a root with a short key", async () => {
        const short = generateKeyPairSync("rsa", { modulusLength: 1024 });
        expect(
            await problemOf({
                others: [{ ...middle, signedBy: short }],
                roots: [{ ...root, keys: short }],
            }),
        ).toBe(
            'nothing may rest on "CN=Root": its RSA key has 1024 bits, and fewer than 2048 can be broken',
        );
    });

    it("does not read a certificate that has one extension twice", async () => {
        const { certificate } = await loadAsn1();
        expect(() => certificate(builtCertificate({ ...leaf, twice: true }))).toThrow("twice");
    });

    it("ends where many certificates are each other's issuers", async () => {
        const others = Array.from({ length: 32 }, (_, at): Given => ({
            ...middle,
            signedBy: ofMiddle,
            issuer: "Middle",
            from: `2026-01-${String((at % 28) + 1).padStart(2, "0")}`,
        }));
        expect(await problemOf({ others })).toMatch("no chain");
    });
});
