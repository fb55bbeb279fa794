import type { Bag } from "./seat";

/** A resource in the state. */
export interface Entry {
    readonly urn: string;
    readonly id: string;
    readonly inputs: Bag;
    readonly outputs: Bag;
    /** It was replaced and is still to be deleted. */
    readonly isOld?: true;
    /** It was deleted, to be made again: a replacement that deletes first. */
    readonly awaitsReplacement?: true;
    /** Its create or update has failed in part. */
    readonly initErrors?: readonly string[];
}

/** What a run that is killed leaves: the state as it was last written. */
export class StackState {
    private written = "[]";
    /**
     * Updates and deletes that a killed run was at: the CLI then says so in each run, and that a
     * refresh is due. (Of a create it says so too, and goes on.) So is one for a step that failed
     * with no answer.
     */
    readonly interrupted = new Set<string>();

    read(): Entry[] {
        return JSON.parse(this.written) as Entry[];
    }

    write(entries: readonly Entry[]): void {
        this.written = JSON.stringify(entries);
    }

    get text(): string {
        return this.written;
    }

    /** The files that the state knows of. */
    files(): Entry[] {
        return this.read().filter(
            ({ urn, awaitsReplacement }) => !isPin(urn) && !awaitsReplacement,
        );
    }
}

const stack = "urn:pulumi:test::faults::pulumi-nodejs:dynamic/mde:";
export const pinUrn = `${stack}TenantPin::mde`;
export const fileUrn = (resource: string) => `${stack}LibraryFile::${resource}`;
export const resourceOf = (urn: string) => urn.split("::").at(-1) ?? "";
export const isPin = (urn: string) => urn === pinUrn;

/** The name under which the service has an entry's file. */
export function liveNameOf({ outputs }: Entry): string {
    const reported = outputs["__reported"] as { fileName?: string } | undefined;
    return reported?.fileName ?? String(outputs["fileName"]);
}
