import { createHash } from "node:crypto";

import type { BehaviourOptions, StoredFile } from "../../emulator";
import { fileNameKey } from "../../library/fileName";
import { HiddenChanges } from "./hiddenChanges";
import { contentOf, type Declared } from "./program";
import type { MetFault, Watcher } from "./service";
import { liveNameOf, type StackState } from "./stackState";
import type { StoreChange } from "./watchedStore";

/** A list that decides an override is at most this old, in milliseconds. */
const FRESH = 60_000;

/** Who has made a live file what it is. */
export interface Writer {
    readonly by: "stack" | "somebody";
    /** The resource that the program had for the file. */
    readonly resource?: string;
    /** The resource that has made it, whose case its name keeps. */
    readonly namedBy?: string;
    /** The service has stored other bytes than were sent. */
    readonly mangled: boolean;
    readonly at: number;
    readonly run: number;
}

/** What the ledger must know of the run that is under way. */
export interface RunAround {
    readonly number: number;
    readonly program: readonly Declared[];
    readonly met: () => readonly MetFault[];
    readonly lastList: () => number;
    /** How many uploads of a content have been sent, and answered. */
    readonly sent: (key: string, sha256: string) => number;
    /** Somebody acts while a list is read in pages, of which one may miss a file. */
    readonly mayTearList: () => boolean;
}

/**
 * Looks at every change of the library as it is made: whether the stack may make it, and whether it
 * had to. What is against a promise is a problem.
 */
export class Ledger implements Watcher {
    readonly problems: string[] = [];
    readonly writers = new Map<string, Writer>();
    /** Somebody has changed something that no refresh has looked at since. */
    drifted = false;
    /** Somebody has changed a file at some time. */
    hasActed = false;
    /** At some time a list has not told the truth. */
    wasLiedTo = false;
    /** Somebody has changed a file while a run was under way. */
    actedMeanwhile = false;
    private around: RunAround | undefined;
    private isRunning = false;
    /** Uploads that were stored in this run: file and digest, and how many of it were sent before. */
    readonly stored = new Map<string, number>();
    private readonly own = new Set<string>();

    readonly hidden: HiddenChanges;
    /** To the service a name in another case is another file. */
    readonly tellsCaseApart: boolean;
    /** What one file is to the service. */
    readonly keyOf: (fileName: string) => string;
    /** An upload that is to replace nothing replaces what is there all the same. */
    private readonly alwaysReplaces: boolean;
    private readonly now: () => number;

    constructor(
        private readonly state: StackState,
        options: { readonly behaviour: BehaviourOptions; readonly now: () => number },
    ) {
        const { list, service, upload } = options.behaviour;
        this.now = options.now;
        this.hidden = new HiddenChanges(list?.visibleAfterMs);
        this.tellsCaseApart = service?.nameCase === "sensitive";
        this.keyOf = this.tellsCaseApart ? (name) => name : fileNameKey;
        this.alwaysReplaces = upload?.existing === "overwritten";
    }

    /** A run begins. */
    begin(around: RunAround): void {
        this.around = around;
        this.isRunning = true;
        this.stored.clear();
        this.hidden.begin();
    }

    /** The run is over. */
    end(): void {
        const isMisled = this.around?.met().some(isNotFound) || this.hidden.misshown.size > 0;
        this.wasLiedTo ||= this.liedTo || isMisled;
        this.isRunning = false;
    }

    changing(change: StoreChange & { readonly isOutside: boolean }): void {
        const { before, after, isOutside } = change;
        const key = this.keyOf((after ?? before)?.fileName ?? "");
        this.hidden.changed(fileNameKey((after ?? before)?.fileName ?? ""), change, this.now());
        if (isOutside) this.somebodyChanges(key, after);
        else this.stackChanges(key, before, after);
    }

    writerOf(fileName: string): Writer | undefined {
        return this.writers.get(this.keyOf(fileName));
    }

    /** Who has made the files of that name, in whatever case it is. */
    writersAlike(fileName: string): Writer[] {
        const isAlike = ([key]: [string, Writer]) => fileNameKey(key) === fileNameKey(fileName);
        return [...this.writers].filter(isAlike).map(([, writer]) => writer);
    }

    listed(at: number): void {
        this.hidden.listed(at);
    }

    /** Whether a list of this run has not told the truth of a file. */
    isLiedAbout(fileName: string): boolean {
        return this.liedTo || this.hidden.misshown.has(fileNameKey(fileName));
    }

    /** Whether a list of this run has not told the truth. */
    get liedTo(): boolean {
        const { around } = this;
        return around !== undefined && (around.met().some(isLie) || around.mayTearList());
    }

    private somebodyChanges(key: string, after: StoredFile | undefined): void {
        this.drifted = true;
        this.hasActed = true;
        this.actedMeanwhile ||= this.isRunning;
        if (after === undefined) this.writers.delete(key);
        else this.write(key, { by: "somebody", mangled: false });
    }

    private stackChanges(
        key: string,
        before: StoredFile | undefined,
        after: StoredFile | undefined,
    ): void {
        const wanted = this.around?.program.find(
            ({ fileName }) => fileNameKey(fileName) === fileNameKey(key),
        );
        if (before !== undefined && !this.mayLose(key, { before, after, wanted }))
            this.problems.push(
                `${before.fileName} (${short(before.sha256)}) was ` +
                    `${after === undefined ? "deleted" : "overwritten"}, which the stack had not seen`,
            );
        if (after === undefined) {
            this.writers.delete(key);
            return;
        }
        const mangled = this.has("upload", "mangled") && after.sha256 !== digestOf(wanted);
        if (!mangled && after.sha256 !== digestOf(wanted))
            this.problems.push(
                `${after.fileName} was uploaded with a content that no resource has`,
            );
        const isSame =
            before?.sha256 === after.sha256 &&
            before.description === after.description &&
            before.hasParameters === after.hasParameters;
        if (
            isSame &&
            !this.isLiedAbout(after.fileName) &&
            !this.around?.met().some(({ call }) => call === "upload")
        )
            this.problems.push(`${after.fileName} was uploaded although it was there already`);
        this.own.add(`${key} ${after.sha256}`);
        this.stored.set(`${key} ${after.sha256}`, this.around?.sent(key, after.sha256) ?? 0);
        const resource = wanted?.resource;
        const namedBy = before === undefined ? resource : this.writers.get(key)?.namedBy;
        this.write(key, {
            by: "stack",
            ...(resource && { resource }),
            ...(namedBy && { namedBy }),
            mangled,
        });
    }

    private mayLose(
        key: string,
        file: {
            before: StoredFile;
            after: StoredFile | undefined;
            wanted: Declared | undefined;
        },
    ): boolean {
        const { before, after, wanted } = file;
        if (this.own.has(`${key} ${before.sha256}`) || after?.sha256 === before.sha256) return true;
        if (after !== undefined && wanted?.adopt === true) return true;
        const known = this.state
            .files()
            .filter((entry) => this.keyOf(liveNameOf(entry)) === key)
            .flatMap(({ outputs }) => [outputs["sha256"], ...pendingOf(outputs)]);
        if (known.includes(before.sha256) || this.isLiedAbout(before.fileName)) return true;
        // A create takes a list that is not found for an empty one, for it is to replace nothing.
        if (this.alwaysReplaces && this.around?.met().some(isNotFound)) return true;
        return this.isRace(key);
    }

    /** Between the newest list and the call nothing can see what somebody does. */
    private isRace(key: string): boolean {
        const writer = this.writers.get(key);
        const lastList = this.around?.lastList() ?? 0;
        if (writer === undefined || writer.run !== this.around?.number) return false;
        return writer.at >= lastList && this.now() - lastList <= FRESH;
    }

    private write(key: string, writer: Omit<Writer, "at" | "run">): void {
        this.writers.set(key, { ...writer, at: this.now(), run: this.around?.number ?? 0 });
    }

    private has(call: MetFault["call"], kind: string): boolean {
        const met = this.around?.met() ?? [];
        return met.some((each) => each.call === call && each.effect.kind === kind);
    }
}

/** A list that answers 404 shows no file, to whoever takes that for an answer. */
export const isNotFound = ({ call, effect }: MetFault) =>
    call === "list" && effect.kind === "answer" && effect.status === 404;

/** A list that shows another library than there is. */
export function isLie({ call, effect }: MetFault): boolean {
    return call === "list" && ["staleList", "wrongDigest"].includes(effect.kind);
}

export function digestOf(declared: Declared | undefined): string | undefined {
    if (declared === undefined) return undefined;
    return createHash("sha256").update(contentOf(declared.content)).digest("hex");
}

const pendingOf = (outputs: Readonly<Record<string, unknown>>) =>
    (outputs["__pending"] ?? []) as string[];

const short = (sha256: string) => sha256.slice(0, 8);
