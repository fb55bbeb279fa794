import { join } from "node:path";

import {
    createLibraryClient,
    credentialOf,
    endpointsOf,
    networkTransport,
    systemClock,
    type Credential,
    type Endpoints,
    type LibraryClient,
    type RetryLimits,
    type Transport,
} from "../defender";
import type { Settings } from "../defender/settings/settings";

/** What a connection to a tenant is made of. */
export interface ConnectionOptions {
    readonly settings: Settings;
    readonly tenantId: string;
    /** The program's folder: certificates and the embedded emulator's library are found from there. */
    readonly projectFolder: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly log: (line: string) => void;
    /** Wraps the network, for whoever looks on. */
    readonly around?: (transport: Transport) => Transport;
    readonly retry?: RetryLimits;
}

/** A way to a tenant's library, in its parts. */
export interface Connection {
    readonly endpoints: Endpoints;
    readonly credential: Credential;
    /** It signs in with that credential. */
    readonly client: LibraryClient;
}

/** Where calls go and how they sign in: the one place that puts the rooms together. */
export function connectionOf(options: ConnectionOptions): Connection {
    const { settings, tenantId, log } = options;
    const endpoints = endpointsOf({ ...settings, cloud: settings.hostsOf });
    const network = transportOf(settings, options.projectFolder);
    const transport = options.around?.(network) ?? network;
    const retry = options.retry === undefined ? {} : { retry: options.retry };
    const timing = { clock: systemClock, random: Math.random, log, ...retry };
    const credential = credentialOf({
        settings,
        tenantId,
        endpoints,
        folder: options.projectFolder,
        environment: options.environment,
        transport,
        ...timing,
    });
    const client = createLibraryClient({
        tenantId,
        cloud: settings.hostsOf,
        apiUrl: endpoints.apiUrl,
        scope: endpoints.scope,
        places: settings.places,
        credential,
        transport,
        ...timing,
        callsPerMinute: settings.callsPerMinute,
        callsPerHour: settings.callsPerHour,
    });
    return { endpoints, credential, client };
}

/** The client of a connection. */
export function libraryClientOf(options: ConnectionOptions): LibraryClient {
    return connectionOf(options).client;
}

/** Whether the emulator runs in this very process, on a folder beside the program. */
export function isEmbedded(settings: Pick<Settings, "hostsOf" | "apiUrl">): boolean {
    return settings.hostsOf === "emulator" && settings.apiUrl === undefined;
}

/** The embedded emulator's folder. */
export function emulatorFolder(projectFolder: string): string {
    return join(projectFolder, ".pulumi-mde");
}

/** The network; for the embedded emulator a folder beside the program, and no socket. */
function transportOf(settings: Settings, projectFolder: string): Transport {
    if (!isEmbedded(settings)) return networkTransport().transport;
    // Loaded when it is first called: a run against a tenant, or one that changes nothing, need not.
    let emulator: Promise<Transport> | undefined;
    return async (request) => {
        emulator ??= openEmulator(emulatorFolder(projectFolder));
        return (await emulator)(request);
    };
}

async function openEmulator(folder: string): Promise<Transport> {
    const { createEmulator, folderStore } = await import("../emulator/index.js");
    return createEmulator({ store: folderStore(folder) }).handle;
}
