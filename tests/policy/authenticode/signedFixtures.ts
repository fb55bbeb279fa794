import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { powershellSignedBy } from "../../../policy/claims/powershellSigned";
import { fileWith, found } from "../checked";

const folder = join(__dirname, "..", "fixtures", "signed");

/** A script or a certificate that tools have made: `fixtures/signed/make.mjs`. */
export const fixture = (name: string) => readFileSync(join(folder, name));

export const fixtures = readdirSync(folder).filter((name) => /\.ps[md]?1$/.test(name));

/** The path of one, as a configuration has it. */
export const at = (name: string) => join(folder, name);

/** Who signed most of them, in configuration. */
export const roots = { roots: [at("root.pem")], timeStampRoots: [at("tsa-root.pem")] };

const claims = new Map<string, ReturnType<typeof powershellSignedBy>>();

/** The claim at a time, which reads the fixtures' certificates. */
export function claimAt(time: string): ReturnType<typeof powershellSignedBy> {
    const claim =
        claims.get(time) ??
        powershellSignedBy({
            now: () => new Date(time),
            readFile: (path) => readFileSync(path, "utf8"),
        });
    claims.set(time, claim);
    return claim;
}

/** What is found of a fixture, or of other bytes, at a time. */
export async function foundOf(
    content: string | Uint8Array,
    configuration: object = roots,
    time = "2026-12-01",
) {
    const named = typeof content === "string" && fixtures.includes(content);
    return found(
        claimAt(time),
        fileWith({
            fileName: named ? content : "Get.ps1",
            content: named ? fixture(content) : content,
        }),
        configuration,
    );
}

/** The message in the block of a script. */
export function messageOf(script: Buffer): Buffer {
    const lines = script.toString("latin1").split("\r\n");
    const begin = lines.indexOf("# SIG # Begin signature block");
    const end = lines.indexOf("# SIG # End signature block");
    return Buffer.from(
        lines
            .slice(begin + 1, end)
            .map((line) => line.slice(2))
            .join(""),
        "base64",
    );
}

/** A script with this message in its block. */
export function withMessage(der: Uint8Array, text = "Get-Process\r\n"): string {
    const lines =
        Buffer.from(der)
            .toString("base64")
            .match(/.{1,64}/g) ?? [];
    const all = ["# SIG # Begin signature block", ...lines.map((line) => `# ${line}`)];
    return `${text}\r\n${all.join("\r\n")}\r\n# SIG # End signature block\r\n`;
}
