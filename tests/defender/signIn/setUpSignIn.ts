import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RunAz } from "../../../defender/signIn/az";
import { endpointsOf } from "../../../defender/clouds";
import type { Credential } from "../../../defender/signIn/credential";
import { credentialOf } from "../../../defender/signIn/credentialOf";
import type { SignIn } from "../../../defender/settings/signInSettings";
import type { Transport } from "../../../defender/transport";
import { createEmulator, type AppOptions, type Emulator } from "../../../emulator";
import { signed } from "../../emulator/appCertificate";
import { tenantId } from "../answers";
import { fakeClock, type FakeClock } from "../fakeClock";

export const clientId = "cccccccc-1111-4111-8111-cccccccccccc";

/** An issuer of federated tokens, as GitHub Actions or a cluster is one. */
export const issuer = "https://issuer.example";
export const subject = "repo:contoso/library:environment:production";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** What the application trusts. */
export const federatedCredential = {
    issuer,
    subject,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
};

/** A token of the issuer. */
export function issued(claims: Record<string, unknown> = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const all = {
        iss: issuer,
        sub: subject,
        aud: "api://AzureADTokenExchange",
        nbf: now - 10,
        exp: now + 600,
        ...claims,
    };
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    return signed(all, { key, algorithm: "RS256" });
}

export interface SignInSetUp {
    readonly credential: Credential;
    readonly emulator: Emulator;
    readonly clock: FakeClock;
    readonly folder: string;
    /** `METHOD address`, without the query. */
    readonly asked: readonly string[];
    /** What was sent to the token endpoint. */
    readonly forms: readonly URLSearchParams[];
    readonly write: (name: string, content: string | Buffer) => void;
}

/** Folders to be removed when the tests are over. */
export const folders: string[] = [];
export function removeFolders(): void {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** A credential of a way of signing in, on an emulator that knows one application. */
export function setUpSignIn(
    signIn: SignIn,
    options: {
        app?: Partial<AppOptions>;
        why?: string;
        /** How much the emulator's clock is ahead, in milliseconds. */
        ahead?: number;
        az?: RunAz;
        environment?: Record<string, string>;
        /** Answers what is not the emulator's. */
        elsewhere?: Transport;
        metadata?: Transport;
        tenantId?: string;
    } = {},
): SignInSetUp {
    const { ahead = 0 } = options;
    const clock = fakeClock(Date.now());
    const folder = mkdtempSync(join(tmpdir(), "mde-sign-in-"));
    folders.push(folder);
    const emulator = createEmulator({
        clock: () => clock.now() + ahead,
        tenants: {
            [tenantId]: { apps: { [clientId]: { displayName: "Uploader", ...options.app } } },
        },
    });
    const asked: string[] = [];
    const forms: URLSearchParams[] = [];
    const credential = credentialOf({
        settings: { signIn, signInWhy: options.why ?? "mde:clientId (configuration)" },
        tenantId: options.tenantId ?? tenantId,
        endpoints: endpointsOf({ cloud: "emulator" }),
        folder,
        environment: options.environment ?? {},
        ...(options.az === undefined ? {} : { az: options.az }),
        ...(options.metadata === undefined ? {} : { metadataTransport: options.metadata }),
        async transport(request) {
            const url = new URL(request.url);
            asked.push(`${request.method} ${url.origin}${url.pathname}`);
            if (url.host !== "login.emulator.invalid" && options.elsewhere !== undefined)
                return options.elsewhere(request);
            if (request.method === "POST")
                forms.push(new URLSearchParams(await request.clone().text()));
            const response = await emulator.handle(request);
            // As every HTTP server does, and a handler alone does not.
            response.headers.set("date", new Date(clock.now() + ahead).toUTCString());
            return response;
        },
        clock,
        random: () => 0.5,
        log: () => undefined,
    });
    const write = (name: string, content: string | Buffer) => {
        writeFileSync(join(folder, name), content);
    };
    return { credential, emulator, clock, folder, asked, forms, write };
}
