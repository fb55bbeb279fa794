import type { RunAz } from "./az";
import type { Credential } from "./credential";
import { errorText } from "../errorText";
import { keptToken } from "./keptToken";
import { signInHelp } from "./signInHelp";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import { accessToken, type SignInOptions } from "./signInOptions";
import { SignInProblem, signInProblemError } from "./signInProblem";
import * as z from "zod";

/** What `az account get-access-token` prints; `expires_on` since 2.54. */
const answer = z.object({
    accessToken: z.string().min(1),
    expires_on: z.number().optional().catch(undefined),
    expiresOn: z.string().optional().catch(undefined),
});

/** How long a token is taken to last when that cannot be read, in milliseconds. */
const UNKNOWN = 600_000;

/**
 * The token of the Azure CLI's login. It is known to work for `az login --service-principal`;
 * whether Entra ID gives a person's `az login` the permission `Library.Manage` is not documented.
 *
 * @param options.az runs the Azure CLI.
 */
export function azureCliCredential(
    options: Pick<SignInOptions, "tenantId" | "scope" | "clock" | "why" | "places"> & {
        readonly az: RunAz;
    },
): Credential {
    const { tenantId, scope, clock, az } = options;
    const acquire = async () => {
        const { code, stdout, stderr } = await az([
            ...["account", "get-access-token"],
            ...["--scope", scope],
            ...["--tenant", tenantId],
            ...["-o", "json"],
        ]);
        if (code !== 0) throw new SignInProblem(whatFailed(stderr, options));
        const read = answer.safeParse(parsed(stdout)).data;
        if (read === undefined)
            throw new SignInProblem(
                `the Azure CLI printed no token. Try "az account get-access-token --tenant ` +
                    `${tenantId}" yourself, and update the Azure CLI if it is old.`,
            );
        // az reckons by this machine's clock, as we do; the older form is local time.
        const ends = read.expires_on === undefined ? read.expiresOn : read.expires_on * 1000;
        const lasts = new Date(ends ?? NaN).getTime() - Date.now();
        return accessToken(read.accessToken, Number.isNaN(lasts) ? UNKNOWN : lasts, clock);
    };
    return keptToken(
        () =>
            acquire().catch((error: unknown) => {
                throw signInProblemError(error, options);
            }),
        { clock },
    );
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function whatFailed(
    stderr: string,
    {
        tenantId,
        places = stackPlaces,
    }: { readonly tenantId: string; readonly places?: SettingPlaces | undefined },
): string {
    const said = errorText(stderr.replace(/^(ERROR|WARNING):\s*/gm, ""));
    const what = `the Azure CLI gave no token for the Defender API${said === "" ? "" : ` (${said})`}.`;
    const code = /AADSTS(\d+)/.exec(stderr)?.[1];
    const help = code === undefined ? undefined : signInHelp(Number(code), "azureCli", places);
    const person =
        `Whether the login of a person carries Library.Manage is not known: a person signs in with ` +
        `${called(places, ["useLogin"])}, and "az login --service-principal" works.`;
    if (help !== undefined) return `${what} ${help} ${person}`;
    if (/az login|logged in|local cache|Interactive authentication/i.test(stderr))
        return `${what} Log in to this tenant first ("az login --tenant ${tenantId}"). ${person}`;
    if (/tenant/i.test(stderr))
        return `${what} Check ${called(places, ["tenantId"])}, and "az login --tenant ${tenantId}". ${person}`;
    return `${what} ${person}`;
}
