import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";

import * as z from "zod";

import { printable } from "../../library/fileName";
import { loadAsn1 } from "../authenticode/asn1";
import { isPem, RootsError, rootsOf } from "../authenticode/rootsOf";
import { signatureBlock } from "../authenticode/signatureBlock";
import { signatureFindings } from "../authenticode/signatureFindings";
import type { Asn1 } from "../authenticode/signedMessage";
import { thumbprintOf, type Trust } from "../authenticode/trust";
import type { Claim, Finding } from "../claim";
import type { Content } from "../content";
import { extensionOf } from "../fileKind";

const EXTENSIONS = [".ps1", ".psm1", ".psd1"];

const CERTIFICATES =
    "must be PEM text, or a path from the root of the file system: Pulumi tells a pack neither the folder of the program nor that of the configuration";
const certificates = (what: string) =>
    z
        .array(z.string().refine((one) => isPem(one) || isAbsolute(one), { error: CERTIFICATES }))
        .min(1)
        .optional()
        .describe(what);

const text = z.string().min(1, { error: "must not be empty" }).optional();
const SIGNER =
    "must be a thumbprint (SHA-256 or SHA-1, in hexadecimal digits), or attributes of a subject: CN, O, OU, L, ST, C, serialNumber";
const thumbprint = z
    .string()
    .refine((given) => thumbprintOf(given) !== undefined, { error: SIGNER });
const subject = z
    .strictObject({ CN: text, O: text, OU: text, L: text, ST: text, C: text, serialNumber: text })
    .refine((given) => Object.keys(given).length > 0, { error: "must have an attribute" });

const configuration = z
    .strictObject({
        roots: certificates(
            "The certificates that a signer's must lead to: PEM texts, or paths of PEM files from the root of the file system. Default: any.",
        ),
        signers: z
            .array(z.union([thumbprint, subject], { error: SIGNER }))
            .min(1)
            .optional()
            .describe(
                "The certificates that sign, by thumbprint or by attributes of the subject. Default: any.",
            ),
        timeStampRoots: certificates(
            'The certificates that those of time-stamping authorities must lead to. Default: those of "roots".',
        ),
        requireTimeStamp: z
            .boolean()
            .default(false)
            .describe("Whether a signature without a time stamp that counts is a violation."),
        warnDays: z
            .int()
            .min(0)
            .default(30)
            .describe("How many days before a signature ends that is told, as an advisory."),
    })
    .refine(
        ({ roots, signers = [] }) =>
            roots !== undefined || signers.every((one) => typeof one === "string"),
        {
            path: ["signers"],
            error: 'names a subject, and anybody can make a certificate of any subject: "roots" are needed with it',
        },
    );

type Configuration = z.infer<typeof configuration>;

/**
 * The claim of `mde-powershell-signed`: each PowerShell script has a signature that holds.
 *
 * @param options.now the time, for what has no time stamp.
 * @param options.readFile reads a file of roots.
 */
export function powershellSignedBy(options: {
    readonly now: () => Date;
    readonly readFile: (path: string) => string;
}): Claim<Configuration> {
    const { now, readFile } = options;
    let loading: Promise<Asn1> | undefined;
    let known: { readonly key: string; readonly trust: Trust } | undefined;

    /** Read once for all files: a list of roots may be long. */
    function trustOf(asn1: Asn1, given: Configuration): Trust {
        const key = JSON.stringify(given);
        if (known?.key !== key) {
            const { signers, requireTimeStamp, warnDays } = given;
            const roots = given.roots && rootsOf(asn1, "roots", given.roots, readFile);
            const timeStampRoots =
                given.timeStampRoots === undefined
                    ? (roots ?? (signers && []))
                    : rootsOf(asn1, "timeStampRoots", given.timeStampRoots, readFile);
            known = { key, trust: { roots, signers, timeStampRoots, requireTimeStamp, warnDays } };
        }
        return known.trust;
    }

    async function findings(content: Content, given: Configuration): Promise<readonly Finding[]> {
        const asn1 = await (loading ??= loadAsn1());
        const trust = trustOf(asn1, given);
        const block = signatureBlock(content.text);
        switch (block.kind) {
            case "none":
                return [{ message: "is not signed", mend: SIGN }];
            case "torn":
                return [
                    {
                        message: `has a torn signature block: ${block.what}`,
                        mend: "Sign it again after its last change, and keep git and editors from changing it (.gitattributes: -text).",
                        line: block.line,
                    },
                ];
            case "block":
                return signatureFindings(asn1, content, block, trust, now());
        }
    }

    return {
        name: "mde-powershell-signed",
        description:
            "Checks that each PowerShell script has an Authenticode signature that holds, of whom it should be where that is configured; whether a certificate was revoked is not asked.",
        level: "mandatory",
        configuration,
        mandatoryWith: ["roots", "signers"],
        async check(file, given) {
            if (!EXTENSIONS.includes(extensionOf(file.fileName))) return [];
            const content = await file.content();
            try {
                return await findings(content, given);
            } catch (error) {
                if (!(error instanceof RootsError)) throw error;
                return [
                    {
                        message: `was not checked: in the policy's configuration ${printable(error.message)}`,
                        mend: "Give each as PEM text, or as the path of a PEM file from the root of the file system.",
                    },
                ];
            }
        },
    };
}

const SIGN =
    "Sign it after its last change: with Set-AuthenticodeSignature on Windows, elsewhere with Jsign or osslsigncode.";

/** Each PowerShell script has a signature that holds. */
export const powershellSigned = powershellSignedBy({
    now: () => new Date(),
    readFile: (path) => readFileSync(path, "utf8"),
});
