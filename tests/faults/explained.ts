import { fileNameKey } from "../../library/fileName";
import type { Failure } from "./engineRun";
import type { Ledger } from "./ledger";
import { isLie } from "./lies";
import type { Declared } from "./program";
import type { MetFault } from "./service";
import { liveNameOf, resourceOf, type Entry } from "./stackState";

/** What went wrong in a run, and how. */
export interface Circumstances {
    readonly met: readonly MetFault[];
    readonly killed: boolean;
    /** Somebody acted in the middle of the run. */
    readonly disturbed: boolean;
    readonly ledger: Ledger;
    readonly program: readonly Declared[];
    /** The state before the run. */
    readonly before: readonly Entry[];
}

/** How long an upload is waited for in the list, in milliseconds. */
const PATIENCE = 60_000;

/** What a failure is, by what it tells a person. */
export function kindOf({
    message,
}: Failure): "drift" | "unowned" | "exists" | "torn" | "unverified" | "unfound" | "other" {
    if (message.includes("was changed outside Pulumi")) return "drift";
    if (message.includes("this resource did not make it")) return "unowned";
    if (/a file of that name (has come to be|was) there/i.test(message)) return "exists";
    if (message.includes("changed after the program had read it")) return "torn";
    if (message.includes("that there is no such file")) return "unfound";
    // Not "Whether … was uploaded to tenant … is not known".
    if (/^"[^"]*" was uploaded to tenant/.test(message)) return "unverified";
    return "other";
}

/** Why a failure should not have been; `undefined` where what happened explains it. */
export function unexplained(failure: Failure, around: Circumstances): string | undefined {
    const { met, killed, disturbed } = around;
    if (killed) return undefined;
    const why = `${failure.op} of ${failure.resource} failed: ${failure.message}`;
    const isLied =
        met.some(isLie) ||
        met.some(({ effect }) => effect.kind === "wrongDigest") ||
        filesOf(failure, around).some((fileName) => around.ledger.isLiedAbout(fileName));
    switch (kindOf(failure)) {
        case "drift":
            if (isLied || disturbed || isSomebodys(failure, around)) return undefined;
            // The old half of a replacement, whose name another resource has adopted since.
            return failure.op === "delete" && isTakenOver(failure, around) ? undefined : why;
        case "unowned":
            if (adopts(failure, around)) return why;
            if (isLied || disturbed || isSomebodys(failure, around)) return undefined;
            if (filesOf(failure, around).some((name) => around.ledger.isTakenForGone(name)))
                return undefined;
            return isAnothers(failure, around) ? undefined : why;
        case "exists":
            if (isLied || disturbed || isSomebodys(failure, around)) return undefined;
            // A list that is not found twice does not show what the service then finds.
            return areAllPassing(met) ? why : undefined;
        case "torn":
            return disturbed ? undefined : why;
        case "unverified":
            if (around.ledger.hidden.longest > PATIENCE) return undefined;
            return isLied || disturbed || !areAllPassing(met) ? undefined : why;
        case "unfound":
            return isLied || disturbed || met.some(isUnfound) || isReadOtherwise(failure, around)
                ? undefined
                : why;
        case "other":
            return isLied || !areAllPassing(met) ? undefined : why;
    }
}

const isUnfound = ({ call, effect }: MetFault) =>
    call === "delete" && effect.kind === "answer" && effect.status === 404;

/** A service that does not decode a name finds none that had to be encoded. */
function isReadOtherwise(failure: Failure, around: Circumstances): boolean {
    const isEncoded = (fileName: string) => encodeURIComponent(fileName) !== fileName;
    return around.ledger.deletesRaw && filesOf(failure, around).some(isEncoded);
}

/** The files that a failure may be about: of the program, and of the state. */
function filesOf({ resource }: Failure, { program, before }: Circumstances): string[] {
    const declared = program.filter((each) => each.resource === resource);
    const names = [resource, ...declared.flatMap(({ aliases }) => aliases)];
    const entries = before.filter(({ urn }) => names.includes(resourceOf(urn)));
    return [...declared.map(({ fileName }) => fileName), ...entries.map(liveNameOf)];
}

function isSomebodys(failure: Failure, around: Circumstances): boolean {
    return filesOf(failure, around).some((fileName) =>
        around.ledger
            .writersAlike(fileName)
            .some(({ by, mangled, toldOf }) => by === "somebody" || (mangled && !toldOf)),
    );
}

/** What the program says to take, whosever it is. */
function adopts({ resource }: Failure, { program }: Circumstances): boolean {
    return program.some((each) => each.resource === resource && each.adopt);
}

function isTakenOver(failure: Failure, around: Circumstances): boolean {
    return filesOf(failure, around).some((fileName) => {
        const writer = around.ledger.writerOf(fileName);
        return (
            writer === undefined || (writer.by === "stack" && writer.resource !== failure.resource)
        );
    });
}

/** A resource under another name is another one, to whose file this one has no right. */
function isAnothers(failure: Failure, around: Circumstances): boolean {
    const declared = around.program.find(({ resource }) => resource === failure.resource);
    const writers = declared === undefined ? [] : around.ledger.writersAlike(declared.fileName);
    return writers.some(({ by, resource }) => by === "stack" && resource !== failure.resource);
}

/** A step that came to no clear answer may have been carried out all the same. */
export function isUnclear(message: string): boolean {
    return /there was no answer|is not known|\b5\d\d\b|\b408\b/.test(message);
}

/** Faults that retrying gets over, and no more of them than it tries. */
export function areAllPassing(met: readonly MetFault[]): boolean {
    const count = (call: string, fits: (kind: string) => boolean) =>
        met.filter((each) => each.call === call && fits(kindOfEffect(each))).length;
    const isPassing = (each: MetFault) => {
        const kind = kindOfEffect(each);
        if (each.call === "token") return ["throttle", "failure", "delay"].includes(kind);
        if (each.call === "list") return kind !== "other" && kind !== "staleList";
        return kind !== "other" && kind !== "wrongDigest" && kind !== "mangled";
    };
    return (
        met.every(isPassing) &&
        ["list", "upload", "delete", "token"].every(
            (call) =>
                count(call, (kind) => kind === "failure") <= 2 &&
                count(call, (kind) => kind === "throttle") <= 5 &&
                count(call, (kind) => kind === "unauthorized") <= 1 &&
                count(call, (kind) => kind === "empty") <= (call === "list" ? 1 : 9),
        )
    );
}

function kindOfEffect({ effect, call }: MetFault): string {
    switch (effect.kind) {
        case "answer":
            if (effect.status === 401 && call !== "token") return "unauthorized";
            return effect.status >= 500 || effect.status === 408 ? "failure" : "other";
        case "reset":
        case "resetBefore":
        case "resetAfter":
            return "failure";
        case "failingPage":
            return (effect.status ?? 500) >= 500 ? "failure" : "other";
        case "truncatedBody":
        case "emptyBody":
        case "notJson":
            return "empty";
        default:
            return effect.kind;
    }
}

/** The key of the file of a resource, in the program. */
export const keyOf = ({ fileName }: { readonly fileName: string }) => fileNameKey(fileName);
