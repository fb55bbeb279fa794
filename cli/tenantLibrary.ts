import type { Transport } from "../defender";
import { emulatorTenant } from "../defender/settings/emulatorTenant";
import { readSettings, type Settings } from "../defender/settings/settings";
import { keyProblems } from "../defender/settings/settingsKeys";
import type { LiveFile } from "../library/liveFile";
import type { Connection, ConnectionOptions } from "../provider/client";
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
                wrong.map(({ message }) => message).join(" "),
        );
    const tenantId = settings.tenantId ?? defaultTenant(subject);
    if (tenantId === undefined)
        throw new StackConfigurationError(
            `no tenant is configured, and the emulator's default tenant is of a project and a stack: ` +
                `name one with --stack, or set ARM_TENANT_ID.`,
        );
    return { settings, tenantId };
}

/**
 * Signs in as a stack, or the environment, says, and reads the tenant's list. Nothing is changed.
 *
 * @throws {StackConfigurationError} when the configuration cannot be used.
 * @throws {DefenderError} when the list cannot be had; a 404 is no empty library.
 */
export async function readTenantLibrary(
    subject: Subject,
    { connect, log }: LookOptions,
): Promise<TenantLibrary> {
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
    const { files, missing } = await client.list();
    if (missing)
        throw new StackConfigurationError(
            `the library of tenant ${tenantId} was not read: it answered 404 to the list, which does ` +
                `not say that it is empty. Check in the portal that live response is turned on.`,
        );
    return { tenantId, cloud: settings.cloud, files, requestIds };
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
