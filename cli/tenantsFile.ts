import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { emulatorFile } from "./emulatorFile";
import { readTenants, type TenantOptions } from "../emulator";

/**
 * The tenants that a JSON file describes. A certificate or a public key in it is PEM, or the name of a
 * PEM file, as seen from the JSON file's folder.
 *
 * @throws Error that names the file and each problem in it.
 */
export function tenantsFile(path: string): Readonly<Record<string, TenantOptions>> {
    const file = resolve(path);
    const text = emulatorFile("--tenants", file);
    try {
        return readTenants(JSON.parse(text), {
            readPem: (name) => readFileSync(resolve(dirname(file), name), "utf8"),
        });
    } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`The emulator was not started: ${file} does not describe tenants: ${why}`, {
            cause,
        });
    }
}
