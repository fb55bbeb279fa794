import { FileExistsError } from "../defender";
import type { LiveFile } from "../library/liveFile";
import { StepError } from "./errors";

/** A file that comes and goes so often is somebody's, who is at work on it. */
const MOST_TURNS = 5;

/** At its turn an upload finds that the file has come or gone, and goes no further. */
export class ChangedSinceError extends StepError {
    override name = "ChangedSinceError" as const;

    constructor(
        where: { readonly fileName: string; readonly tenantId: string },
        /** The file as it is now. */
        readonly now: LiveFile | undefined,
    ) {
        super(
            `${where.fileName} was not uploaded to tenant ${where.tenantId}: somebody puts a file ` +
                `of that name there and removes it again, while this run looks. Nothing was ` +
                `overwritten. Run "pulumi up" again when that has ended.`,
        );
    }
}

/**
 * Writes to a file as it is: decided for the file that was found, and anew whenever it turns out
 * to have come or gone meanwhile. Only what was seen is ever overwritten.
 *
 * @param write is given the file, `undefined` where there is none, and what the service has said to
 * an upload that was to overwrite nothing.
 * @param look looks again, after such an answer.
 */
export async function asItIs<T>(
    found: LiveFile | undefined,
    write: (live: LiveFile | undefined, refusal: FileExistsError | undefined) => Promise<T>,
    look: () => Promise<LiveFile | undefined>,
): Promise<T> {
    let live = found;
    let refusal: FileExistsError | undefined;
    for (let turn = 1; ; turn++) {
        try {
            return await write(live, refusal);
        } catch (error) {
            if (turn === MOST_TURNS) throw error;
            if (error instanceof ChangedSinceError) {
                live = error.now;
            } else if (error instanceof FileExistsError) {
                live = await look();
                refusal = error;
                // What is there no list shows: nobody can decide about it.
                if (live === undefined) throw error;
            } else {
                throw error;
            }
        }
    }
}
