import type { LibraryFileArgs } from "./libraryFileArgs";

/** What the files of a component wait for before they are registered. */
interface Gate {
    readonly passed: Promise<unknown>;
    /** They are compared there with a release: what they are then is what may go up. */
    readonly isPromotion: boolean;
}

const gates = new WeakMap<LibraryFileArgs, Gate>();

/** Arguments of a file that is not registered before the gate has passed, and never when it fails. */
export function behindGate(args: LibraryFileArgs, gate: Gate | undefined): LibraryFileArgs {
    if (gate !== undefined) gates.set(args, gate);
    return args;
}

/** What a file waits for; nothing, for most. */
export function gateOf(args: LibraryFileArgs): Promise<unknown> | undefined {
    return gates.get(args)?.passed;
}

/** Whether a file is registered only as it was tested. */
export function isPromoted(args: LibraryFileArgs): boolean {
    return gates.get(args)?.isPromotion === true;
}
