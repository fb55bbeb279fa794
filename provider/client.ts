import { join } from "node:path";

import {
    createLibraryClient,
    credentialOf,
    endpointsOf,
    networkTransport,
    systemClock,
    type LibraryClient,
    type Transport,
} from "../defender";
import type { Settings } from "../defender/settings";

/** Where a client's calls go and how it signs in: the one place that puts the rooms together. */
export function libraryClientOf(options: {
    settings: Settings;
    tenantId: string;
    /** The Pulumi project's folder: the embedded emulator's library lies in it. */
    projectFolder: string;
    environment: NodeJS.ProcessEnv;
    log: (line: string) => void;
}): LibraryClient {
    const { settings, tenantId, log } = options;
    const endpoints = endpointsOf({ ...settings, cloud: settings.hostsOf });
    const transport = transportOf(settings, options.projectFolder);
    const timing = { clock: systemClock, random: Math.random, log };
    const credential = credentialOf({
        settings,
        tenantId,
        endpoints,
        folder: options.projectFolder,
        environment: options.environment,
        transport,
        ...timing,
    });
    return createLibraryClient({
        tenantId,
        cloud: settings.hostsOf,
        apiUrl: endpoints.apiUrl,
        scope: endpoints.scope,
        credential,
        transport,
        ...timing,
        callsPerMinute: settings.callsPerMinute,
        callsPerHour: settings.callsPerHour,
    });
}

/** The network; for the embedded emulator a folder beside the program, and no socket. */
function transportOf(settings: Settings, projectFolder: string): Transport {
    if (settings.hostsOf !== "emulator" || settings.apiUrl !== undefined)
        return networkTransport().transport;
    // Loaded when it is first called: a run against a tenant, or one that changes nothing, need not.
    let emulator: Promise<Transport> | undefined;
    return async (request) => {
        emulator ??= openEmulator(join(projectFolder, ".pulumi-mde"));
        return (await emulator)(request);
    };
}

async function openEmulator(folder: string): Promise<Transport> {
    const { createEmulator, folderStore } = await import("../emulator/index.js");
    return createEmulator({ store: folderStore(folder) }).handle;
}
