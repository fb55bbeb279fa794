import { createHash } from "node:crypto";

import { confidentialCredential } from "../../defender/signIn/confidentialCredential";
import { endpointsOf } from "../../defender/clouds";
import {
    createLibraryClient,
    type LibraryClient,
    type LibraryClientOptions,
} from "../../defender/libraryClient";
import type { Transport } from "../../defender/transport";
import type { Upload } from "../../defender/upload";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { tenantId } from "./answers";
import { fakeClock, type FakeClock } from "./fakeClock";

export const clientId = "cccccccc-1111-4111-8111-cccccccccccc";

export interface Emulated {
    readonly emulator: Emulator;
    readonly client: LibraryClient;
    readonly clock: FakeClock;
    /** What a person was told. */
    readonly lines: readonly string[];
    /** The calls that the emulator was asked, without sign-in: `list upload upload`. */
    readonly calls: () => string;
}

/** A client on an emulator in memory, with a clock that both share. */
export function setUpEmulated(
    options: {
        emulator?: EmulatorOptions;
        client?: Partial<LibraryClientOptions>;
        transport?: (handle: Transport) => Transport;
        clientSecret?: string;
    } = {},
): Emulated {
    const clock = fakeClock();
    const lines: string[] = [];
    const emulator = createEmulator({
        clock: clock.now,
        sleep: clock.sleep,
        ...options.emulator,
    });
    const transport = (options.transport ?? ((handle) => handle))(emulator.handle);
    const endpoints = endpointsOf({ cloud: "emulator" });
    const shared = {
        ...endpoints,
        tenantId,
        transport,
        clock,
        random: () => 0.5,
        log: (line: string) => lines.push(line),
    };
    const credential = confidentialCredential({
        ...shared,
        clientId,
        how: "clientSecret",
        proof: () => Promise.resolve({ clientSecret: options.clientSecret ?? "any secret" }),
    });
    const client = createLibraryClient({
        ...shared,
        cloud: "emulator",
        credential,
        callsPerMinute: 100,
        callsPerHour: 1_500,
        ...options.client,
    });
    const calls = () =>
        emulator.journal.entries
            .map(({ call }) => call)
            .filter((call) => call !== "token" && call !== "discovery")
            .join(" ");
    return { emulator, client, clock, lines, calls };
}

/** A file to upload. */
export function uploadOf(fileName: string, text: string, more: Partial<Upload> = {}): Upload {
    return {
        fileName,
        sha256: createHash("sha256").update(text).digest("hex"),
        texts: { description: "", parametersDescription: "", hasParameters: false },
        overrideIfExists: false,
        content: () => Promise.resolve(Buffer.from(text)),
        ...more,
    };
}
