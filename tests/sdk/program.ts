import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

export const tenantId = "11112222-3333-4444-8555-666677778888";

/** A resource as the program registered it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** A program's folder and what it registers, without an engine: Pulumi's own mocks. */
export interface Program {
    readonly folder: string;
    /** All but the pins. */
    readonly registered: Registered[];
    readonly pins: Registered[];
    write(path: string, content: string | Uint8Array): void;
    configure(values: Readonly<Record<string, string>>, secretKeys?: readonly string[]): void;
    close(): void;
}

export function program(): Program {
    const before = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), "mde-sdk-"));
    const registered: Registered[] = [];
    const pins: Registered[] = [];
    process.chdir(folder);
    process.env["PULUMI_MDE_HOME"] = join(folder, ".home");
    // New mocks are a new run of the program.
    const begin = () =>
        void pulumi.runtime.setMocks(
            {
                call: ({ inputs }) => inputs as object,
                newResource: ({ type, name, inputs, id }) => {
                    const to = type.endsWith(":TenantPin") ? pins : registered;
                    to.push({ type, name, inputs: inputs as Registered["inputs"] });
                    const { fileName } = inputs as { fileName?: string };
                    return { id: id ?? `${tenantId}/${fileName ?? name}`, state: inputs as object };
                },
            },
            "project",
            "stack",
            false,
        );
    const configure: Program["configure"] = (values, secretKeys = ["clientSecret"]) => {
        begin();
        const namespaced = Object.entries(values).map(([key, value]) => [`mde:${key}`, value]);
        pulumi.runtime.setAllConfig(
            Object.fromEntries(namespaced) as Record<string, string>,
            secretKeys.map((key) => `mde:${key}`),
        );
    };
    configure({ tenantId, clientId: "app", clientSecret: "canary" });
    return {
        folder,
        registered,
        pins,
        configure,
        write(path, content) {
            const file = join(folder, path);
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, content);
        },
        close() {
            process.chdir(before);
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** What an output resolves to. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply((value) => {
            resolve(value);
        });
    });
}
