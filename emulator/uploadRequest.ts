import { createHash } from "node:crypto";

import { apiErrors, saying, type ApiError } from "./errorCatalogue";
import type { SizeLimit, UploadBehaviour } from "./uploadBehaviour";
import type { UploadForm } from "./uploadForm";

/** An upload whose form is in order. `undefined` stands for a field that was left out. */
export interface UploadRequest {
    readonly fileName: string;
    readonly bytes: Buffer;
    readonly sha256: string;
    readonly description: string | undefined;
    readonly parametersDescription: string | undefined;
    readonly hasParameters: boolean | undefined;
    readonly overrideIfExists: boolean;
}

/** The upload with a byte more than was sent. */
export function mangled(upload: UploadRequest): UploadRequest {
    const bytes = Buffer.concat([upload.bytes, Buffer.from("\n")]);
    return { ...upload, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

const knownFields = ["Description", "ParametersDescription", "HasParameters", "OverrideIfExists"];
const documentedName = /^[A-Za-z0-9._-]+$/;

/**
 * What a form asks for, or why it is refused. Fields:
 * https://learn.microsoft.com/en-us/defender-endpoint/api/upload-library.
 */
export function readUploadRequest(
    form: UploadForm,
    behaviour: UploadBehaviour,
): UploadRequest | ApiError {
    const { file } = form;
    if (
        file === undefined ||
        (behaviour.fileFieldCase === "lower-only" && file.fieldName !== "file")
    )
        return saying(apiErrors.missingRequiredParameter, "Parameter file is missing.");

    if (behaviour.otherFields === "reject-unknown") {
        const unknown = [...form.fields.keys()].find((name) => !knownFields.includes(name));
        if (unknown !== undefined)
            return saying(apiErrors.invalidRequestBody, `Unknown field ${unknown}.`);
    }
    const field = (name: string): string | undefined => {
        const exact = form.fields.get(name);
        if (exact !== undefined || behaviour.otherFields !== "any-case") return exact;
        const found = [...form.fields].find(
            ([other]) => other.toLowerCase() === name.toLowerCase(),
        );
        return found?.[1];
    };

    const nameProblem = problemWithName(file.fileName, behaviour);
    if (nameProblem !== undefined) return nameProblem;
    const sizeProblem = problemWithSize(form, behaviour);
    if (sizeProblem !== undefined) return sizeProblem;

    const hasParameters = readBoolean(field("HasParameters"), behaviour);
    const overrideIfExists = readBoolean(field("OverrideIfExists"), behaviour);
    if (hasParameters === "unreadable" || overrideIfExists === "unreadable") {
        const name = hasParameters === "unreadable" ? "HasParameters" : "OverrideIfExists";
        return saying(apiErrors.invalidRequestBody, `${name} is not a boolean.`);
    }
    const description = field("Description");
    const parametersDescription = field("ParametersDescription");
    if (behaviour.descriptionRequired && description === undefined)
        return saying(apiErrors.missingRequiredParameter, "Parameter Description is missing.");
    if (
        behaviour.hasParametersWithoutText === "refused" &&
        hasParameters === true &&
        (parametersDescription ?? "") === ""
    )
        return saying(
            apiErrors.missingRequiredParameter,
            "Parameter ParametersDescription is missing.",
        );
    return {
        fileName: file.fileName,
        bytes: file.bytes,
        sha256: createHash("sha256").update(file.bytes).digest("hex"),
        description,
        parametersDescription,
        hasParameters,
        overrideIfExists: overrideIfExists ?? false,
    };
}

/** How a file that is too large is refused. */
export function tooLarge(limit: SizeLimit): ApiError {
    const error = limit.status === 413 ? apiErrors.payloadTooLarge : apiErrors.badRequest;
    return saying(error, `The file is larger than the ${limit.bytes} bytes that are allowed.`);
}

function problemWithName(name: string, behaviour: UploadBehaviour): ApiError | undefined {
    const invalid = saying(apiErrors.invalidInput, `Invalid input ${JSON.stringify(name)}.`);
    if (name === "" || name === "." || name === "..") return invalid;
    if (name.length > behaviour.maxNameLength) return invalid;
    if (behaviour.names === "documented" && !documentedName.test(name)) return invalid;
    const denied = behaviour.deniedExtensions.some((extension) =>
        name.toLowerCase().endsWith(extension.toLowerCase()),
    );
    return denied
        ? saying(apiErrors.invalidInput, `The file type of ${name} is not allowed.`)
        : undefined;
}

function problemWithSize(form: UploadForm, behaviour: UploadBehaviour): ApiError | undefined {
    const { sizeLimit } = behaviour;
    const { bytes, truncated, fileName } = form.file ?? {
        bytes: Buffer.alloc(0),
        truncated: false,
        fileName: "",
    };
    const size = sizeLimit.of === "body" ? form.bodyBytes : bytes.length;
    if (truncated || size > sizeLimit.bytes) return tooLarge(sizeLimit);
    if (bytes.length === 0 && behaviour.zeroBytes === "refused")
        return saying(apiErrors.invalidRequestBody, `${fileName} is empty.`);
    if (behaviour.refusesContent(bytes, fileName))
        return saying(apiErrors.badRequest, `${fileName} holds malware or unwanted software.`);
    return undefined;
}

function readBoolean(
    text: string | undefined,
    behaviour: UploadBehaviour,
): boolean | undefined | "unreadable" {
    if (text === undefined) return undefined;
    const lenient = behaviour.booleans === "lenient";
    const value = lenient ? text.trim().toLowerCase() : text;
    if (value === "true") return true;
    if (value === "false" || (lenient && value === "")) return false;
    return "unreadable";
}
