import type { LibraryFileArgs } from "./libraryFileArgs";

/** What the files of a component wait for before they are registered. */
const gates = new WeakMap<LibraryFileArgs, Promise<void>>();

/** Arguments of a file that is not registered before the gate has passed, and never when it fails. */
export function behindGate(
    args: LibraryFileArgs,
    gate: Promise<void> | undefined,
): LibraryFileArgs {
    if (gate !== undefined) gates.set(args, gate);
    return args;
}

/** What a file waits for; nothing, for most. */
export function gateOf(args: LibraryFileArgs): Promise<void> | undefined {
    return gates.get(args);
}
