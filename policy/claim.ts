import type * as z from "zod";

import type { Texts } from "../library/liveFile";
import type { Content } from "./content";

/** What a finding does to a run: `mandatory` stops it, `advisory` is shown, `disabled` looks at nothing. */
export type Level = "advisory" | "mandatory" | "disabled";

/** One file on its way to a library, as a claim sees it. */
export interface CheckedFile extends Texts {
    /** The name in the library. */
    readonly fileName: string;
    /** Digest of the content, lower-case hex. */
    readonly sha256: string;
    /** Size of the content in bytes. */
    readonly size: number;
    /** The path in the program's folder, with `/`; `undefined` for content that lies in no file. */
    readonly source: string | undefined;
    /** Where it goes; `undefined` where no stack says so. */
    readonly tenantId: string | undefined;
    /** `commercial`, `gcc`, `gcchigh`, `dod` or `emulator`; `undefined` where no stack says so. */
    readonly cloud: string | undefined;
    /** The name of the stack; `undefined` where there is none. */
    readonly stack: string | undefined;
    /**
     * The bytes with that digest.
     *
     * @throws {ContentUnavailableError} when they cannot be had.
     */
    content(): Promise<Content>;
}

/** One thing that is wrong with a file. */
export interface Finding {
    /** What is wrong, as the end of a sentence that begins with the file's name: `has no description`. */
    readonly message: string;
    /** How to mend it: one or more whole sentences. */
    readonly mend: string;
    /** Where in the content, from 1. */
    readonly line?: number | undefined;
    /** Where in the line, in UTF-16 code units, from 1. */
    readonly column?: number | undefined;
    /** It is advisory, whatever the level of the policy. Default: the policy's level. */
    readonly advisory?: true | undefined;
}

/**
 * One thing that a file must be, over plain values: it knows neither Pulumi nor the network.
 * `policyOf` makes a policy of it.
 */
export interface Claim<Configuration extends object = object> {
    /** In kebab case; those of this package begin with `mde-`. */
    readonly name: string;
    /** What it checks: one sentence. */
    readonly description: string;
    /** The level of its findings where nobody says otherwise. */
    readonly level: Level;
    /** What it can be told, with defaults; a key that it does not name is an error. */
    readonly configuration: z.ZodType<Configuration>;
    /**
     * What it goes by beside the file itself, as a phrase: a check of a folder, which does not know
     * it, passes the claim over and says so. Default: nothing.
     */
    readonly needs?: string | undefined;
    /**
     * Keys without a default, of which it needs one to be strict: with none of them what it finds is an
     * advisory, and a level that somebody has set to `mandatory` is an error in the configuration.
     * Default: it is strict with any configuration.
     */
    readonly mandatoryWith?: readonly string[] | undefined;
    /**
     * Its findings depend on the file and the configuration alone, and on neither the time nor what
     * there is on this machine: those of one content need be found once in a run. Default: they are
     * looked for each time.
     */
    readonly remembered?: true | undefined;
    /** All that is wrong with the file; it throws only what `file.content` throws. */
    check(
        file: CheckedFile,
        configuration: Configuration,
    ): readonly Finding[] | Promise<readonly Finding[]>;
}

/** The bytes of a file cannot be had: nobody can say that nothing is wrong with them. */
export class ContentUnavailableError extends Error {
    override name = "ContentUnavailableError" as const;

    constructor(
        /** Why, as a phrase of its own. */
        readonly why: string,
        options?: ErrorOptions,
    ) {
        super(`The content cannot be had: ${why}.`, options);
    }
}
