import { resolve } from "node:path";

import { readBehaviour, type BehaviourOptions } from "../emulator";
import { nearestWord } from "../library/nearest";
import { emulatorFile } from "./emulatorFile";

/**
 * The behaviour of the emulator that a JSON file describes.
 *
 * @throws Error that names the file and each problem in it.
 */
export function behaviourFile(path: string): BehaviourOptions {
    const file = resolve(path);
    const text = emulatorFile("--behaviour", file);
    try {
        return readBehaviour(JSON.parse(text), { nearest: nearestWord });
    } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(
            `The emulator was not started: ${file} does not describe its behaviour: ${why}`,
            { cause },
        );
    }
}
