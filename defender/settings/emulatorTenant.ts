import { createHash } from "node:crypto";

/** The emulator's tenant of a project and stack: a GUID that is the same at every run. */
export function emulatorTenant(project: string, stack: string): string {
    const hex = createHash("sha256").update(`${project}/${stack}`).digest("hex");
    const at = (from: number, to: number) => hex.slice(from, to);
    return `${at(0, 8)}-${at(8, 12)}-8${at(13, 16)}-8${at(17, 20)}-${at(20, 32)}`;
}
