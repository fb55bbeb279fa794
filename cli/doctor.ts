import { endpointsOf, type AccessToken, type LiveLibrary } from "../defender";
import { readSettings, type Settings } from "../defender/settings/settings";
import { keyProblems } from "../defender/settings/settingsKeys";
import { isEmbedded, type Connection, type ConnectionOptions } from "../provider/client";
import { completed, failed, ok, warning, type Check } from "./check";
import { brokenConfiguration, configurationCheck, settingsChecks } from "./configurationChecks";
import { clockCheck, serviceClock, type ServiceClock } from "./serviceClock";
import { settingsSourceOf, type Subject } from "./subject";
import { defaultTenant } from "./tenantLibrary";
import { claimChecks, messageOf, tokenCheck } from "./tokenChecks";

/** What the doctor works with. */
export interface DoctorOptions {
    readonly connect: (options: ConnectionOptions) => Connection;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    /** Takes one line for a person to read: why something waits. */
    readonly log: (line: string) => void;
    /** Takes each token that was issued, so that nobody is shown it. */
    readonly issued: (token: string) => void;
}

/**
 * A person who waits wants to know, and not that it works after two minutes: some seconds of trying
 * again, and none of waiting for the limits of the API to allow more.
 */
const retry = { attempts: 3, throttledAttempts: 1, emptyAttempts: 1 };

/** Looks at everything between a configuration and a library, until something is wrong. */
export async function examine(subject: Subject, options: DoctorOptions): Promise<Check[]> {
    const keys = Object.keys(subject.configuration);
    const secretKeys = keys.filter((key) => subject.configuration[key]?.secret);
    const { settings, problems } = readSettings(settingsSourceOf(subject));
    const wrong = [...keyProblems({ keys, secretKeys }), ...problems];
    if (settings === undefined || wrong.length > 0)
        return completed([brokenConfiguration(subject, wrong)]);

    const tenantId = settings.tenantId ?? defaultTenant(subject);
    const endpoints = endpointsOf({ ...settings, cloud: settings.hostsOf });
    const checks = [
        configurationCheck(subject, settings.warnings),
        ...settingsChecks(subject, settings, { endpoints, tenantId }),
    ];
    if (tenantId !== undefined)
        checks.push(...(await connectionChecks({ subject, settings, tenantId }, options)));
    return completed(checks);
}

interface Target {
    readonly subject: Subject;
    readonly settings: Settings;
    readonly tenantId: string;
}

/** One token and one list, and what they tell. */
async function connectionChecks(target: Target, options: DoctorOptions): Promise<Check[]> {
    const { subject, settings, tenantId } = target;
    const clock = serviceClock(options.now);
    const { endpoints, credential, client } = options.connect({
        settings,
        tenantId,
        projectFolder: subject.folder,
        environment: subject.environment,
        log: options.log,
        around: clock.around,
        retry,
    });
    const checks: Check[] = [];
    const token = await credential.getToken().catch((error: unknown) => {
        checks.push(failed("token", messageOf(error)));
    });
    if (token !== undefined) {
        options.issued(token.token);
        checks.push(
            ...(await checksOfToken(token, {
                tenantId,
                scope: endpoints.scope,
                cloud: settings.hostsOf,
                places: settings.places,
                hasState: subject.stack !== undefined,
            })),
        );
        if (checks.every(({ status }) => status !== "failed"))
            checks.push(await libraryCheck(() => client.list()));
    }
    const isSignedIn = token !== undefined;
    checks.push(...clockChecks(clock, { settings, isSignedIn, ...endpoints }));
    return checks;
}

async function checksOfToken(
    token: AccessToken,
    wanted: Parameters<typeof claimChecks>[1],
): Promise<Check[]> {
    return [tokenCheck(token), ...(await claimChecks(token, wanted))];
}

async function libraryCheck(list: () => Promise<LiveLibrary>): Promise<Check> {
    try {
        const { files, missing } = await list();
        const values = { files: files.length };
        if (!missing)
            return ok("library", files.length === 1 ? "1 file" : `${files.length} files`, values);
        return warning(
            "library",
            `the list was answered with 404, as some tenants are said to do while their library is ` +
                `empty: refresh and destroy stop at that. If there are files in the portal, check ` +
                `that live response is turned on in this tenant.`,
            values,
        );
    } catch (error) {
        return failed("library", messageOf(error));
    }
}

function clockChecks(
    clock: ServiceClock,
    about: {
        readonly settings: Settings;
        readonly isSignedIn: boolean;
        readonly authorityUrl: string;
        readonly apiUrl: string;
    },
): Check[] {
    const { settings, isSignedIn } = about;
    if (isEmbedded(settings)) return [ok("clock", "the emulator goes by this machine's own")];
    const ahead = clock.ahead(about.authorityUrl, about.apiUrl);
    if (ahead === undefined) return [];
    return [clockCheck(ahead, { how: settings.signIn.how, isSignedIn })];
}
