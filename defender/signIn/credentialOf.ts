import { userFolderPath } from "../../library/userFolder";
import { azOnPath, type RunAz } from "./az";
import { azureCliCredential } from "./azureCliCredential";
import { readClientCertificate } from "./clientCertificate";
import type { Endpoints } from "../clouds";
import { confidentialCredential, type Proof } from "./confidentialCredential";
import type { Credential } from "./credential";
import { credentialFiles } from "./credentialFile";
import { federatedToken } from "./federatedToken";
import { loginCredential } from "./loginCredential";
import { managedIdentityCredential } from "./managedIdentityCredential";
import type { Settings } from "../settings/settings";
import { signInSend, type SignInOptions } from "./signInOptions";
import { networkTransport, type Transport } from "../transport";

/** What a credential is made of. */
export interface CredentialOptions extends Omit<SignInOptions, "scope" | "why" | "places"> {
    readonly settings: Pick<Settings, "signIn" | "signInWhy"> & Partial<Pick<Settings, "places">>;
    readonly endpoints: Endpoints;
    /** What the paths of certificates and tokens are relative to: the program's folder. */
    readonly folder: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** Runs the Azure CLI. Default: the one on PATH. */
    readonly az?: RunAz;
    /** Reaches the machine's own metadata service. Default: the network, past all proxies. */
    readonly metadataTransport?: Transport;
}

/** The emulator takes any application and any secret; this is what it shows as the uploader. */
const emulatorApplication = {
    clientId: "00000000-0000-4000-8000-000000000000",
    clientSecret: "emulator",
};

/** The credential of a way of signing in: the one place that maps one to the other. */
export function credentialOf(options: CredentialOptions): Credential {
    const { settings, endpoints, environment, clock, folder } = options;
    const { signIn } = settings;
    const { signInWhy: why, places } = settings;
    const shared = { ...options, scope: endpoints.scope, why, places };
    const readFile = credentialFiles(folder);

    const asApplication = (clientId: string, proof: () => Promise<Proof>) => {
        const { authorityUrl, knownAuthority } = endpoints;
        const authority = { how: signIn.how, clientId, authorityUrl, knownAuthority };
        return confidentialCredential({ ...shared, ...authority, proof });
    };

    switch (signIn.how) {
        case "emulator":
            return asApplication(emulatorApplication.clientId, () =>
                Promise.resolve({ clientSecret: emulatorApplication.clientSecret }),
            );
        case "clientSecret":
            return asApplication(signIn.clientId, () =>
                Promise.resolve({ clientSecret: signIn.clientSecret }),
            );
        case "clientCertificate": {
            const { certificatePath: path, certificatePassword: password } = signIn;
            const file = { path, password, places };
            return asApplication(signIn.clientId, async () => ({
                certificate: await readClientCertificate(file, { readFile, now: clock.now() }),
            }));
        }
        case "oidc": {
            const { assertion } = signIn;
            const send = signInSend(options);
            return asApplication(signIn.clientId, async () => ({
                assertion: await federatedToken({
                    assertion,
                    places,
                    authorityUrl: endpoints.authorityUrl,
                    send,
                    readFile,
                }),
            }));
        }
        case "managedIdentity":
            return managedIdentityCredential({
                ...shared,
                environment,
                clientId: signIn.clientId,
                transport: options.metadataTransport ?? pastProxies(),
            });
        case "azureCli":
            return azureCliCredential({
                ...shared,
                az: options.az ?? azOnPath(environment, places),
            });
        case "login":
            return loginCredential({
                ...shared,
                clientId: signIn.clientId,
                authorityUrl: endpoints.authorityUrl,
                knownAuthority: endpoints.knownAuthority,
                userFolder: userFolderPath(environment),
            });
    }
}

/** The network without proxies: metadata addresses mean this machine, and answer at once. */
function pastProxies(): Transport {
    return networkTransport({ environment: {}, timeouts: { connect: 3_000 } }).transport;
}
