import * as z from "zod";

import { fileNameProblem } from "../library/fileName";
import type { Texts } from "../library/liveFile";
import { splitMark } from "../library/mark";
import { unknown, type Unknown } from "./unknown";

/** What `check` hands to the other steps, and what the state keeps as inputs. */
export interface LibraryFileInputs {
    readonly fileName: string;
    /** Digest of the content, lower-case hex. */
    readonly sha256: string;
    /** Size of the content in bytes. */
    readonly size: number;
    /** The path in the program's folder, with `/`; absent for content that lies in no file. */
    readonly source?: string | undefined;
    readonly description?: string | undefined;
    readonly parametersDescription?: string | undefined;
    readonly hasParameters: boolean;
    /** Take over a file of that name even if it differs. */
    readonly adopt?: boolean | undefined;
    readonly tenantId: string;
    readonly cloud: string;
    /** Which resource of the program this is: see `RunNotes`. */
    readonly __resource?: string | undefined;
}

const text = z.string({ error: "must be text" }).nullish();
const digest = z
    .string({ error: "must be a SHA-256 digest" })
    .regex(/^[0-9a-fA-F]{64}$/, { error: "must be a SHA-256 digest: 64 hexadecimal digits" });

const fileName = z.string({ error: "must be text" }).superRefine((name, context) => {
    const problem = fileNameProblem(name);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

/** It would be taken off wherever the text is read. */
const description = text.refine((value) => splitMark(value ?? "").mark === undefined, {
    error:
        'must not end with a mark ("[pulumi: project/stack]"): pulumi-mde puts it there itself ' +
        "where mde:mark is on. Leave it out",
});

/** Each argument on its own: unknown ones pass through, and all problems are told at once. */
const schemas: Readonly<Record<string, z.ZodType>> = {
    fileName,
    sha256: digest,
    size: z.number({ error: "must be a number of bytes" }),
    source: z.string({ error: "must be a path" }).nullish(),
    description,
    parametersDescription: text,
    hasParameters: z.boolean({ error: "must be true or false" }).nullish(),
    adopt: z.boolean({ error: "must be true or false" }).nullish(),
    pin: digest.nullish(),
};

/** A problem of one property, as the engine shows it. */
export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

/** The problems of each argument on its own. */
export function inputFailures(news: Readonly<Record<string, unknown>>): CheckFailure[] {
    return Object.entries(schemas).flatMap(([property, schema]) => {
        const value = news[property];
        if (value === unknown) return [];
        const parsed = schema.safeParse(value);
        if (parsed.success) return [];
        const shown = property === "pin" ? "sha256" : property;
        return [{ property: shown, reason: parsed.error.issues.map((i) => i.message).join(", ") }];
    });
}

/** The texts of inputs or of a state, with `""` for what is not there. */
export function textsOf(props: {
    readonly description?: string | null | undefined;
    readonly parametersDescription?: string | null | undefined;
    readonly hasParameters?: boolean | null | undefined;
}): Texts {
    return {
        description: props.description ?? "",
        parametersDescription: props.parametersDescription ?? "",
        hasParameters: props.hasParameters ?? false,
    };
}

/** Absent, `null` and `""` are the same thing: none. */
export function presentText(value: unknown): string | Unknown | undefined {
    if (value === unknown) return unknown;
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether the console asks for parameters: as is said, and otherwise where they are described. */
export function hasParametersOf(news: Readonly<Record<string, unknown>>): unknown {
    const given = news["hasParameters"];
    if (given !== undefined && given !== null) return given;
    const described = presentText(news["parametersDescription"]);
    return described === unknown ? unknown : described !== undefined;
}
