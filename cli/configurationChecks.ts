import type { Endpoints } from "../defender";
import type { Settings, SignIn } from "../defender/settings/settings";
import {
    namespace,
    type SettingName,
    type SettingProblem,
} from "../defender/settings/settingsKeys";
import { emulatorFolder, isEmbedded } from "../provider/client";
import { failed, ok, warning, type Check } from "./check";
import { labelOf, variablesOf, type Subject } from "./subject";

/** A configuration that can be used, with what a person should know of it. */
export function configurationCheck(subject: Subject, warnings: readonly string[]): Check {
    const names = subject.stack === undefined ? variablesOf(subject) : keysOf(subject);
    const found = `${whatIs(subject)}: ${names.join(", ")}`;
    const values = { names };
    if (warnings.length === 0) return ok("configuration", found, values);
    return warning("configuration", `${found}. ${warnings.join(" ")}`, values);
}

/** A configuration that cannot be used: all that is wrong with it, or that there is none. */
export function brokenConfiguration(subject: Subject, problems: readonly SettingProblem[]): Check {
    const keys = problems.map(({ key }) => key);
    const messages = problems.map(({ message }) => message);
    if (subject.stack === undefined || keysOf(subject).length > 0)
        return failed("configuration", messages, { keys });
    const noKey = `${whatIs(subject)} has no ${namespace}: key`;
    if (variablesOf(subject).length > 0)
        return failed("configuration", [...messages, `${noKey}. ${inProgram}`], { keys });
    const nothing =
        `nothing was checked: ${noKey}, and the environment has no variable that pulumi-mde reads. ` +
        `${inProgram} For files without a mde.Provider set the keys: "pulumi config set ` +
        `${namespace}:tenantId <the tenant's id>", or "pulumi config set ${namespace}:cloud emulator" ` +
        `to try things without a tenant.`;
    return failed("configuration", nothing, { keys: [] });
}

/** A stack may have all its settings in provider objects, which are known when its program runs. */
const inProgram =
    `The arguments of a mde.Provider are in the program, where the doctor cannot see them: to check ` +
    `such an object, give its arguments by the environment (ARM_TENANT_ID, ARM_CLIENT_ID, ` +
    `ARM_CLIENT_SECRET and so on) and leave --stack out.`;

/** What follows from the configuration alone, without asking anybody. */
export function settingsChecks(
    subject: Subject,
    settings: Settings,
    { endpoints, tenantId }: { endpoints: Endpoints; tenantId: string | undefined },
): Check[] {
    return [
        cloudCheck(subject, settings),
        ...endpointChecks(subject, settings, endpoints),
        tenantCheck(subject, settings, tenantId),
        ...(tenantId === undefined ? [] : [signInCheck(settings)]),
    ];
}

function whatIs({ stack }: Subject): string {
    if (stack !== undefined) return `stack ${stack.name} of project ${stack.project}`;
    return "the environment alone (--stack NAME looks at a stack)";
}

function keysOf({ configuration }: Subject): string[] {
    return Object.keys(configuration)
        .filter((key) => key.startsWith(`${namespace}:`))
        .sort();
}

function cloudCheck(subject: Subject, { cloud, hostsOf, region }: Settings): Check {
    const by = labelOf(subject, "cloud", (value) => value === hostsOf) ?? "the default";
    const values = { cloud, ...(region === undefined ? {} : { region }) };
    if (cloud !== "emulator")
        return ok(
            "cloud",
            `${cloud}${region === undefined ? "" : `, region ${region}`} (${by})`,
            values,
        );
    const why = hostsOf === "emulator" ? by : `${labelOf(subject, "apiUrl") ?? ""} is this machine`;
    return warning("cloud", `emulator (${why}): nothing of this is live`, values);
}

function endpointChecks(subject: Subject, settings: Settings, endpoints: Endpoints): Check[] {
    if (isEmbedded(settings)) {
        const folder = emulatorFolder(subject.folder);
        return [
            ok("api", `the folder ${folder}, in this process`, { folder }),
            ok("authority", "the emulator's own, in this process"),
            ok("scope", endpoints.scope, { scope: endpoints.scope }),
        ];
    }
    const by = (name: SettingName, isOverridden: boolean) => {
        if (!isOverridden) return `of cloud ${settings.hostsOf}`;
        // An emulator on a port is both.
        return `overridden by ${labelOf(subject, name) ?? labelOf(subject, "apiUrl") ?? ""}`;
    };
    const { apiUrl, authorityUrl, scope } = endpoints;
    const regional = settings.region === undefined ? "" : `, region ${settings.region}`;
    const apiBy = by("apiUrl", settings.apiUrl !== undefined);
    return [
        ok("api", `${apiUrl} (${apiBy}${settings.apiUrl === undefined ? regional : ""})`, {
            url: apiUrl,
        }),
        ok(
            "authority",
            `${authorityUrl} (${by("authorityUrl", settings.authorityUrl !== undefined)})`,
            { url: authorityUrl },
        ),
        ok("scope", `${scope} (${by("scope", settings.scope !== undefined)})`, { scope }),
    ];
}

function tenantCheck(subject: Subject, settings: Settings, tenantId: string | undefined): Check {
    if (tenantId === undefined)
        return failed(
            "tenant",
            `no tenant is configured, and the emulator's default tenant is of a project and a ` +
                `stack: name one with --stack, or set ARM_TENANT_ID.`,
        );
    const values = { tenantId };
    const { stack } = subject;
    if (settings.tenantId === undefined && stack !== undefined)
        return ok(
            "tenant",
            `${tenantId} (the emulator's for project ${stack.project} and stack ${stack.name})`,
            values,
        );
    const by = `${tenantId} (${labelOf(subject, "tenantId") ?? ""})`;
    if (settings.tenantIdFrom === "configuration" || stack === undefined)
        return ok("tenant", by, values);
    return warning(
        "tenant",
        `${by}: a variable of the environment may be left over from other work, so that new files ` +
            `are refused until it is confirmed with "pulumi config set mde:tenantId ${tenantId}".`,
        values,
    );
}

function signInCheck({ signIn, signInWhy }: Settings): Check {
    return ok("sign-in", `${wayOf(signIn)}: ${signInWhy}`, { how: signIn.how, why: signInWhy });
}

const federatedTokens = {
    token: "a federated token that is given",
    file: "a federated token from a file",
    github: "a federated token of GitHub Actions",
    azurePipelines: "a federated token of Azure Pipelines",
} as const;

function wayOf(signIn: SignIn): string {
    switch (signIn.how) {
        case "clientSecret":
            return `a client secret of application ${signIn.clientId}`;
        case "clientCertificate":
            return `the certificate ${signIn.certificatePath} of application ${signIn.clientId}`;
        case "oidc":
            return `${federatedTokens[signIn.assertion.from]}, for application ${signIn.clientId}`;
        case "managedIdentity":
            return signIn.clientId === undefined
                ? "the managed identity of this machine"
                : `the user-assigned managed identity ${signIn.clientId}`;
        case "azureCli":
            return "the login of the Azure CLI";
        case "login":
            return `the login of a person, with application ${signIn.clientId}`;
        case "emulator":
            return "as nobody in particular";
    }
}
