import * as pulumi from "@pulumi/pulumi";

import { fileNameProblem } from "../library/fileName";
import { refuseStrangeProvider, refuseUnknownArguments } from "./arguments";
import { claimedName, resourceKey, stackName } from "./claimedName";
import { contentFacts, type ContentFacts } from "./content";
import { fileType, providerText as __provider } from "./fileType";
import { gateOf, isPromoted } from "./gate";
import { libraryFileArgNames, type LibraryFileArgs } from "./libraryFileArgs";
import { placeOf, type Place } from "./place";
import { programRun } from "./programRun";
import { refused } from "./refused";
import { noSecret, unlessSecret } from "./secretInputs";
import { checkStackKeys } from "./stackSettings";
import { pinned, tenantPinOf } from "./tenantPin";
import { withoutTrace } from "./withoutTrace";

const type = fileType;

/**
 * One file in the live response library of a tenant
 * (https://learn.microsoft.com/en-us/defender-endpoint/live-response-library-methods).
 *
 * Content and texts are updated in place; another `fileName` is a replacement. A file that is there
 * already and that this stack did not make is taken over when it is the same, and refused when it
 * differs, unless `adopt` is set.
 */
export class LibraryFile extends pulumi.CustomResource {
    /** For policies, which look a type up by class. */
    static readonly __pulumiType = type;

    /** The name in the library. */
    declare public readonly fileName: pulumi.Output<string>;
    /** SHA-256 of the content, lower-case hex, as the service reported it. */
    declare public readonly sha256: pulumi.Output<string>;
    /** Size of the content in bytes; `undefined` when somebody else's content is there. */
    declare public readonly size: pulumi.Output<number | undefined>;
    /** What the file is for. */
    declare public readonly description: pulumi.Output<string | undefined>;
    /** What its parameters mean. */
    declare public readonly parametersDescription: pulumi.Output<string | undefined>;
    /** Whether the console asks for parameters. */
    declare public readonly hasParameters: pulumi.Output<boolean>;
    /** The tenant whose library it is in. */
    declare public readonly tenantId: pulumi.Output<string>;
    /** `commercial`, `gcc`, `gcchigh`, `dod` or `emulator`. */
    declare public readonly cloud: pulumi.Output<string>;
    /** Who uploaded it, as the service gives it. */
    declare public readonly createdBy: pulumi.Output<string>;
    /** When it was made, as the service gives it. */
    declare public readonly creationTime: pulumi.Output<string>;
    /** When it was last changed, as the service gives it. */
    declare public readonly lastUpdatedTime: pulumi.Output<string>;

    /**
     * @param name the resource's name in the program.
     * @throws {pulumi.RunError} when the arguments make no file: nothing is registered then.
     */
    constructor(name: string, args: LibraryFileArgs, opts?: pulumi.CustomResourceOptions) {
        programRun(); // Before anything that an older Node lacks.
        const aliases = Promise.withResolvers<readonly pulumi.Output<string>[]>();
        checkStackKeys();
        refuseStrangeProvider(`LibraryFile "${name}"`, opts?.provider);
        const place = placeOf(type, opts ?? {});
        const props = propsOf({ name, args, opts: opts ?? {}, place, aliases: aliases.promise });
        const dependsOn = tenantPinOf(place, gateOf(args));
        const restoreTrace = withoutTrace();
        try {
            super(type, name, props, pulumi.mergeOptions(opts, { dependsOn }));
        } finally {
            restoreTrace();
        }
        // With those that it has from its parents' aliases. Pulumi's types leave them out.
        const made = this as { readonly __aliases?: readonly pulumi.Output<string>[] };
        aliases.resolve(made.__aliases ?? []);
    }

    /**
     * Reads a file that is there, whoever put it there; the stack does not manage it.
     *
     * @param id `<tenantId>/<fileName>`. When there is no such file, the program fails.
     */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        opts?: pulumi.CustomResourceOptions,
    ): LibraryFile {
        return new LibraryFile(name, {}, { ...opts, id });
    }
}

/** Outputs that the provider adds: an output is a property only where props have an entry for it. */
const added = {
    cloud: undefined,
    createdBy: undefined,
    creationTime: undefined,
    lastUpdatedTime: undefined,
};

interface Making {
    readonly name: string;
    readonly args: LibraryFileArgs;
    readonly opts: pulumi.CustomResourceOptions;
    readonly place: Place;
    readonly aliases: Promise<readonly pulumi.Output<string>[]>;
}

function propsOf({ name, args, opts, place, aliases }: Making): pulumi.Inputs {
    if (opts.id !== undefined) {
        const read = Object.fromEntries(libraryFileArgNames.map((key) => [key, undefined]));
        const tenantId = pinned(place).then(() => undefined);
        return { ...read, ...added, size: undefined, tenantId, __provider };
    }
    refuseUnknownArguments(`LibraryFile "${name}"`, args, libraryFileArgNames);
    const facts = contentFacts(name, args, place.maxUploadBytes);
    const fileName = fileNameOf(name, args, facts);
    const key = resourceKey(pulumi.output(pulumi.createUrn(name, type, opts.parent)));
    const texts = {
        description: noSecret(name, "description", args.description),
        parametersDescription: noSecret(name, "parametersDescription", args.parametersDescription),
        hasParameters: noSecret(name, "hasParameters", args.hasParameters),
    };
    const sha256 = fact(facts, "sha256");
    return {
        ...texts,
        adopt: noSecret(name, "adopt", args.adopt),
        pin: pinOf(name, args, facts),
        fileName: claimedName({ name, fileName, place, key, aliases, gate: gateOf(args) }),
        sha256,
        size: fact(facts, "size"),
        source: fact(facts, "source"),
        tenantId: place.tenantId,
        ...added,
        __resource: key,
        __stack: stackName(),
        // `check` is given what transformations and "ignoreChanges" have made of the rest.
        ...(isPromoted(args) && { __tested: { fileName, sha256, ...texts } }),
        __provider,
    };
}

function fact<K extends keyof ContentFacts>(
    facts: ContentFacts | pulumi.Output<ContentFacts>,
    key: K,
): pulumi.Input<ContentFacts[K]> {
    return pulumi.Output.isInstance(facts) ? facts.apply((known) => known[key]) : facts[key];
}

/** A plain pin is compared at once; one that is an output goes to `check`. */
function pinOf(
    name: string,
    args: LibraryFileArgs,
    facts: ContentFacts | pulumi.Output<ContentFacts>,
): pulumi.Input<string | undefined> {
    const pin = args.sha256;
    if (typeof pin !== "string" || pulumi.Output.isInstance(facts)) return pin;
    if (!/^[0-9a-f]{64}$/i.test(pin))
        throw refused(name, `is pinned to ${JSON.stringify(pin)}, which is no SHA-256 digest`);
    if (pin.toLowerCase() === facts.sha256) return undefined;
    throw refused(
        name,
        `is pinned to sha256 ${pin}, but its content has the digest ${facts.sha256}`,
    );
}

/** The name in the library, and its problems, as early as it is known. */
function fileNameOf(
    name: string,
    args: LibraryFileArgs,
    facts: ContentFacts | pulumi.Output<ContentFacts>,
): string | pulumi.Output<string> {
    const checked = (given: string | undefined, baseName: string | undefined): string => {
        const fileName = given ?? baseName;
        if (fileName === undefined)
            throw refused(name, `has no source file to be named after: give it a "fileName"`);
        if (typeof (fileName as unknown) !== "string")
            throw refused(name, `has a "fileName" that is no text`);
        const problem = fileNameProblem(fileName);
        if (problem === undefined) return fileName;
        throw refused(name, `has the fileName ${JSON.stringify(fileName)}, which ${problem}`);
    };
    const given = args.fileName ?? undefined;
    if (typeof given !== "object" && given !== undefined) return checked(given, undefined);
    if (given === undefined && !pulumi.Output.isInstance(facts))
        return checked(undefined, facts.baseName);
    return pulumi
        .all([unlessSecret(name, "fileName", pulumi.output(given)), pulumi.output(facts)])
        .apply(([known, { baseName }]) => checked(known, baseName));
}
