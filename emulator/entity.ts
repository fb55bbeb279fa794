import type { ListBehaviour } from "./listBehaviour";
import type { StoredFile } from "./store";

/**
 * A file as the API writes it, keys in the order of a real list: there is no id and no size
 * (https://learn.microsoft.com/en-us/defender-endpoint/api/list-library-files).
 */
export interface LibraryFileEntity {
    readonly fileName: string;
    readonly sha256: string | null;
    readonly description: string | null;
    readonly creationTime: string;
    readonly lastUpdatedTime: string;
    readonly createdBy: string;
    readonly hasParameters: boolean;
    readonly parametersDescription?: string | null;
}

/** The entity of a file. @param options.now milliseconds since 1970. */
export function entityOf(
    file: StoredFile,
    options: { behaviour: ListBehaviour; now: number },
): LibraryFileEntity {
    const { absentParametersDescription, timestampDigits, digestAfterMs } = options.behaviour;
    // A time in the future (a file touched by hand, two clocks) is no reason to hide a digest.
    const tooYoung = digestAfterMs > 0 && options.now - file.lastUpdatedTime < digestAfterMs;
    const omitted =
        absentParametersDescription === "omitted" && file.parametersDescription === null;
    return {
        fileName: file.fileName,
        sha256: tooYoung ? null : file.sha256,
        description: file.description,
        creationTime: timestamp(file.creationTime, timestampDigits),
        lastUpdatedTime: timestamp(file.lastUpdatedTime, timestampDigits),
        createdBy: file.createdBy,
        hasParameters: file.hasParameters,
        ...(omitted ? {} : { parametersDescription: file.parametersDescription }),
    };
}

/**
 * A time in ISO 8601 with at most so many digits of a second's fraction, trailing zeros dropped, as
 * real answers have it.
 *
 * @param time milliseconds since 1970; a fraction of a millisecond counts.
 */
export function timestamp(time: number, digits: number): string {
    // A double holds today's times to the microsecond and no further: a seventh digit is made up.
    const microseconds = Math.round(time * 1000);
    const seconds = Math.floor(microseconds / 1_000_000);
    const fraction = String(microseconds % 1_000_000)
        .padStart(6, "0")
        .concat("9")
        .slice(0, digits)
        .replace(/(?<!0)0+$/, "");
    const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
    return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}

const backendHost = "api-us.securitycenter.windows.com";

/** The `@odata.context` of an answer. @param host the host that was called. */
export function contextOf(
    host: string,
    options: { behaviour: ListBehaviour; entity: boolean },
): string {
    const named = options.behaviour.contextHost === "backend" ? backendHost : host;
    return `https://${named}/api/$metadata#LibraryFiles${options.entity ? "/$entity" : ""}`;
}
