import { posix } from "node:path";

import { fileNameKey, printable } from "../library/fileName";
import type { KnownOwner } from "../library/adoption";
import type { LiveFile } from "../library/liveFile";
import { isCutMark, markOf } from "../library/mark";
import { idParts } from "../provider/state";
import { fileType, pinType } from "../sdk/fileType";
import { fileOwners, type UnreadStack } from "./fileOwners";
import { readProjectStates, type ProjectStates } from "./projectStates";
import { StackConfigurationError } from "./stackConfiguration";
import { shortName } from "./stackName";
import type { StackState } from "./stackRelease";
import type { Subject } from "./subject";
import { tenantSettings } from "./tenantLibrary";
import { isSamePlace, type TenantPlace } from "./tenantPlace";

/** Whose the files of a tenant are, as far as the project's states and the files' marks tell. */
export interface Owners {
    readonly ownerOf: (file: LiveFile) => KnownOwner;
    /** Whether a stack, as the backend names it, is the one that was asked about; any, where none was. */
    readonly isOwn: (stack: string) => boolean;
    /** The state of the stack that was asked about; an empty one where none was. */
    readonly state: StackState;
    /** Whether a stack of the project has, or had, anything in the tenant: its pin or a file. */
    readonly knowsTenant: boolean;
    /** Why nothing tells whose a file is: there is no project. */
    readonly unknown: string | undefined;
    /** The stacks whose states were read. */
    readonly stacks: readonly string[];
    /** Where files of a `Library` lie, from the program's folder: what is put there is uploaded. */
    readonly libraryFolders: readonly string[];
}

/** The tenant that is looked at, and the stack or the environment that was asked about. */
interface OwnersAsked {
    readonly tenantId: string;
    readonly subject: Subject;
}

/**
 * Reads the states of all stacks of a project.
 *
 * @throws {StackConfigurationError} when one of them cannot be read: what is its own would be taken for
 * nobody's.
 */
export async function readOwners(folder: string, asked: OwnersAsked): Promise<Owners> {
    const { stack } = asked.subject;
    const named = stack === undefined ? [] : [stack.name];
    return ownersIn(await readProjectStates(folder, named), asked);
}

/** {@link readOwners}, by states that have been read. @throws {StackConfigurationError} */
export function ownersIn(project: ProjectStates, { tenantId, subject }: OwnersAsked): Owners {
    // `emulator` is any address on this machine, and a tunnel to the service has one: by the id alone a
    // stack that goes through it keeps its files.
    const { owners, unread } = fileOwners(project.states, { tenantId });
    const isProject = project.project !== undefined;
    const broken = [...unread, ...(isProject ? project.unread : [])];
    if (broken.length > 0) throw unknownOwners(broken);
    const marks = ownMarks(subject);
    // That a stack was there must be sure.
    const place = { tenantId, cloud: tenantSettings(subject).settings.cloud };
    // Of the environment's tenant nothing tells which stack is asked about.
    const isAsked = (stack: string) => isSameStack(stack, subject.stack?.name);
    const isOwn = (stack: string) => subject.stack === undefined || isAsked(stack);
    return {
        ownerOf: (file) => ({
            stacks: [
                ...new Set(
                    (owners.get(fileNameKey(file.fileName)) ?? []).map(({ stack }) => stack),
                ),
            ],
            mark: othersMark(file, marks),
        }),
        isOwn,
        state: project.states.find(({ stack }) => isAsked(stack))?.state ?? nothing,
        knowsTenant: project.states.some(({ state }) => hasAnythingIn(state, place)),
        unknown: isProject ? undefined : project.unread[0]?.why,
        stacks: project.states.map(({ stack }) => stack),
        libraryFolders: project.states.flatMap(({ state }) => libraryFolders(state)),
    };
}

function unknownOwners(broken: readonly UnreadStack[]): StackConfigurationError {
    // A stack by its name tells more than that there may be others.
    const [named, others] = [
        broken.filter(({ stack }) => stack !== ""),
        broken.filter(({ stack }) => stack === ""),
    ];
    const whys = [
        ...named.map(
            ({ stack, why }) =>
                `the state of stack ${printable(stack)} was not read (${printable(why)})`,
        ),
        ...others.map(({ why }) => printable(why)),
    ];
    return new StackConfigurationError(
        `whose the live files are is not known, and nothing was changed: ${whys.join("; ")}`,
    );
}

function libraryFolders({ resources }: StackState): string[] {
    return resources.flatMap(({ type, parent, outputs }) => {
        const source = outputs?.["source"];
        const isOfLibrary = type === fileType && parent?.includes("mde:index:Library::") === true;
        return isOfLibrary && typeof source === "string" ? [posix.dirname(source)] : [];
    });
}

/** The mark of another stack, or what the service has left of one. */
function othersMark({ mark, description }: LiveFile, own: readonly string[]): string | undefined {
    if (mark !== undefined) return own.includes(mark) ? undefined : mark;
    const opening = description.lastIndexOf("[");
    const end = opening === -1 ? "" : description.slice(opening);
    // A bracket alone is anybody's.
    return end.startsWith("[pulumi") && isCutMark(end) ? `${end}…` : undefined;
}

/** The marks that are a stack's own: its name, and what it was called before. */
function ownMarks(subject: Subject): string[] {
    const { stack } = subject;
    if (stack === undefined) return [];
    const { settings } = tenantSettings(subject);
    return [markOf(stack.project, shortName(stack.name)), ...settings.markAlso];
}

function hasAnythingIn({ resources }: StackState, place: TenantPlace): boolean {
    return resources.some(({ type, id = "", outputs, external }) => {
        const pinned = type === pinType ? outputs?.["tenantId"] : undefined;
        const there = type === fileType ? idParts(id).tenantId : pinned;
        if (external === true || typeof there !== "string") return false;
        return isSamePlace({ tenantId: there, cloud: textOf(outputs?.["cloud"]) }, place);
    });
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

const nothing: StackState = { resources: [], interrupted: [] };

/** The backend leaves an organisation out, and so may a person. */
function isSameStack(one: string, other: string | undefined): boolean {
    if (other === undefined) return false;
    const [short, long] = one.length < other.length ? [one, other] : [other, one];
    return short === long || (!short.includes("/") && long.endsWith(`/${short}`));
}
