import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
    createLibraryClient,
    credentialOf,
    endpointsOf,
    systemClock,
    type LibraryClientOptions,
} from "../../defender";
import { readSettings } from "../../defender/settings/settings";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { openContentIndex } from "../../library/contentIndex";
import { sha256Of } from "../../library/digest";
import { openRunNotes } from "../../library/runNotes";
import { openSentUploads } from "../../library/sentUploads";
import type { Context } from "../../provider/context";
import type { LibraryFileInputs } from "../../provider/inputs";

export const tenantId = "11112222-3333-4444-8555-666677778888";

/** What the steps work with, against an emulator in memory; the client is the real one. */
export interface StepContext extends Context {
    readonly emulator: Emulator;
    /** The folder of the user's own. */
    readonly folder: string;
    readonly logged: string[];
    /** Inputs for a content, whose bytes can be had by their digest. */
    readonly inputs: (text: string, more?: Partial<LibraryFileInputs>) => LibraryFileInputs;
    /** Calls since the last time, without those of signing in. */
    calls(): string[];
    /** The same tenant, as another process sees it: nothing listed yet. */
    another(): Context;
    close(): void;
}

export function stepContext(
    options: {
        emulator?: EmulatorOptions;
        configuration?: Readonly<Record<string, string>>;
        client?: Partial<LibraryClientOptions>;
        hasProgram?: boolean;
        requirePin?: () => void;
        /** Marks are on, and this is the stack's. */
        mark?: string;
    } = {},
): StepContext {
    const folder = mkdtempSync(join(tmpdir(), "mde-steps-"));
    const emulator = createEmulator(options.emulator);
    const configuration: Readonly<Record<string, string>> = {
        cloud: "emulator",
        tenantId,
        ...(options.mark !== undefined && { mark: "true" }),
        ...options.configuration,
    };
    const { settings, problems } = readSettings({
        configuration: (name) => configuration[name],
        environment: {},
    });
    if (settings === undefined) throw new Error(JSON.stringify(problems));
    const logged: string[] = [];
    const log = (line: string) => {
        logged.push(line);
    };
    const timing = { clock: systemClock, random: Math.random, log };
    const scope = "https://api.securitycenter.microsoft.com/.default";
    const client = () =>
        createLibraryClient({
            tenantId,
            cloud: "emulator",
            apiUrl: "https://api.emulator.invalid",
            scope,
            transport: emulator.handle,
            callsPerMinute: 0,
            callsPerHour: 0,
            credential: credentialOf({
                tenantId,
                settings: { signIn: { how: "emulator" }, signInWhy: "" },
                endpoints: endpointsOf({ cloud: "emulator" }),
                folder,
                environment: {},
                transport: emulator.handle,
                ...timing,
            }),
            ...timing,
            ...options.client,
        });
    const content = openContentIndex({ folder, now: Date.now });
    const notes = openRunNotes({ folder, run: "127.0.0.1:1", starts: false, now: Date.now });
    const hasProgram = () => Promise.resolve(options.hasProgram ?? true);
    const sent = openSentUploads({ folder, now: Date.now });
    const requirePin = options.requirePin ?? (() => undefined);
    const { mark } = options;
    const shared = { tenantId, settings, mark, content, notes, sent, hasProgram, requirePin, log };
    return {
        ...shared,
        folder,
        client: client(),
        emulator,
        logged,
        another: () => ({ ...shared, client: client() }),
        inputs(text, more = {}) {
            const bytes = Buffer.from(text);
            const sha256 = sha256Of(bytes);
            content.keep(sha256, bytes);
            return {
                fileName: "Get.ps1",
                sha256,
                size: bytes.length,
                hasParameters: false,
                tenantId,
                cloud: "emulator",
                ...more,
            };
        },
        calls() {
            const calls = emulator.journal.entries
                .filter(({ call }) => !["discovery", "token"].includes(call))
                .map(({ call, overrideIfExists }) =>
                    call === "upload" && overrideIfExists === true ? "override" : call,
                );
            emulator.journal.clear();
            return calls;
        },
        close() {
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
