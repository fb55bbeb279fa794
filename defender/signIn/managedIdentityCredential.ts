import { AsyncLocalStorage } from "node:async_hooks";

import type { INetworkModule } from "@azure/msal-node";

import { BrokenCallError } from "../brokenCallError";
import type { Credential } from "./credential";
import { causesOf, errorText, inBrackets } from "../errorText";
import { isMetadataAddress } from "../hosts";
import { keptToken } from "./keptToken";
import { loadMsal } from "./loadMsal";
import { metadataWords, withLocalExpiry } from "./metadataAnswer";
import { networkOver, type MsalNetwork } from "./msalNetwork";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import { accessToken, signInSend, type SignInOptions } from "./signInOptions";
import { SignInProblem, signInProblemError } from "./signInProblem";

/** Where Azure's machines, functions and clusters say that their identity is found. */
const endpointVariables = [
    "IDENTITY_ENDPOINT",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    "IMDS_ENDPOINT",
    "MSI_ENDPOINT",
];

/** The metadata service answers 404 and 410 while it is being updated, for up to 70 s. */
const UPDATING = [404, 410];

/**
 * MSAL keeps the first network that it is given for all identities of the process: it is given one
 * that stands for the network of whoever asks.
 */
const networks = new AsyncLocalStorage<INetworkModule>();
const ofTheCall: INetworkModule = {
    sendGetRequestAsync: (url, about) => currentNetwork().sendGetRequestAsync(url, about),
    sendPostRequestAsync: (url, about) => currentNetwork().sendPostRequestAsync(url, about),
};

function currentNetwork(): INetworkModule {
    const found = networks.getStore();
    if (found === undefined) throw new RangeError("nobody asks for a managed identity");
    return found;
}

/**
 * Signs in as the identity of the machine, by MSAL: of a virtual machine, App Service or Functions,
 * Azure Arc, a cluster's pod.
 *
 * MSAL itself reads the process's environment to find out which, once for all of the process.
 *
 * @param options.transport must not go through a proxy: the address means this very machine.
 * @param options.clientId of a user-assigned identity; absent for the machine's own.
 */
export function managedIdentityCredential(
    options: SignInOptions & {
        readonly clientId?: string | undefined;
        readonly environment: Readonly<Record<string, string | undefined>>;
    },
): Credential {
    const { clientId, environment, clock, scope } = options;
    // On a machine that is none of Azure's nobody answers: that should not take minutes to find out.
    const send = signInSend(options, { attempts: 4, alsoTransient: UPDATING });

    const acquire = async () => {
        requireMetadataAddresses(environment);
        const { ManagedIdentityApplication } = await loadMsal();
        const network = networkOver(send, {
            target: (address) => (isMetadataAddress(address) ? address : undefined),
            received: withLocalExpiry,
        });
        const application = new ManagedIdentityApplication({
            managedIdentityIdParams:
                clientId === undefined ? {} : { userAssignedClientId: clientId },
            system: { networkClient: ofTheCall, disableInternalRetries: true },
        });
        try {
            // keptToken decides when a token is used again.
            const request = { resource: scope, forceRefresh: true };
            const result = await networks.run(network.networkClient, () =>
                application.acquireToken(request),
            );
            const lasts = (result.expiresOn?.getTime() ?? 0) - Date.now();
            return accessToken(result.accessToken, lasts, clock);
        } catch (error) {
            throw new SignInProblem(whatFailed(network, error, options));
        }
    };
    return keptToken(
        () =>
            acquire().catch((error: unknown) => {
                throw signInProblemError(error, options);
            }),
        { clock },
    );
}

function requireMetadataAddresses(environment: Readonly<Record<string, string | undefined>>): void {
    for (const name of endpointVariables) {
        const address = environment[name];
        if (address === undefined || address === "" || isMetadataAddress(address)) continue;
        throw new SignInProblem(
            `${name} is ${JSON.stringify(errorText(address))}, but a managed identity is found on ` +
                `loopback or a link-local address (169.254.…) only. Unset it, or sign in another way.`,
        );
    }
}

function whatFailed(
    network: Pick<MsalNetwork, "failure" | "proofs">,
    error: unknown,
    {
        clientId,
        places = stackPlaces,
    }: {
        readonly clientId?: string | undefined;
        readonly places?: SettingPlaces | undefined;
    },
): string {
    const failure = network.failure();
    const failed = `signing in with the managed identity of this machine failed`;
    if (failure instanceof BrokenCallError)
        return (
            `${failed}, for there was no answer (${causesOf(failure.cause)}). Managed identities are ` +
            `of machines in Azure only: elsewhere, sign in another way than ${called(places, ["useMsi"])}.`
        );
    if (failure === undefined)
        return `${failed} (${errorText(causesOf(error), network.proofs())}).`;
    const words = metadataWords(failure, network.proofs());
    const said = inBrackets({ status: failure.status, ...words });
    const help =
        failure.status >= 500 || failure.status === 429 || UPDATING.includes(failure.status)
            ? "The metadata service failed, at each of several attempts: run it again later."
            : clientId === undefined
              ? `Give the machine a system-assigned identity, or name a user-assigned one of its ` +
                `with ${called(places, ["msiClientId"])}.`
              : `Check ${called(places, ["msiClientId"])} (${clientId}): the machine must have been assigned that identity.`;
    return `${failed}${said}. ${help}`;
}
