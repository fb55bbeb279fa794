import { apiErrors, saying, type ApiError } from "./errorCatalogue";
import { findFile, type NameCase } from "./findFile";
import type { Change, StoredFile } from "./store";
import type { UploadBehaviour } from "./uploadBehaviour";
import type { UploadRequest } from "./uploadRequest";

/** What became of an upload. */
export type UploadOutcome =
    | { readonly refused: ApiError }
    | {
          /** The file as it is now. */
          readonly stored: StoredFile;
          /** The file that was there before; `undefined` where there was none. */
          readonly before: StoredFile | undefined;
          /** False where the file was left as it was. */
          readonly written: boolean;
      };

/** What an upload does to a library. @param options.now milliseconds since 1970. */
export function decideUpload(
    upload: UploadRequest,
    files: readonly StoredFile[],
    options: { behaviour: UploadBehaviour; nameCase: NameCase; createdBy: string; now: number },
): Change<UploadOutcome> {
    const { behaviour, nameCase, createdBy, now } = options;
    const before = findFile(files, upload.fileName, { nameCase });
    const overwrites = upload.overrideIfExists || behaviour.existing === "overwritten";
    if (before !== undefined && !overwrites) {
        const stays = { stored: before, before, written: false };
        const refused = existing(behaviour, before.fileName);
        return { result: refused === undefined ? stays : { refused } };
    }
    const full = before === undefined ? libraryIsFull(upload, files, behaviour) : undefined;
    if (full !== undefined) return { result: { refused: full } };

    const inherited = behaviour.overrideAbsentFields === "kept" ? before : undefined;
    const parametersDescription = text(
        upload.parametersDescription,
        inherited?.parametersDescription,
        behaviour,
    );
    const stored: StoredFile = {
        fileName:
            before === undefined || nameCase === "insensitive-renames"
                ? upload.fileName
                : before.fileName,
        sha256: upload.sha256,
        size: upload.bytes.length,
        description: text(upload.description, inherited?.description, behaviour),
        parametersDescription,
        hasParameters:
            upload.hasParameters ??
            inherited?.hasParameters ??
            (behaviour.hasParametersAbsent === "derived" && (parametersDescription ?? "") !== ""),
        creationTime:
            behaviour.overrideCreationTime === "kept" ? (before?.creationTime ?? now) : now,
        lastUpdatedTime: now,
        createdBy:
            behaviour.overrideCreatedBy === "kept" ? (before?.createdBy ?? createdBy) : createdBy,
    };
    const renamed = before !== undefined && before.fileName !== stored.fileName;
    return {
        result: { stored, before, written: true },
        ...(renamed ? { remove: before.fileName } : {}),
        write: { file: stored, bytes: upload.bytes },
    };
}

function existing(behaviour: UploadBehaviour, fileName: string): ApiError | undefined {
    const message = `File ${fileName} already exists.`;
    switch (behaviour.existing) {
        case "badRequest":
            return saying(apiErrors.badRequest, message);
        case "invalidInput":
            return saying(apiErrors.invalidInput, message);
        case "conflict":
            return saying(apiErrors.conflict, message);
        case "silent":
        case "overwritten":
            return undefined;
    }
}

function libraryIsFull(
    upload: UploadRequest,
    files: readonly StoredFile[],
    behaviour: UploadBehaviour,
): ApiError | undefined {
    if (files.length >= behaviour.maxFiles)
        return saying(apiErrors.badRequest, `The library holds ${files.length} files already.`);
    const total = files.reduce((sum, file) => sum + file.size, upload.bytes.length);
    if (total > behaviour.maxTotalBytes)
        return saying(apiErrors.badRequest, `The library would hold ${total} bytes.`);
    return undefined;
}

function text(
    sent: string | undefined,
    inherited: string | null | undefined,
    behaviour: UploadBehaviour,
): string | null {
    if (sent === undefined) return inherited ?? null;
    const kept = whatIsKept(sent, behaviour.storedTexts);
    return kept === "" && behaviour.emptyText === "null" ? null : kept;
}

function whatIsKept(sent: string, storedTexts: UploadBehaviour["storedTexts"]): string {
    if (storedTexts === "asSent") return sent;
    return storedTexts === "trimmed" ? sent.trim() : sent.slice(0, storedTexts.cutAt);
}
