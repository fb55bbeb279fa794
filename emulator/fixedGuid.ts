import { createHash } from "node:crypto";

/** A GUID that is always the same for one name. */
export function fixedGuid(name: string): string {
    const hex = createHash("sha256").update(name).digest("hex");
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20, 32),
    ].join("-");
}
