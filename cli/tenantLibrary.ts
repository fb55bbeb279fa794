import type { LibraryClient, LiveLibrary, Transport } from "../defender";
import { emulatorTenant } from "../defender/settings/emulatorTenant";
import { readSettings, type Settings } from "../defender/settings/settings";
import { keyProblems } from "../defender/settings/settingsKeys";
import type { LiveFile } from "../library/liveFile";
import type { Connection, ConnectionOptions } from "../provider/client";
import { configuredStacks } from "./configuredStacks";
import { projectFolderOf } from "./projectFolder";
import { StackConfigurationError } from "./stackConfiguration";
import { settingsSourceOf, type Subject } from "./subject";

/** What a tenant has live, as the service has just said it. */
export interface TenantLibrary {
    readonly tenantId: string;
    readonly cloud: string;
    readonly files: readonly LiveFile[];
    /** The ids that the service has given to the list's calls, for whoever asks Microsoft. */
    readonly requestIds: readonly string[];
}

/** What a look into a tenant works with. */
export interface LookOptions {
    readonly connect: (options: ConnectionOptions) => Connection;
    /** Takes one line for a person to read: why something waits. */
    readonly log: (line: string) => void;
}

/**
 * The settings of a stack, or the environment, and the tenant that they lead to.
 *
 * @throws {StackConfigurationError} when the configuration cannot be used.
 */
export function tenantSettings(subject: Subject): {
    readonly settings: Settings;
    readonly tenantId: string;
} {
    const keys = Object.keys(subject.configuration);
    const secretKeys = keys.filter((key) => subject.configuration[key]?.secret);
    const { settings, problems } = readSettings(settingsSourceOf(subject));
    const wrong = [...keyProblems({ keys, secretKeys }), ...problems];
    if (settings === undefined || wrong.length > 0)
        throw new StackConfigurationError(
            `nobody was asked, for the configuration cannot be used: ` +
                [...wrong.map(({ message }) => message), ...orStack(subject)].join(" "),
        );
    const tenantId = settings.tenantId ?? defaultTenant(subject);
    if (tenantId === undefined)
        throw new StackConfigurationError(
            `no tenant is configured, and the emulator's default tenant is of a project and a stack: ` +
                `name one with --stack, or set ARM_TENANT_ID.`,
        );
    return { settings, tenantId };
}

/** Who has left --stack out may have meant one of the project's. */
function orStack({ stack, folder }: Subject): string[] {
    const project = stack === undefined ? projectFolderOf(folder) : undefined;
    const names = project === undefined ? [] : configuredStacks(project, {});
    if (names.length === 0) return [];
    return [`This is about the environment alone; --stack looks at a stack: ${names.join(", ")}.`];
}

/** A way to a tenant's library, and what has come by it. */
export interface OpenTenant {
    readonly tenantId: string;
    readonly cloud: string;
    readonly client: LibraryClient;
    /** The ids that the service has given to the calls so far, for whoever asks Microsoft. */
    readonly requestIds: readonly string[];
}

/**
 * The way to the tenant that a stack, or the environment, names. Nobody is called yet.
 *
 * @throws {StackConfigurationError} when the configuration cannot be used.
 */
export function openTenant(subject: Subject, { connect, log }: LookOptions): OpenTenant {
    const { settings, tenantId } = tenantSettings(subject);
    for (const warning of settings.warnings) log(warning);
    const requestIds: string[] = [];
    const { client } = connect({
        settings,
        tenantId,
        projectFolder: subject.folder,
        environment: subject.environment,
        log,
        around: noting(requestIds),
    });
    return { tenantId, cloud: settings.cloud, client, requestIds };
}

/**
 * Signs in as a stack, or the environment, says, and reads the tenant's list. Nothing is changed.
 *
 * @throws {StackConfigurationError} when the configuration cannot be used.
 * @throws {DefenderError} when the list cannot be had; a 404 is no empty library.
 */
export async function readTenantLibrary(
    subject: Subject,
    options: LookOptions,
): Promise<TenantLibrary> {
    const { tenantId, cloud, client, requestIds } = openTenant(subject, options);
    const { files } = readable(await client.list(), tenantId);
    return { tenantId, cloud, files, requestIds };
}

/** A list that tells what is live. @throws {StackConfigurationError} when it has answered 404. */
export function readable(library: LiveLibrary, tenantId: string): LiveLibrary {
    if (!library.missing) return library;
    throw new StackConfigurationError(
        `the library of tenant ${tenantId} was not read: it answered 404 to the list, which does ` +
            `not say that it is empty. Check in the portal that live response is turned on.`,
    );
}

/** The tenant of the emulator where none is configured. */
export function defaultTenant({ stack }: Subject): string | undefined {
    if (stack === undefined) return undefined;
    // An organisation and a project may stand before it: the program knows its last part alone.
    const name = stack.name.slice(stack.name.lastIndexOf("/") + 1);
    return emulatorTenant(stack.project, name);
}

const idHeaders = ["request-id", "x-ms-request-id", "x-ms-correlation-request-id"];

/** Notes the ids of the answers of the API. */
function noting(ids: string[]): (transport: Transport) => Transport {
    return (transport) => async (request) => {
        const response = await transport(request);
        if (new URL(request.url).pathname.startsWith("/api/")) {
            const id = idHeaders.map((name) => response.headers.get(name)).find(Boolean);
            if (id != null) ids.push(id);
        }
        return response;
    };
}
