import { z } from "zod";

import { printable } from "../../library/fileName";
import { fileType } from "../../sdk/fileType";
import { StackConfigurationError } from "../stackConfiguration";
import { isSecret, type Secret } from "./fileVersion";

/** What stands for a value that a preview does not know yet, in the engine's events. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * What stands for a secret there.
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
 */
const secret = z
    .object({
        "4dabf18193072939515e22adb298388d": z.literal("1b47061264138c4ac30d75fd1eb44270"),
    })
    .transform((): Secret => ({ secret: true }));
const text = z
    .union([z.string(), secret])
    .nullish()
    .transform((value) => (value === UNKNOWN ? null : (value ?? undefined)));
const textOrNone = text.transform((value) => (value === undefined ? "" : value));
const fileProps = z.object({
    fileName: text,
    sha256: text,
    source: text,
    tenantId: text,
    description: textOrNone,
    parametersDescription: textOrNone,
    hasParameters: z
        .union([z.boolean(), z.literal(UNKNOWN), secret])
        .nullish()
        .transform((value) => (value === UNKNOWN ? null : (value ?? false))),
});

/** The properties of a file in an event of the engine. */
export type FileProps = z.infer<typeof fileProps>;

const side = z
    .object({
        inputs: fileProps,
        outputs: fileProps.nullish(),
        retainOnDelete: z.boolean().nullish(),
    })
    .nullish();
/** Of an event of the engine what is needed here: its own shape may grow. */
const anyStep = z.object({ metadata: z.object({ type: z.string() }) });
const fileStep = z.object({
    metadata: z.object({ op: z.string(), urn: z.string(), old: side, new: side }),
});

/** A step of a preview that is about a library file. */
export interface FileStep {
    /** The engine's word for what it would do. */
    readonly op: string;
    readonly urn: string;
    /** As the state has it. */
    readonly from: FileProps | undefined;
    /** As the program wants it. */
    readonly to: FileProps | undefined;
    /** Whether the file stays in the tenant when the stack gives it up. */
    readonly isRetained: boolean;
}

/**
 * Reads a `resourcePreEvent` of the engine; `undefined` for one about something else.
 *
 * @throws {StackConfigurationError} when it cannot be read.
 */
export function readFileStep(event: unknown): FileStep | undefined {
    if (readAs(anyStep, event).metadata.type !== fileType) return undefined;
    const { op, urn, old, new: wanted } = readAs(fileStep, event).metadata;
    const isRetained = old?.retainOnDelete === true;
    return { op, urn, from: keptProps(old), to: wanted?.inputs, isRetained };
}

/**
 * What the state has of a file. An `up` that was stopped may have left no outputs. What an output hides
 * (`additionalSecretOutputs`) may still stand in the inputs: what says which file it is, is taken from
 * there; the rest is not, for the tenant may have been found to differ.
 */
function keptProps(kept: z.infer<typeof side>): FileProps | undefined {
    const { inputs, outputs } = kept ?? {};
    if (inputs === undefined || outputs?.fileName === undefined) return inputs;
    const which = (["fileName", "source", "tenantId"] as const).filter((key) =>
        isSecret(outputs[key]),
    );
    return { ...outputs, ...Object.fromEntries(which.map((key) => [key, inputs[key]])) };
}

function readAs<Read>(shape: z.ZodType<Read>, step: unknown): Read {
    const parsed = shape.safeParse(step);
    if (parsed.success) return parsed.data;
    throw unreadable(parsed.error.issues[0]?.path.join(".") ?? "");
}

/** A step cannot be read, and what in it. */
export function unreadable(where: string): StackConfigurationError {
    return new StackConfigurationError(
        `a step of the preview has a shape that this pulumi-mde does not know ` +
            `(${printable(where)}), so that what an "up" would change cannot be told: update ` +
            `pulumi-mde, or look at "pulumi preview --diff".`,
    );
}
