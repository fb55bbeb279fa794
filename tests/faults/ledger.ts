import type { BehaviourOptions, StoredFile } from "../../emulator";
import { fileNameKey } from "../../library/fileName";
import { HiddenChanges } from "./hiddenChanges";
import { OwnContents } from "./ownContents";
import { isLie, isNotFound } from "./lies";
import { digestOf, type Declared } from "./program";
import type { AskedTurn, MetFault, Watcher } from "./service";
import { Sight, type AskedChange } from "./sight";
import { liveNameOf, type StackState } from "./stackState";
import type { AskedCall } from "./understood";
import type { StoreChange } from "./watchedStore";

/** Who has made a live file what it is. */
export interface Writer {
    readonly by: "stack" | "somebody";
    /** The resource that the program had for the file. */
    readonly resource?: string;
    /** The resource that has made it, whose case its name keeps. */
    readonly namedBy?: string;
    /** The service has stored other bytes than were sent. */
    readonly mangled: boolean;
    /** It has told the stack so. */
    readonly toldOf?: boolean;
    readonly at: number;
    /** Its place among the calls: see `Sight`. */
    readonly turn: number;
    readonly run: number;
}

/** What the ledger must know of the run that is under way. */
export interface RunAround {
    readonly number: number;
    readonly program: readonly Declared[];
    readonly met: () => readonly MetFault[];
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
    private readonly own = new OwnContents();
    private readonly takenForGone = new Set<string>();

    readonly hidden: HiddenChanges;
    /** To the service a name in another case is another file. */
    readonly tellsCaseApart: boolean;
    /** The service does not decode the name in a delete's path. */
    readonly deletesRaw: boolean;
    /** What one file is to the service. */
    readonly keyOf: (fileName: string) => string;
    /** An upload that is to replace nothing replaces what is there all the same. */
    private readonly alwaysReplaces: boolean;
    /** The answer to an upload tells what was stored. */
    private readonly answersWithFile: boolean;
    private readonly sight: Sight;
    private readonly now: () => number;

    constructor(
        private readonly state: StackState,
        options: { readonly behaviour: BehaviourOptions; readonly now: () => number },
    ) {
        const { delete: removal, list, service, upload } = options.behaviour;
        this.now = options.now;
        this.hidden = new HiddenChanges(list?.visibleAfterMs);
        this.tellsCaseApart = service?.nameCase === "sensitive";
        this.deletesRaw = removal?.decoding === "raw";
        this.keyOf = this.tellsCaseApart ? (name) => name : fileNameKey;
        this.alwaysReplaces = upload?.existing === "overwritten";
        this.answersWithFile = ["entity", "created"].includes(upload?.answer ?? "entity");
        this.sight = new Sight({ alwaysReplaces: this.alwaysReplaces });
    }

    /** A run begins. */
    begin(around: RunAround): void {
        this.around = around;
        this.isRunning = true;
        this.stored.clear();
        this.hidden.begin();
        this.sight.begin();
    }

    /** The run is over. */
    end({ wasKilled }: { readonly wasKilled: boolean }): void {
        const isMisled = this.around?.met().some(isNotFound) || this.hidden.misshown.size > 0;
        this.wasLiedTo ||= this.liedTo || isMisled;
        this.isRunning = false;
        // What was told to a process that was killed is forgotten with it.
        if (wasKilled)
            for (const [key, writer] of this.writers)
                if (writer.run === this.around?.number)
                    this.writers.set(key, { ...writer, toldOf: false });
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

    asks(call: AskedCall): AskedTurn {
        const turn = this.sight.next();
        const at = this.now();
        const change = this.changeOf(call);
        if (change !== undefined) this.sight.asks(change);
        return {
            lost: () => {
                if (change !== undefined) this.sight.loses(change);
            },
            listed: ({ isWhole }) => {
                this.hidden.listed(at);
                if (isWhole) this.sight.looked({ turn, at }, this.writers.keys());
            },
        };
    }

    private changeOf({ call, fileName, overrideIfExists }: AskedCall): AskedChange | undefined {
        if (fileName === undefined || (call !== "upload" && call !== "delete")) return undefined;
        return { call, key: this.keyOf(fileName), overrides: overrideIfExists === true };
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
        const why = before && this.whyKept(key, { before, after, wanted });
        if (why !== undefined)
            this.problems.push(
                `${before?.fileName} (${short(before?.sha256 ?? "")}) was ` +
                    `${after === undefined ? "deleted" : "overwritten"}, which the stack had not ` +
                    `seen, ${why}`,
            );
        this.sight.did(key, after !== undefined);
        this.takenForGone.delete(key);
        if (after === undefined) {
            this.writers.delete(key);
            return;
        }
        const isAsDeclared = wanted !== undefined && after.sha256 === digestOf(wanted);
        const mangled = this.has("upload", "mangled") && !isAsDeclared;
        if (!mangled && !isAsDeclared)
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
        const resource = wanted?.resource;
        this.own.add(key, after.sha256, { ...(resource && { resource }), at: this.now() });
        this.stored.set(`${key} ${after.sha256}`, this.around?.sent(key, after.sha256) ?? 0);
        const namedBy = before === undefined ? resource : this.writers.get(key)?.namedBy;
        this.write(key, {
            by: "stack",
            ...(resource && { resource }),
            ...(namedBy && { namedBy }),
            mangled,
            // One that was to replace nothing may be somebody's, who was there before it.
            toldOf: mangled && this.answersWithFile && this.sight.overrides(key),
        });
    }

    /** The state has a resource's file no more: it was deleted, or found gone. */
    givesUp(fileName: string, resource: string, run: { readonly killed: boolean }): void {
        const key = this.keyOf(fileName);
        // What a killed run has noted of it is not known: its content may still count as the stack's.
        if (!run.killed) this.own.givesUp(key, resource);
        if (this.isLiedAbout(fileName) && this.writers.has(key)) this.takenForGone.add(key);
    }

    /** Whether the stack has believed a list that a file of its own is gone, which is there. */
    isTakenForGone(fileName: string): boolean {
        return this.takenForGone.has(this.keyOf(fileName));
    }

    /** Why a file must not be lost; `undefined` where it may be. */
    private whyKept(
        key: string,
        file: {
            before: StoredFile;
            after: StoredFile | undefined;
            wanted: Declared | undefined;
        },
    ): string | undefined {
        const { before, after, wanted } = file;
        const writer = this.writers.get(key);
        if (this.own.has(key, before.sha256, writer?.at ?? 0)) return undefined;
        if (after?.sha256 === before.sha256) return undefined;
        if (after !== undefined && wanted?.adopt === true) return undefined;
        const known = this.state
            .files()
            .filter((entry) => this.keyOf(liveNameOf(entry)) === key)
            .flatMap(({ outputs }) => [outputs["sha256"], ...pendingOf(outputs)]);
        if (known.includes(before.sha256) || this.isLiedAbout(before.fileName)) return undefined;
        // A create takes a list that is not found for an empty one, for it is to replace nothing.
        if (this.alwaysReplaces && this.around?.met().some(isNotFound)) return undefined;
        const whose = known.length === 0 ? "of no state" : "in the state";
        const why =
            writer === undefined || writer.run !== this.around?.number
                ? "although it was there before the run"
                : this.sight.failing(key, writer.turn, this.now());
        return why && `${whose}: ${why}`;
    }

    private write(key: string, writer: Omit<Writer, "at" | "turn" | "run">): void {
        const run = this.around?.number ?? 0;
        this.writers.set(key, { ...writer, at: this.now(), turn: this.sight.next(), run });
    }

    private has(call: MetFault["call"], kind: string): boolean {
        const met = this.around?.met() ?? [];
        return met.some((each) => each.call === call && each.effect.kind === kind);
    }
}

const pendingOf = (outputs: Readonly<Record<string, unknown>>) =>
    (outputs["__pending"] ?? []) as string[];

const short = (sha256: string) => sha256.slice(0, 8);
