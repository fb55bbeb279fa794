import * as pulumi from "@pulumi/pulumi";

import type { LibraryClient } from "../defender";
import type { Settings } from "../defender/settings/settings";
import { nodeProblem } from "../library/nodeVersion";
import { openContentIndex, type ContentIndex } from "../library/contentIndex";
import { openRunNotes, type RunNotes } from "../library/runNotes";
import { UserFolderError, userFolderPath } from "../library/userFolder";

/** What the state keeps of the tenant that something is for, as the program sees it. */
export interface PinnedTenant extends pulumi.Resource {
    readonly tenantId: pulumi.Output<string | undefined>;
    readonly cloud: pulumi.Output<string | undefined>;
}

/** What all resources of one run of a program share. */
export interface ProgramRun {
    readonly content: ContentIndex;
    readonly notes: RunNotes;
    /** Tenant and name of each file, and the resource that has it. */
    readonly taken: Map<string, TakenName>;
    /** The resources whose file's name, or its tenant, is not known yet, by their own owners. */
    readonly late: Map<object, LateName>;
    /** The warnings that have been told. */
    readonly told: Set<string>;
    /** The clients that `getLibrary` has made, by provider object; the stack's by the run itself. */
    readonly libraries: Map<object, Promise<LibraryClient>>;
    /** The pins that are registered, by provider object; the stack's by the run itself. */
    readonly pins: Map<object, PinnedTenant>;
    /** Whether the names of the stack's keys are right. */
    keysChecked?: true;
    /** The stack's own settings, once they have been read and are right. */
    settings?: Settings;
    /** The first thing that was refused. */
    refusal?: pulumi.RunError;
    /** What was refused because it could not be noted: one disk that is full is told once. */
    unnoted?: pulumi.RunError;
    /** Whether the registration of a file has begun. */
    isUnderWay?: true;
}

/** A resource of the program whose file is not known yet. */
export interface LateName {
    /** The resource's name in the program. */
    readonly resource: string;
    /** Its tenant, as far as it is known. */
    readonly tenantId: string | undefined;
}

/** A file's name, and the resource of the program that has it. */
export interface TakenName {
    /** One for each resource: two may have the same name under different components. */
    readonly owner: object;
    /** The resource's name in the program. */
    readonly resource: string;
    readonly fileName: string;
}

/**
 * One for each run that this process serves: the Automation API runs several programs in one
 * process, of different stacks and at once, and each has a connection of its own to the engine.
 */
const runs = new WeakMap<object, ProgramRun>();
/** Stands for the connection of a program that runs without an engine; Pulumi refuses that itself. */
const unconnected = {};

/** The run of the program that is under way. */
export function programRun(): ProgramRun {
    const connection = pulumi.runtime.getMonitor() ?? unconnected;
    let run = runs.get(connection);
    if (run === undefined) {
        run = openRun();
        runs.set(connection, run);
    }
    return run;
}

function openRun(): ProgramRun {
    const problem = nodeProblem(process.versions.node, process.execPath);
    if (problem !== undefined) throw new pulumi.RunError(problem);
    const now = Date.now;
    try {
        const folder = userFolderPath(process.env);
        return {
            content: openContentIndex({ folder, now }),
            notes: openRunNotes({ folder, run: engineAddress(), starts: true, now }),
            taken: new Map(),
            late: new Map(),
            told: new Set(),
            libraries: new Map(),
            pins: new Map(),
        };
    } catch (error) {
        if (!(error instanceof UserFolderError)) throw error;
        throw new pulumi.RunError(error.message);
    }
}

/** The engine's address as providers are given it, by which they find the notes of this run. */
function engineAddress(): string {
    const engine = pulumi.runtime.getEngine() as
        { getChannel?(): { getTarget(): string } } | undefined;
    // gRPC puts the way of resolving a name before it: dns:127.0.0.1:1234.
    // Without one (Pulumi's mocks in unit tests) no provider asks, and each process is by itself.
    return engine?.getChannel?.().getTarget().replace(/^dns:/, "") ?? `no-engine-${process.pid}`;
}

/**
 * A refusal, shown without a stack trace. It also stops the resources that the program has made
 * before it, which Pulumi would register all the same: see {@link unlessRefused}.
 */
export function refusal(message: string): pulumi.RunError {
    const run = programRun();
    // The same, found on two ways, is told once.
    if (run.refusal?.message === message) return run.refusal;
    const error = shownPlainly(message);
    run.refusal ??= error;
    return error;
}

/**
 * Notes something in the user's folder. Where it cannot be (a full disk), the program is refused, by
 * the same error for all that cannot be noted.
 */
export function noted(note: () => void, run = programRun()): void {
    try {
        note();
    } catch (error) {
        if (!(error instanceof UserFolderError)) throw error;
        const message =
            run.isUnderWay === true
                ? error.but("No further file is uploaded in this run.")
                : error.message;
        throw (run.unnoted ??= refusal(message));
    }
}

/**
 * An error of which a person sees the message alone. Pulumi shows no trace of a `RunError` as long as
 * the program runs; of one that comes later it shows the stack, and puts a property's name before
 * the message.
 */
export function shownPlainly(message: string): pulumi.RunError {
    const error = new pulumi.RunError(message);
    const settled = { get: () => message, set: () => undefined, configurable: true };
    return Object.defineProperties(error, { stack: settled, message: settled });
}

/**
 * Holds a value back until the program's synchronous part is through, and for ever when something
 * in it was refused: nothing of a program that has a mistake is registered. All are stopped by the
 * same error object, which Pulumi shows once.
 */
export async function unlessRefused<T>(value: T, run = programRun()): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (run.refusal !== undefined) throw run.refusal;
    return value;
}
