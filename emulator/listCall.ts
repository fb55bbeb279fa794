import { refuse, type ApiCall } from "./apiCall";
import { jsonAnswer, type Answer } from "./answer";
import type { Bend } from "./bend";
import { contextOf, entityOf, type LibraryFileEntity } from "./entity";
import { apiErrors, saying } from "./errorCatalogue";
import { applyQuery } from "./listQuery";
import type { StoredFile } from "./store";

/** Name of the query parameter that a next link carries. */
export const skipToken = "$skiptoken";

/** `GET /api/libraryfiles`: https://learn.microsoft.com/en-us/defender-endpoint/api/list-library-files. */
export async function answerList(call: ApiCall, bend: Bend = {}): Promise<Answer> {
    const { behaviour, caller, recent, now, url } = call;
    const { tenantId } = caller;
    const files = await call.store.list(tenantId);
    const seen = bend.stale
        ? recent.withoutLatest(files, tenantId)
        : recent.asSeen(files, { tenantId, host: url.host, now });
    if (seen.length === 0 && behaviour.list.empty === "notFound")
        return refuse(call, apiErrors.notFound);

    const ordered = behaviour.list.order === "fileName" ? byName(seen) : seen;
    const entities = ordered.map((file) => entityOf(file, { behaviour: behaviour.list, now }));
    const asked = applyQuery(entities, url.searchParams, behaviour.list.query);
    if ("problem" in asked) return refuse(call, saying(apiErrors.odataError, asked.problem));
    const half = Math.max(1, Math.ceil(asked.entities.length / 2));
    const size = bend.inTwoPages ? half : behaviour.list.pageSize;
    const { page, next } = pageOf(asked.entities, url, size);
    const body = {
        "@odata.context": contextOf(url.host, { behaviour: behaviour.list, entity: false }),
        value: page,
        ...(next === undefined ? {} : { "@odata.nextLink": next }),
    };
    return jsonAnswer(200, body, behaviour.service.contentType);
}

function byName(files: readonly StoredFile[]): StoredFile[] {
    return [...files].sort((one, other) => (one.fileName < other.fileName ? -1 : 1));
}

/** A page of a list. The token of a next link holds where the page begins and how long it is. */
function pageOf(entities: readonly LibraryFileEntity[], url: URL, size: number) {
    const [, from, asked] = /^(\d+)-(\d+)$/.exec(url.searchParams.get(skipToken) ?? "") ?? [];
    const start = Number(from ?? 0);
    const length = asked === undefined ? size : Number(asked);
    const end = start + length;
    const page = entities.slice(start, end);
    if (end >= entities.length) return { page, next: undefined };
    const next = new URL(url);
    next.searchParams.set(skipToken, `${end}-${length}`);
    return { page, next: next.href };
}
