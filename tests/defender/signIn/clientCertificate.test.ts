import { createPrivateKey, generateKeyPairSync, sign, verify, X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { generate } from "selfsigned";

import { readClientCertificate } from "../../../defender/signIn/clientCertificate";
import { credentialFiles } from "../../../defender/signIn/credentialFile";
import { SignInProblem } from "../../../defender/signIn/signInProblem";
import { appCertificate } from "../../emulator/appCertificate";
import { errorFrom } from "../answers";

const fixtures = join(__dirname, "fixtures");
const fixture = (name: string) => join(fixtures, name);
const thumbprintOf = (pem: string) =>
    new X509Certificate(pem).fingerprint256.replaceAll(":", "").toUpperCase();

let folder: string;
let pem: { cert: string; key: string };
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mde-certificate-"));
    pem = await appCertificate();
});
afterAll(() => {
    rmSync(folder, { recursive: true });
});

function written(name: string, content: string | Buffer): string {
    writeFileSync(join(folder, name), content);
    return name;
}

function read(path: string, password?: string, now = Date.now()) {
    return readClientCertificate({ path, password }, { readFile: credentialFiles(folder), now });
}

async function problemOf(path: string, password?: string, now?: number): Promise<string> {
    const error = await errorFrom(read(path, password, now));
    expect(error).toBeInstanceOf(SignInProblem);
    expect(error.message).toContain(`mde:clientCertificatePath names ${path}`);
    return error.message;
}

function encryptedKey(passphrase: string): string {
    return createPrivateKey(pem.key)
        .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase })
        .toString();
}

/** Whether the key that was read signs what the certificate that was read verifies. */
function belongTogether({ privateKey, chain }: { privateKey: string; chain: string }): boolean {
    const signature = sign("sha256", Buffer.from("text"), privateKey);
    return verify("sha256", Buffer.from("text"), new X509Certificate(chain).publicKey, signature);
}

describe("readClientCertificate", () => {
    it.each(["key first", "certificate first"])(
        "reads PEM, %s, with text around it",
        async (order) => {
            const parts = order === "key first" ? [pem.key, pem.cert] : [pem.cert, pem.key];
            const path = written(
                "plain.pem",
                `Bag Attributes\n${parts.join("\nfriendlyName: x\n")}`,
            );
            const certificate = await read(path);
            expect(certificate.thumbprint).toBe(thumbprintOf(pem.cert));
            expect(belongTogether(certificate)).toBe(true);
        },
    );

    it("reads PEM with CRLF, and a traditional RSA key", async () => {
        const key = createPrivateKey(pem.key).export({ type: "pkcs1", format: "pem" }).toString();
        const path = written("crlf.pem", `${key}${pem.cert}`.replaceAll("\n", "\r\n"));
        expect((await read(path)).thumbprint).toBe(thumbprintOf(pem.cert));
    });

    it("opens an encrypted key with its password", async () => {
        const path = written("encrypted.pem", `${encryptedKey("s3cret")}${pem.cert}`);
        expect(belongTogether(await read(path, "s3cret"))).toBe(true);
    });

    it("puts the key's own certificate first, whatever the file's order", async () => {
        const other = await appCertificate();
        const certificate = await read(written("chain.pem", other.cert + pem.cert + pem.key));
        expect(certificate.thumbprint).toBe(thumbprintOf(pem.cert));
        const chain = certificate.chain.match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g) ?? [];
        expect(chain.map(thumbprintOf)).toEqual([thumbprintOf(pem.cert), thumbprintOf(other.cert)]);
    });

    it.each([
        ["of OpenSSL 3 (AES-256, SHA-256)", "modern.pfx", "fixture"],
        ["of before (RC2, triple DES, SHA-1)", "legacy.pfx", "fixture"],
        ["without a password", "noPassword.pfx", undefined],
    ])("reads a PFX %s", async (_, name, password) => {
        const certificate = await read(fixture(name), password);
        const own = readFileSync(fixture("certificate.pem"), "utf8");
        expect(certificate.thumbprint).toBe(thumbprintOf(own));
        expect(belongTogether(certificate)).toBe(true);
    });

    it("keeps a certificate to the byte that an EC authority signed, and the authority's", async () => {
        const certificate = await read(fixture("ecAuthority.pfx"), "fixture");
        const own = readFileSync(fixture("ecAuthority.pem"), "utf8");
        expect(certificate.thumbprint).toBe(thumbprintOf(own));
        expect(certificate.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    });

    it("reads through the links behind which a cluster mounts a secret", async () => {
        mkdirSync(join(folder, "..data"), { recursive: true });
        written("..data/tls.pem", pem.cert + pem.key);
        symlinkSync(join("..data", "tls.pem"), join(folder, "tls.pem"));
        expect((await read("tls.pem")).thumbprint).toBe(thumbprintOf(pem.cert));
    });

    it("takes a certificate that is valid in some minutes, for a clock that is late", async () => {
        const { cert, key } = await appCertificate({
            notBeforeDate: new Date(Date.now() + 600_000),
        });
        expect((await read(written("soon.pem", cert + key))).thumbprint).toBe(thumbprintOf(cert));
    });
});

describe("a certificate that cannot be used", () => {
    it.each([
        ["missing.pem", /which does not exist/],
        [".", /which is a folder and no file/],
    ])("says that %s is none", async (path, message) => {
        const error = await errorFrom(read(path));
        expect(error.message).toMatch(message);
        expect(error.message).toContain("mde:clientCertificatePath");
    });

    it.each<[string, string, string | undefined, RegExp]>([
        [
            "a wrong password",
            "modern.pfx",
            "canary",
            /does not open with mde:clientCertificatePassword/,
        ],
        ["a wrong password, as of before", "legacy.pfx", "canary", /the password is wrong/],
        ["no password", "modern.pfx", undefined, /--secret mde:clientCertificatePassword/],
        ["a password beyond ASCII", "otherThanAscii.pfx", "fixtüre", /other characters than ASCII/],
        ["an EC key", "ecKey.pfx", "fixture", /RSA keys only/],
    ])("says what is wrong with a PFX: %s", async (_, name, password, message) => {
        const problem = await problemOf(fixture(name), password);
        expect(problem).toMatch(message);
        expect(problem).not.toContain("canary");
    });

    it("says so of a password that is wrong, or missing, for a PEM", async () => {
        const path = written("locked.pem", `${encryptedKey("s3cret")}${pem.cert}`);
        expect(await problemOf(path)).toMatch(/encrypted private key: .*clientCertificatePassword/);
        const wrong = await problemOf(path, "canary");
        expect(wrong).toMatch(/does not open with mde:clientCertificatePassword/);
        expect(wrong).not.toContain("canary");
    });

    it("says so of what is no certificate, or only part of one", async () => {
        expect(await problemOf(written("text.pem", "hello"))).toMatch(/neither a PEM nor a PFX/);
        expect(await problemOf(written("empty.pem", ""))).toMatch(/neither a PEM nor a PFX/);
        expect(await problemOf(written("key.pem", pem.key))).toMatch(/holds no certificate/);
        expect(await problemOf(written("leaf.pem", pem.cert))).toMatch(/no private key/);
        const cut = pem.cert + pem.key.slice(0, 200);
        expect(await problemOf(written("cut.pem", cut))).toMatch(/is cut off: a block begins/);
        const der = new X509Certificate(pem.cert).raw;
        expect(await problemOf(written("leaf.cer", der))).toMatch(/no private key/);
        expect(
            await problemOf(
                written("cut.pfx", readFileSync(fixture("modern.pfx")).subarray(0, 900)),
                "fixture",
            ),
        ).toMatch(/no PFX file that can be read/);
        const broken = pem.cert.replace(/[A-Za-z]{40}/, "A".repeat(40));
        expect(await problemOf(written("broken.pem", broken + pem.key))).toMatch(
            /cannot be read|not the one/,
        );
    });

    it("says so of a key that is another certificate's, and of a weak or other kind of key", async () => {
        const other = await appCertificate();
        expect(await problemOf(written("mixed.pem", pem.cert + other.key))).toMatch(
            /not the one of its certificate/,
        );
        const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const ec = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
        expect(await problemOf(written("ec.pem", pem.cert + ec))).toMatch(/not the one/);
        const weak = await generate([], { keySize: 1024, algorithm: "sha256" });
        const path = written("weak.pem", weak.cert + weak.private);
        expect(await problemOf(path)).toMatch(/RSA key of 1024 bits, and at least 2048/);
    });

    it("says so before it is valid, and after, with the day", async () => {
        const path = written("valid.pem", pem.cert + pem.key);
        const { validFromDate, validToDate } = new X509Certificate(pem.cert);
        expect(await problemOf(path, undefined, validFromDate.getTime() - 3_600_000)).toContain(
            `is not valid before ${validFromDate.toISOString()}`,
        );
        expect(await problemOf(path, undefined, validToDate.getTime() + 3_600_000)).toContain(
            `has expired on ${validToDate.toISOString()}`,
        );
    });
});
