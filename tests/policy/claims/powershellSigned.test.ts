import { X509Certificate } from "node:crypto";

import { powershellSigned } from "../../../policy/claims";
import { readConfiguration } from "../../../policy/configuration";
import { fileWith, found, messages } from "../checked";
import { at, claimAt, fixture, foundOf, roots } from "../authenticode/signedFixtures";

function thumbprint(certificate: string, bits: 1 | 256): string {
    const { fingerprint, fingerprint256 } = new X509Certificate(fixture(certificate));
    return (bits === 1 ? fingerprint : fingerprint256).replaceAll(":", "").toLowerCase();
}

const saying = (text: string) => expect.stringContaining(text) as string;

const SHA256_OF_EC = thumbprint("ec.pem", 256);
const ec = fixture("ec.ps1").toString("latin1");

const LATER = "2030-01-01";

describe("mde-powershell-signed", () => {
    it.each([
        ["RSA and an intermediate in the block", "rsa.ps1"],
        ["RSA and SHA-384", "rsa-384.ps1"],
        ["an elliptic curve", "ec.ps1"],
        ["P-384 and SHA-384", "ec-384.ps1"],
        ["a module", "module.psm1"],
        ["a manifest", "manifest.psd1"],
        ["LF", "lf.ps1"],
        ["no line end before the block's", "no-last-line-end.ps1"],
        ["UTF-8 with a mark", "utf-8-bom.ps1"],
        ["UTF-16LE", "utf-16le.ps1"],
        ["UTF-16BE", "utf-16be.ps1"],
        ["another tool's", "osslsigncode.ps1"],
        ["another tool's UTF-8 with a mark", "osslsigncode-utf-8-bom.ps1"],
        ["another tool's UTF-16LE", "osslsigncode-utf-16le.ps1"],
        ["a time stamp", "stamped.ps1"],
        ["a time stamp of the older kind while it holds", "legacy-stamped.ps1"],
        ["a certificate that holds for a while", "short.ps1"],
    ])("lets a signature with %s pass", async (_, name) => {
        expect(await foundOf(name)).toEqual([]);
    });

    it.each([
        ["time-stamped while it held", "short-stamped.ps1"],
        ["with another authority's time stamp", "rsa-stamped.ps1"],
        ["with another tool's time stamp", "osslsigncode-rsa-stamped.ps1"],
    ])("lets one that is %s pass when the certificate is over", async (_, name) => {
        expect(await foundOf(name, roots, LATER)).toEqual([]);
    });

    it.each([
        [
            "expired",
            "short.ps1",
            LATER,
            "holds from 2026-01-01 to 2027-06-01, and it has no time stamp",
        ],
        [
            "not yet valid",
            "ec.ps1",
            "2025-01-01",
            "holds from 2026-01-01 to 2126-01-01, and it has no",
        ],
        [
            "expired, with the older time stamp",
            "legacy-stamped.ps1",
            LATER,
            "of the older kind (PKCS #9)",
        ],
        [
            "one that no time stamp outlives",
            "lifetime-stamped.ps1",
            LATER,
            "no time stamp makes a signature outlive it",
        ],
        [
            "time-stamped before it held",
            "later-stamped.ps1",
            LATER,
            /^was time-stamped on 20\d\d-\d\d-\d\d, and the certificate of "CN=Fixture later, O=Fixtures" holds from 2028-01-01/,
        ],
        ["time-stamped in the future", "short-stamped.ps1", "2025-06-01", "which is yet to come"],
        ["without code signing", "server.ps1", undefined, "is not meant for code signing"],
        ["of any usage", "any-usage.ps1", undefined, "is not meant for code signing"],
        [
            "whose key signs no data",
            "no-digital-signature.ps1",
            undefined,
            "is not meant for code signing",
        ],
        ["of another root", "other.ps1", undefined, 'leads to none of "roots"'],
        ["signed by itself", "self-signed.ps1", undefined, 'leads to none of "roots"'],
        ["by one that may issue none", "by-leaf.ps1", undefined, 'leads to none of "roots"'],
        ["too far down", "deep.ps1", undefined, "may not issue certificates so many levels down"],
        [
            "of an authority with name constraints",
            "constrained.ps1",
            undefined,
            "by 2.5.29.30, which is not understood here",
        ],
        ["with a short key", "rsa-1024.ps1", undefined, "its RSA key has 1024 bits"],
        ["and SHA-1", "rsa-sha1.ps1", undefined, "it is made with SHA-1, which can be forged"],
        [
            "that is not there",
            "no-certificate.ps1",
            undefined,
            "without the certificate that it was made with",
        ],
    ] as const)("finds a certificate %s", async (_, name, time, message) => {
        const all = await foundOf(name, roots, time);
        expect(all[0]).toMatchObject({
            message:
                typeof message === "string"
                    ? saying(message)
                    : (expect.stringMatching(message) as string),
            line: 3,
        });
        expect(all.some(({ advisory }) => advisory)).toBe(false);
    });

    it.each([
        ["what was changed", ec.replace("Get", "Set"), "is not what was signed", 3],
        ["a line end that was changed", ec.replace("\r\n", "\n"), "is not what was signed", 3],
        ["a mark that was added", `\xEF\xBB\xBF${ec}`, "is not what was signed", 3],
        ["a line more at the end", `${ec}Remove-Item C:\\`, "something stands after it", 25],
        ["a byte more", `${ec}\0`, "something stands after it", 25],
        ["two blocks", ec + ec.slice(ec.indexOf("# SIG")), "another one stands after it", 25],
        [
            "a block in a block",
            ec.replace("# SIG # End", "# SIG # Begin"),
            "another one begins here",
            24,
        ],
        [
            "an end before the beginning",
            `# SIG # End signature block\r\n${ec}`,
            "its end stands here",
            1,
        ],
        [
            "a mark that is like one",
            ec.replace("# SIG # Begin", "#  sig # begin"),
            "this line is like",
            3,
        ],
        [
            "an end that is like one",
            ec.replace("# SIG # End", "# Sig # End"),
            "this line is like",
            24,
        ],
        ["lines that end with LF", ec.replaceAll("\r\n", "\n"), "does not end with CRLF", 3],
        [
            "a block whose lines end with LF",
            ec.replace(/(?<=Begin.*\r\n# .*)\r\n/, "\n"),
            "git or an editor",
            4,
        ],
        [
            "a line without CRLF at the end",
            ec.trimEnd(),
            "its last line does not end with CRLF",
            24,
        ],
        ["a line that is none", ec.replace("# MII", "# MI!"), "no line of a signature", 4],
        [
            "a padding in the middle",
            ec.replace(/# (M\w{61})../, "# $1=="),
            "no line of a signature",
            5,
        ],
        [
            "an empty block",
            "# SIG # Begin signature block\r\n# SIG # End signature block\r\n",
            "characters are missing",
            1,
        ],
        [
            "a block of megabytes",
            ec.replace("# SIG # End", `${`# ${"A".repeat(64)}\r\n`.repeat(5000)}# SIG # End`),
            "more than",
            3,
        ],
    ])("finds %s", async (_, content, message, line) => {
        const [first] = await foundOf(Buffer.from(content, "latin1"));
        expect(first?.message).toContain(message);
        expect(first?.advisory).toBeUndefined();
        expect(first?.line).toBe(line);
    });

    it.each([
        ["nothing", ""],
        ["no block", "Get-Process\r\n"],
        [
            "a block of XML",
            "Get-Process\r\n<!-- SIG # Begin signature block -->\r\n<!-- MII -->\r\n<!-- SIG # End signature block -->\r\n",
        ],
        ["NUL characters", "\0".repeat(100)],
    ])("finds that %s is no signature", async (_, content) => {
        const all = await foundOf(content);
        expect(all).toMatchObject([{ message: "is not signed" }]);
        expect(all[0]).not.toHaveProperty("advisory");
    });

    it("finds the block torn at each of its lines", async () => {
        const lines = ec.split("\r\n");
        for (let at = 2; at < lines.length - 1; at++) {
            const cut = await foundOf(lines.slice(0, at + 1).join("\r\n"));
            expect(cut).toHaveLength(1);
            const without = await foundOf(lines.toSpliced(at, 1).join("\r\n"));
            expect(without).not.toEqual([]);
            const doubled = await foundOf(lines.toSpliced(at, 0, lines[at]!).join("\r\n"));
            expect(doubled).not.toEqual([]);
        }
    });

    it("advises of what is signed without a byte order mark", async () => {
        for (const [name, encoding] of [
            ["utf-8.ps1", "UTF-8"],
            ["windows-1252.ps1", "Windows-1252"],
        ] as const) {
            expect(await foundOf(name)).toMatchObject([
                { message: saying(`is signed as ${encoding}`), advisory: true },
            ]);
            const changed = fixture(name);
            changed[changed.indexOf("Gr") + 2]! ^= 1;
            expect(await foundOf(changed)).toMatchObject([
                { message: saying("is not what was signed") },
            ]);
        }
    });

    it("looks at no other files, and reads nothing of them", async () => {
        const file = {
            ...fileWith({ fileName: "a.sh" }),
            content: () => Promise.reject(new Error()),
        };
        expect(await found(claimAt(LATER), file, roots)).toEqual([]);
    });

    it("knows nothing about who signed without configuration, and says so", async () => {
        for (const name of ["ec.ps1", "self-signed.ps1", "short-stamped.ps1"]) {
            expect(await foundOf(name, {}, "2027-01-01")).toMatchObject([
                { message: saying("nothing says whose signatures are wanted") },
            ]);
        }
        // The time stamp of any authority is taken.
        expect(await foundOf("short-stamped.ps1", {}, LATER)).toHaveLength(1);
        expect(await foundOf("short.ps1", {}, LATER)).toHaveLength(2);
    });

    it("takes certificates by thumbprint and by subject", async () => {
        const by = (signers: unknown[], more: object = {}) =>
            foundOf("ec.ps1", { signers, ...more });
        expect(await by([SHA256_OF_EC])).toEqual([]);
        expect(await by([SHA256_OF_EC.toUpperCase().replace(/..(?!$)/g, "$&:")])).toEqual([]);
        expect(await by([thumbprint("ec.pem", 1)])).toEqual([]);
        expect(await by([thumbprint("rsa.pem", 256), SHA256_OF_EC])).toEqual([]);
        expect(await by([{ CN: "Fixture ec" }], roots)).toEqual([]);
        expect(await by([{ CN: "Fixture ec", O: "Fixtures" }], roots)).toEqual([]);
        for (const [signers, more] of [
            [[thumbprint("rsa.pem", 256)], {}],
            [[thumbprint("rsa.pem", 1)], roots],
            [[{ CN: "Fixture" }], roots],
            [[{ CN: "Fixture ec", O: "Other" }], roots],
            [[{ CN: "Fixture ec", OU: "Fixtures" }], roots],
        ] as const) {
            expect(await by([...signers], more)).toMatchObject([
                { message: saying('which is none of "signers"') },
            ]);
        }
    });

    it("takes a root as PEM text, several in one, and the signer's own certificate", async () => {
        const root = fixture("root.pem").toString();
        expect(await foundOf("rsa.ps1", { roots: [root] })).toEqual([]);
        expect(
            await foundOf("rsa.ps1", { roots: [fixture("other-root.pem").toString() + root] }),
        ).toEqual([]);
        expect(await foundOf("rsa.ps1", { roots: [at("intermediate.pem")] })).toEqual([]);
        expect(await foundOf("self-signed.ps1", { roots: [at("self-signed.pem")] })).toEqual([]);
        expect(await foundOf("self-signed.ps1", { roots: [at("ec.pem")] })).toHaveLength(1);
    });

    it.each([
        [
            "a file that is not there",
            { roots: [at("root.pem"), at("missing.pem")] },
            "roots[1] cannot be read",
        ],
        [
            "a file without certificates",
            { roots: [at("make.mjs")] },
            "roots[0] has no certificate in PEM",
        ],
        [
            "a certificate that is none",
            {
                roots: [at("root.pem")],
                timeStampRoots: ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
            },
            "timeStampRoots[0] has a certificate that cannot be read",
        ],
    ])("checks nothing with %s among the roots, and says so", async (_, configuration, message) => {
        const all = await foundOf("ec.ps1", configuration);
        expect(all).toMatchObject([{ message: saying(message) }]);
        expect(all[0]).not.toHaveProperty("advisory");
    });

    it("counts a time stamp of a root that is given alone", async () => {
        const short = (configuration: object) => foundOf("short-stamped.ps1", configuration, LATER);
        const over = [{ message: saying('leads to none of "timeStampRoots"') }];
        expect(await short({ roots: [at("root.pem")] })).toMatchObject(over);
        expect(
            await short({ roots: [at("root.pem")], timeStampRoots: [at("other-root.pem")] }),
        ).toMatchObject(over);
        expect(await short({ signers: [thumbprint("short.pem", 256)] })).toMatchObject(over);
        expect(await short({ roots: [at("root.pem"), at("tsa-root.pem")] })).toEqual([]);
        expect(
            await short({
                signers: [thumbprint("short.pem", 256)],
                timeStampRoots: [at("tsa-root.pem")],
            }),
        ).toEqual([]);
        // A root for time stamps is none for signers.
        expect(await short({ roots: [at("tsa-root.pem")] })).toHaveLength(1);
    });

    it("requires a time stamp where it is told to", async () => {
        const required = { ...roots, requireTimeStamp: true };
        expect(await foundOf("stamped.ps1", required)).toEqual([]);
        for (const [name, why] of [
            ["ec.ps1", "it has no time stamp"],
            ["legacy-stamped.ps1", "of the older kind"],
        ] as const) {
            expect(await foundOf(name, required)).toMatchObject([{ message: saying(why) }]);
        }
        expect(
            await foundOf("stamped.ps1", { roots: [at("root.pem")], requireTimeStamp: true }),
        ).toHaveLength(1);
    });

    it("warns before a signature ends", async () => {
        expect(await foundOf("short.ps1", roots, "2027-04-30")).toEqual([]);
        expect(await foundOf("short.ps1", roots, "2027-05-10")).toMatchObject([
            { message: saying("ends on 2027-06-01"), advisory: true },
        ]);
        expect(await foundOf("short.ps1", { ...roots, warnDays: 0 }, "2027-05-31")).toEqual([]);
        expect(await foundOf("short.ps1", { ...roots, warnDays: 365 })).toHaveLength(1);
        expect(await foundOf("short-stamped.ps1", roots, "2027-05-10")).toEqual([]);
    });

    it.each([
        [{ root: [] }, "there is no key root, did you mean roots?"],
        [{ roots: [] }, "roots is not right"],
        [{ signers: ["Contoso"] }, "signers[0] is not right: must be a thumbprint"],
        [{ signers: [5] }, "signers[0] is not right: must be a thumbprint"],
        [{ roots: ["/r"], signers: [{ CM: "x" }] }, "there is no key signers[0].CM"],
        [{ roots: ["/r"], signers: [{}] }, "signers[0] is not right: must have an attribute"],
        [{ signers: [{ CN: "x" }] }, "signers is not right: names a subject"],
        [{ roots: [""] }, "roots[0] is not right: must be PEM text, or a path from the root"],
        [
            { roots: ["certificates/root.pem"] },
            "roots[0] is not right: must be PEM text, or a path",
        ],
        [{ timeStampRoots: ["./root.pem"] }, "timeStampRoots[0] is not right: must be PEM text"],
        [{ warnDays: -1 }, "warnDays is not right"],
        [{ requireTimeStamp: "yes" }, "requireTimeStamp is not right"],
    ])("refuses %j", (configuration, problem) => {
        const read = readConfiguration(powershellSigned, configuration);
        expect("problems" in read && read.problems.join("\n")).toContain(problem);
    });

    it("says what it does not look at, and whose certificate it was", async () => {
        expect(powershellSigned.description).toContain(
            "whether a certificate was revoked is not asked",
        );
        expect(await messages(claimAt("2026-12-01"), fileWith({ content: ec }))).toEqual([
            `is signed by "CN=Fixture ec, O=Fixtures" (thumbprint ${SHA256_OF_EC}), and nothing says whose signatures are wanted`,
        ]);
    });
});
