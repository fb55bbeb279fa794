import * as pulumi from "@pulumi/pulumi";

import { DefenderError } from "../defender/errors";
import type { Settings } from "../defender/settings/settings";
import type { LiveFile } from "../library/liveFile";
import type { LibraryClient } from "../defender";
import { refuseUnknownArguments } from "./arguments";
import { isoDate } from "./isoDate";
import { defaultTenantOf } from "./defaultTenant";
import { placeBy } from "./place";
import { programRun } from "./programRun";
import { knownProvider, type Provider } from "./provider";
import { stackSettings } from "./stackSettings";
import { pinned } from "./tenantPin";

/** The options of `getLibrary`. */
export interface GetLibraryOptions {
    /** The tenant to look at. Default: the stack configuration's. */
    readonly provider?: Provider;
}

/** A tenant's live response library, whoever put its files there. Plain data: it can be exported. */
export interface LiveLibrary {
    readonly tenantId: string;
    /** `commercial`, `gcc`, `gcchigh`, `dod` or `emulator`. */
    readonly cloud: string;
    /** Sorted by name. */
    readonly files: readonly LiveLibraryFile[];
}

/** One file as the service reports it. */
export interface LiveLibraryFile {
    readonly fileName: string;
    /** SHA-256 of the content, lower-case hex; `undefined` where the service reports none. */
    readonly sha256: string | undefined;
    /** What the file is for; `""` for none. */
    readonly description: string;
    /** What its parameters mean; `""` for none. */
    readonly parametersDescription: string;
    /** Whether the console asks for parameters. */
    readonly hasParameters: boolean;
    /** The stack that has marked it as its own, `project/stack`; `undefined` where none has. */
    readonly mark: string | undefined;
    /** Who uploaded it, as the service gives it. */
    readonly createdBy: string;
    /**
     * When it was made: ISO 8601 in UTC with milliseconds (`2026-01-31T12:00:00.000Z`). `undefined`
     * where the service reports no date.
     */
    readonly creationTime: string | undefined;
    /** When it was last changed, in the same form. */
    readonly lastUpdatedTime: string | undefined;
}

/**
 * What is live in a tenant's library, in a preview too, where it is the only thing that calls the
 * service. All calls of one run for one tenant share a list: what the first of them found. Nobody
 * is asked before the engine has found the state to be of this tenant.
 *
 * @throws {pulumi.RunError} when the library cannot be read, which is never told as an empty one;
 * and in a preview, when the provider object's arguments are outputs that it does not know.
 */
export async function getLibrary(options: GetLibraryOptions = {}): Promise<LiveLibrary> {
    refuseUnknownArguments("mde.getLibrary", options, ["provider"]);
    return readLiveLibrary("mde.getLibrary", options.provider);
}

/**
 * The same for whoever else looks.
 *
 * @param who looks, for errors.
 * @throws as {@link getLibrary}
 */
export async function readLiveLibrary(
    who: string,
    provider: pulumi.ProviderResource | undefined,
): Promise<LiveLibrary> {
    const settings = provider === undefined ? stackSettings() : await settingsOf(who, provider);
    const tenantId = settings.tenantId ?? defaultTenantOf();
    await pinned(placeBy(provider));
    const { files, missing } = await list(provider ?? programRun(), settings, tenantId);
    if (missing)
        throw new pulumi.RunError(
            `The library of tenant ${tenantId} was not read: it answered 404 to the list, which does ` +
                `not say that it is empty. Try again later; if it stays so, check in the portal that ` +
                `live response is turned on in this tenant.`,
        );
    const sorted = [...files].sort((one, other) => (one.fileName < other.fileName ? -1 : 1));
    return { tenantId, cloud: settings.cloud, files: sorted.map(shown) };
}

async function settingsOf(who: string, provider: pulumi.ProviderResource): Promise<Settings> {
    const known = knownProvider(provider);
    if (known === undefined)
        throw new pulumi.RunError(
            `${who} was given a provider that is no mde.Provider. Nothing was read.`,
        );
    const settings = await known.settings;
    if (settings !== undefined) return settings;
    const unknown = (await known.unknown()).join(", ");
    throw new pulumi.RunError(
        `${who} cannot read the library of mde.Provider "${known.name}" in this preview: ` +
            `${unknown} of it ${unknown.includes(",") ? "are outputs" : "is an output"} of what does ` +
            `not exist yet. Nothing was read. Run "pulumi up --target" for the resources that they ` +
            `come from first, or "pulumi up --skip-preview", which waits for them.`,
    );
}

async function list(owner: object, settings: Settings, tenantId: string) {
    try {
        const { libraries } = programRun();
        let client = libraries.get(owner);
        if (client === undefined) {
            client = clientOf(settings, tenantId);
            libraries.set(owner, client);
        }
        return await (await client).list();
    } catch (error) {
        // The paragraph is all that a person needs: no stack trace.
        if (error instanceof DefenderError) throw new pulumi.RunError(error.message);
        throw error;
    }
}

/** Loaded when it is first called: a program that does not ask pays nothing for it. */
async function clientOf(settings: Settings, tenantId: string): Promise<LibraryClient> {
    const { libraryClientOf } = await import("../provider/client.js");
    return libraryClientOf({
        settings,
        tenantId,
        projectFolder: process.cwd(),
        environment: process.env,
        log: (line) => void pulumi.log.info(line),
    });
}

function shown({ creationTime, lastUpdatedTime, ...file }: LiveFile): LiveLibraryFile {
    return {
        fileName: file.fileName,
        sha256: file.sha256,
        description: file.description,
        parametersDescription: file.parametersDescription,
        hasParameters: file.hasParameters,
        mark: file.mark,
        createdBy: file.createdBy,
        creationTime: isoDate(creationTime),
        lastUpdatedTime: isoDate(lastUpdatedTime),
    };
}
