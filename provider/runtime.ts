import type { LibraryClient } from "../defender";
import { readSettings, type Settings, type SettingsResult } from "../defender/settings/settings";
import { namespace, providerNameKey, type SettingProblem } from "../defender/settings/settingsKeys";
import { pinProblem } from "../defender/settings/tenantPin";
import { nodeProblem } from "../library/nodeVersion";
import { openContentIndex, type ContentIndex } from "../library/contentIndex";
import { openRunNotes, type RunNotes } from "../library/runNotes";
import { openSentUploads, type SentUploads } from "../library/sentUploads";
import type { CheckContext } from "./checked";
import type { Context } from "./context";
import { ConfigurationError, TenantPinError } from "./errors";

/** One per process: the configuration, and what all its resources share. */
export interface Runtime extends CheckContext {
    /**
     * What the steps of one file work with. Every tenant and cloud that is named (the state's, the
     * inputs') must be the configured one.
     *
     * @throws {ConfigurationError} when the configuration cannot be used.
     * @throws {TenantPinError} when the tenants or clouds differ.
     */
    context(...places: readonly Place[]): Context;
    /**
     * The same for a pin, which is never read from the service.
     *
     * @throws as `context`
     */
    requirePinned(place: Place): void;
    /**
     * Lets nothing more be done: `check` has found a file in another tenant than the configured one.
     * The engine looks at one file after the other, and makes the first while it looks at the next.
     */
    breakPin(reason: string): void;
    /** Notes which stack's run this is, as its mark names it: without a program nobody says it. */
    servesStack(name: string): void;
    /** What the processes of this run tell each other. */
    notes(): RunNotes;
    /** Whether a program is part of this run; notes of a run without one are an earlier run's. */
    hasProgram(): Promise<boolean>;
}

/** Where a file is, as a state or inputs tell. */
export interface Place {
    readonly tenantId?: string | undefined;
    readonly cloud?: string | null | undefined;
    readonly fileName?: string | undefined;
}

/** What a runtime is made of; all of it is an argument, so that a test can swap one. */
export interface RuntimeOptions {
    /** The stack's configuration, or a provider's arguments, by full key. */
    readonly configuration: (key: string) => string | undefined;
    readonly environment: NodeJS.ProcessEnv;
    /** The folder of the user's own: see `userFolderPath`. */
    readonly userFolder: string;
    /** The address of this run's engine. */
    readonly engine: string;
    /**
     * Whether a program is part of the run. One that is not there yet may come: `up --refresh` reads
     * all files before it starts the program, in the same provider process.
     */
    readonly hasProgram: () => Promise<boolean>;
    readonly now: () => number;
    readonly log: (line: string) => void;
    /** Makes the client of one tenant. */
    readonly client: (settings: Settings, tenantId: string) => LibraryClient;
}

/** Why a configuration that was put right may still be another one. */
const OF_THE_STATE =
    'Without a program, "pulumi refresh" and "pulumi destroy" use what the last "pulumi up" was ' +
    "configured with; --run-program uses today's configuration.";

/** Makes the runtime of a provider process. Nothing is opened, read or sent before it is needed. */
export function createRuntime(options: RuntimeOptions): Runtime {
    const provider = options.configuration(providerNameKey);
    const configuration: SettingsResult = readSettings({
        configuration: (name) => options.configuration(`${namespace}:${name}`),
        environment: options.environment,
        ...(provider === undefined ? {} : { of: "arguments" as const, name: provider }),
    });
    const clients = new Map<string, LibraryClient>();
    let content: ContentIndex | undefined;
    let notes: RunNotes | undefined;
    let sent: SentUploads | undefined;
    const folder = options.userFolder;
    const { now, engine } = options;
    let broken: string | undefined;
    /** What was first found to be in another tenant. */
    let firstElsewhere: string | undefined;
    let stack: string | undefined;
    let programRuns = false;
    const hasProgram = async () => (programRuns ||= await options.hasProgram());
    const openNotes = () => (notes ??= openRunNotes({ folder, run: engine, starts: false, now }));
    /** A program has warned before it registered anything; a refresh or destroy has none. */
    const warnWithoutProgram = async (warnings: readonly string[]) => {
        if (warnings.length === 0 || (await hasProgram())) return;
        for (const warning of warnings) options.log(warning);
    };

    const pinnedSettings = (places: readonly Place[]) => {
        const problem = nodeProblem(process.versions.node, process.execPath);
        if (problem !== undefined) throw new ConfigurationError(problem);
        const { settings } = configuration;
        if (settings === undefined) throw unusable(configuration.problems, places);
        const defaultTenant = places.find(({ tenantId }) => tenantId !== undefined)?.tenantId;
        for (const { fileName, ...there } of places) {
            const reason = pinProblem({ there, settings, defaultTenant, provider, fileName });
            if (reason === undefined) continue;
            const which = fileName ?? "The TenantPin";
            firstElsewhere ??= which;
            // A refresh reads hundreds of files, and each of them would tell the same paragraph.
            throw new TenantPinError(
                firstElsewhere === which
                    ? `${reason}. ${OF_THE_STATE}`
                    : `${which} was not touched either: the state has it in tenant ` +
                          `${String(there.tenantId)}; see the error of ${firstElsewhere}.`,
            );
        }
        return settings;
    };

    return {
        provider,
        hasProgram,
        notes: openNotes,
        servesStack(name) {
            stack = name;
        },
        breakPin(reason) {
            broken ??= reason;
        },
        configuration:
            configuration.settings === undefined
                ? { problems: configuration.problems }
                : { settings: configuration.settings },
        requirePinned(place) {
            pinnedSettings([place]);
        },
        context(...places) {
            const settings = pinnedSettings(places);
            const tenantId = settings.tenantId ?? places.find((p) => p.tenantId)?.tenantId;
            if (tenantId === undefined) throw unusable([], places);
            const requirePin = () => {
                if (broken !== undefined) throw pinBroken(places, broken);
            };
            requirePin();
            let client = clients.get(tenantId);
            if (client === undefined) {
                void warnWithoutProgram(settings.warnings);
                client = options.client(settings, tenantId);
                clients.set(tenantId, client);
            }
            content ??= openContentIndex({ folder, now });
            sent ??= openSentUploads({ folder, now });
            const shared = { notes: openNotes(), sent, hasProgram, requirePin, log: options.log };
            const mark = settings.mark ? stack : undefined;
            return { tenantId, settings, mark, client, content, ...shared };
        },
    };
}

function unusable(
    problems: readonly SettingProblem[],
    places: readonly Place[],
): ConfigurationError {
    const which = places[0]?.fileName ?? "The file";
    const why = problems.map(({ message }) => message).join(" ") || "No tenant is configured.";
    return new ConfigurationError(`${which} was not touched: ${why}`);
}

function pinBroken(places: readonly Place[], reason: string): TenantPinError {
    const which = places.find(({ fileName }) => fileName !== undefined)?.fileName ?? "The file";
    return new TenantPinError(
        `${which} was not touched, for the tenant pin stops this run: ${reason}.`,
    );
}
