import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { textsToSend } from "../library/describedFolder";
import { lineEndTwins } from "../library/digest";
import { systemCode } from "../library/fileErrors";
import { printable } from "../library/fileName";
import { promotionDifferences, type PromotionDifference } from "../library/promotion";
import { refusedRelease, ruleProblems, type PromotionRules } from "../library/promotionRules";
import {
    parseRelease,
    readRelease,
    ReleaseError,
    type ReleaseDocument,
} from "../library/readRelease";
import type { ReleaseFile } from "../library/release";
import { knownValue } from "./knownValue";
import type { LibraryFolderFile } from "./libraryFolder";
import type { Place } from "./place";
import { programRun, refusal, type ProgramRun } from "./programRun";
import type { PromotionArgs } from "./promotionArgs";
import { nameOfChild } from "./resourceNames";
import { secretRefused } from "./secretInputs";

/** What is to be promoted, and where to. */
export interface Promotion {
    /** The component's name in the program. */
    readonly name: string;
    readonly args: PromotionArgs;
    readonly files: readonly LibraryFolderFile[];
    readonly place: Place;
    /** Tells a warning. */
    readonly warn: (message: string) => void;
}

/** A file may be in so many of a table's rows; more fill the screen. */
const MAX_ROWS = 30;

/**
 * Passes when what is here is the release, and gives what has passed. In a preview, what is not known yet
 * passes with a warning, and gives nothing.
 *
 * @throws {pulumi.RunError} with all that is wrong; nothing that waits for it is registered then.
 */
export async function promotionPassed(
    promotion: Promotion,
): Promise<readonly ReleaseFile[] | undefined> {
    const run = programRun();
    const { name, args, files, place, warn } = promotion;
    const [given, promotedDigest, fromTenant] = await Promise.all([
        known(args.promotedFrom),
        known(args.promotedDigest),
        known(args.fromTenant),
    ]);
    const here = await filesHere(name, files);
    const isKnown = [given, promotedDigest, fromTenant, here].every((each) => each.isKnown);
    if (!isKnown) {
        if (!pulumi.runtime.isDryRun())
            throw refused(name, "what it is to be compared with is not known.");
        warn(
            `Library "${name}" was not compared with its release: this preview does not know ` +
                `${given.isKnown ? "all of what is here" : "the release"} yet. The "pulumi up" will, ` +
                `and nothing is uploaded that differs.`,
        );
        return undefined;
    }
    const rules = {
        promotedDigest: promotedDigest.value,
        fromTenant: fromTenant.value,
        maxAge: args.maxAge,
        rejected: args.rejected,
    };
    const wrong = [...missingRules(args, rules), ...ruleProblems(rules)];
    if (wrong.length > 0) throw refused(name, wrong.join(" "));
    const isSecret = given.isSecret || promotedDigest.isSecret || fromTenant.isSecret;
    const release = releaseOf(name, given.value, isSecret);
    const settings = await place.settings;
    const problems = [
        ...refusedRelease(release, {
            rules,
            cloud: settings?.cloud,
            here: here.value ?? [],
            now: Date.now(),
        }),
    ];
    const differences = await promotionDifferences(release.__files, here.value ?? [], {
        partial: args.partial,
        lineEndTwins: (file) => twinsOf(run, files, file),
    });
    if (problems.length + differences.length === 0) return here.value;
    if (isSecret) throw refused(name, NOT_SHOWN);
    if (differences.length > 0) problems.push(await differencesText(release, differences));
    throw refused(name, problems.join(" "));
}

/**
 * Looks whether what the files report is what has passed: what a policy has made of them, and what
 * `ignoreChanges: ["*"]` or a `--target` has kept, `check` does not see.
 *
 * @throws {pulumi.RunError} when it is not: it is not given on as a release then.
 */
export async function stillAsPassed(
    name: string,
    files: { readonly passed: readonly ReleaseFile[]; readonly live: readonly ReleaseFile[] },
): Promise<void> {
    const differences = await promotionDifferences(files.passed, files.live);
    if (differences.length === 0) return;
    const names = [...new Set(differences.map(({ fileName }) => printable(fileName)))];
    const shown = names.slice(0, MAX_ROWS).join(", ");
    const more = names.length > MAX_ROWS ? ` and ${names.length - MAX_ROWS} more` : "";
    throw refusal(
        `Library "${name}" has passed as the release that it is promoted from, and ${shown}${more} did not ` +
            `come to be what has passed: "ignoreChanges", a policy that remediates, or a "--target" that left ` +
            `it out has kept or made something else. It has no release and no digest in this run. Take that ` +
            `away and run "pulumi up" again; "npx pulumi-mde verify" shows what is live.`,
    );
}

function refused(name: string, why: string): pulumi.RunError {
    return refusal(
        `Library "${name}" was stopped before any file of it was uploaded: it is not shown to be ` +
            `the release that it is promoted from. ${why}`,
    );
}

/** Of a secret nothing is shown, and so neither what is compared with it. */
const NOT_SHOWN =
    "The release or a rule for it is a secret of this program, so that what differs is not shown: " +
    "take the secrecy away (a release holds names, digests and texts alone), or compare the files " +
    `that "pulumi-mde release" writes of both stacks.`;

interface Known<T> {
    readonly isKnown: boolean;
    readonly isSecret: boolean;
    readonly value: T | undefined;
}

const present = Symbol("a value that is known");

/** An input's value; one that is not there is known too. */
async function known<T>(input: pulumi.Input<T> | undefined): Promise<Known<T>> {
    const output = pulumi.output(input).apply((value) => ({ [present]: value }));
    const found = await knownValue(output as pulumi.Output<{ [present]: T | undefined }>);
    const isSecret = await pulumi.isSecret(output);
    return { isKnown: found !== undefined, isSecret, value: found?.[present] };
}

/** A rule whose variable was not set would be no rule. */
function missingRules(args: PromotionArgs, rules: PromotionRules): string[] {
    return (["promotedDigest", "fromTenant", "maxAge", "rejected"] as const)
        .filter((key) => key in args && (rules[key] ?? "") === "")
        .map((key) => `${key} is given and has no value: is the variable set that it comes from?`);
}

function releaseOf(name: string, given: unknown, isSecret: boolean): ReleaseDocument {
    try {
        return typeof given === "string"
            ? parseRelease(readFileSync(given, "utf8"))
            : readRelease(given);
    } catch (error) {
        const what =
            typeof given === "string"
                ? `The release ${printable(given)}`
                : "The release given to it";
        const code = systemCode(error);
        if (code !== undefined) throw refused(name, `${what} cannot be read (${code}).`);
        if (!(error instanceof ReleaseError)) throw error;
        if (given === undefined || given === null)
            throw refused(
                name,
                `There is none: the stack that it is to come from has no such output.`,
            );
        throw refused(name, isSecret ? NOT_SHOWN : `${what} cannot be used. ${error.message}`);
    }
}

const textKeys = ["description", "parametersDescription", "hasParameters"] as const;

/** The files as they are to go up. */
async function filesHere(
    library: string,
    files: readonly LibraryFolderFile[],
): Promise<Omit<Known<ReleaseFile[]>, "isSecret">> {
    const all = await Promise.all(
        files.map(async ({ fileName, options, facts }) => {
            const text = async (key: (typeof textKeys)[number]) => {
                const found = await known<string | boolean | null | undefined>(options[key]);
                // By the very words of its own file: it is told once.
                if (found.isSecret) throw secretRefused(nameOfChild(library, fileName), key);
                return found;
            };
            const texts = await Promise.all(textKeys.map(text));
            const [description, parametersDescription, hasParameters] = texts.map(
                ({ value }) => value,
            );
            const sent = textsToSend({
                description: description ?? undefined,
                parametersDescription: parametersDescription ?? undefined,
                hasParameters: hasParameters ?? undefined,
            } as Parameters<typeof textsToSend>[0]);
            const value: ReleaseFile = { fileName, sha256: facts.sha256, ...sent };
            return { isKnown: texts.every(({ isKnown }) => isKnown), value };
        }),
    );
    return {
        isKnown: all.every(({ isKnown }) => isKnown),
        value: all.map(({ value }) => value),
    };
}

async function twinsOf(
    { content }: ProgramRun,
    files: readonly LibraryFolderFile[],
    { fileName }: ReleaseFile,
): Promise<readonly string[]> {
    const file = files.find((each) => each.fileName === fileName);
    if (file === undefined) return [];
    // What cannot be read again differs all the same.
    const bytes = await content.read(file.facts.sha256, file.facts.size).catch(() => undefined);
    return bytes === undefined ? [] : lineEndTwins(bytes);
}

/** Loaded when it is needed: a program whose release is the same pays nothing for it. */
async function differencesText(
    release: ReleaseDocument,
    differences: readonly PromotionDifference[],
): Promise<string> {
    const { textTable } = await import("../library/textTable.js");
    const rows = differences.slice(0, MAX_ROWS);
    const table = textTable({
        head: ["file", "tested", "here"],
        body: rows.map(({ fileName, tested, here }) => [
            printable(fileName),
            printable(tested),
            printable(here),
        ]),
    });
    const more = differences.length - rows.length;
    const lines = [...table.split("\n"), ...(more > 0 ? [`and ${more} more`] : [])];
    return (
        `It differs from what was tested in tenant ${printable(release.tenantId)}:\n` +
        lines.map((line) => `  ${line}\n`).join("") +
        `Check out what was tested, or test what is here, in the stack that the release comes from.`
    );
}
