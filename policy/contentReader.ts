import { openContentIndex, type ContentIndex } from "../library/contentIndex";
import { userFolderPath } from "../library/userFolder";
import { ContentUnavailableError } from "./claim";
import { Content } from "./content";

/** Contents that all policies of one file look at, one after the other: no more are kept. */
const MAX_BYTES = 32 * 2 ** 20;

/**
 * The content with this digest and size.
 *
 * @throws {ContentUnavailableError} when no file holds it any more, or it cannot be read.
 */
export type ReadContent = (sha256: string, size: number) => Promise<Content>;

/**
 * Reads contents through this user's content index, where the program has noted where they lie, each
 * once for all policies that look at it.
 *
 * @param options.open opens the index, when the first content is asked for.
 */
export function contentReader(
    options: { open?: () => Pick<ContentIndex, "read"> } = {},
): ReadContent {
    const { open = openUsersIndex } = options;
    let index: Pick<ContentIndex, "read"> | undefined;
    const kept = new Map<string, { readonly content: Promise<Content>; readonly size: number }>();

    async function read(sha256: string, size: number): Promise<Content> {
        try {
            index ??= open();
            return new Content(await index.read(sha256, size));
        } catch (cause) {
            const why = cause instanceof Error ? cause.message : String(cause);
            throw new ContentUnavailableError(why.replace(/\.$/, ""), { cause });
        }
    }

    return (sha256, size) => {
        const known = kept.get(sha256);
        if (known !== undefined) return known.content;
        const content = read(sha256, size);
        kept.set(sha256, { content, size });
        // What could not be read is asked for again: somebody may have put it back.
        content.catch(() => kept.delete(sha256));
        let bytes = 0;
        for (const entry of kept.values()) bytes += entry.size;
        for (const [oldest, entry] of kept) {
            if (bytes <= MAX_BYTES || oldest === sha256) break;
            kept.delete(oldest);
            bytes -= entry.size;
        }
        return content;
    };
}

function openUsersIndex(): ContentIndex {
    return openContentIndex({ folder: userFolderPath(process.env), now: Date.now });
}
