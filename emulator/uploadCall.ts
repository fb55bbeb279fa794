import { nameOf, refuse, type ApiCall } from "./apiCall";
import { emptyAnswer, jsonAnswer, type Answer } from "./answer";
import { contextOf, entityOf } from "./entity";
import { apiErrors, saying } from "./errorCatalogue";
import { decideUpload, type UploadOutcome } from "./uploadDecision";
import type { UploadRequest } from "./uploadRequest";

/** Names that are being uploaded at this moment, with their tenant. */
export type InFlight = Set<string>;

/** `POST /api/libraryfiles`: https://learn.microsoft.com/en-us/defender-endpoint/api/upload-library. */
export async function answerUpload(
    call: ApiCall,
    upload: UploadRequest,
    inFlight: InFlight,
): Promise<Answer> {
    const { behaviour, caller, store, now } = call;
    const key = `${caller.tenantId}/${upload.fileName.toLowerCase()}`;
    if (inFlight.has(key) && behaviour.upload.concurrentWrites !== "lastWins") {
        const conflict = saying(apiErrors.conflict, `${upload.fileName} is being uploaded.`);
        const refused = behaviour.upload.concurrentWrites === "conflict";
        return refuse(call, refused ? conflict : apiErrors.internalServerError);
    }
    inFlight.add(key);
    try {
        const outcome = await store.change(caller.tenantId, (files) =>
            decideUpload(upload, files, {
                behaviour: behaviour.upload,
                nameCase: behaviour.service.nameCase,
                createdBy: nameOf(call),
                now,
            }),
        );
        return answerOutcome(call, outcome);
    } finally {
        inFlight.delete(key);
    }
}

function answerOutcome(call: ApiCall, outcome: UploadOutcome): Answer {
    if ("refused" in outcome) return refuse(call, outcome.refused);
    const { behaviour, caller, now, url } = call;
    const { stored, before, written } = outcome;
    if (written) {
        const { tenantId } = caller;
        const { fileName } = stored;
        call.recent.add({ tenantId, fileName, before, after: stored, at: now, host: url.host });
    }
    const { contentType } = behaviour.service;
    if (behaviour.upload.answer === "empty") return emptyAnswer(200);
    if (behaviour.upload.answer === "notJson")
        return { status: 200, headers: { "content-type": "text/plain" }, body: Buffer.from("OK") };
    const body = {
        "@odata.context": contextOf(url.host, { behaviour: behaviour.list, entity: true }),
        ...entityOf(stored, { behaviour: behaviour.list, now }),
    };
    return jsonAnswer(behaviour.upload.answer === "created" ? 201 : 200, body, contentType);
}
