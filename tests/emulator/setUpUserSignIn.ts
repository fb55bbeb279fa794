import { createHash } from "node:crypto";

import type { JwtPayload } from "jsonwebtoken";
import { Request } from "undici";

import { createEmulator, type AppOptions, type EmulatorOptions } from "../../emulator";
import { handClock } from "./emulated";
import { clientId, otherTenantId, scope, tenantId, wireOf, type SignInErrorBody } from "./wire";

/** Where people sign in. */
export const base = "https://login.microsoftonline.com";
/** Of PKCE, and its challenge. */
export const verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";
export const challenge = createHash("sha256").update(verifier).digest("base64url");
export const redirectUri = "http://localhost:51234";
/** A scope that brings every kind of token. */
export const everything = `${scope} openid profile offline_access`;
export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
export const otherClientId = "d0d0d0d0-1111-2222-3333-444444444444";

/** What the token endpoint answers. */
export interface Tokens {
    access_token: string;
    refresh_token?: string;
    id_token?: string;
    client_info?: string;
    scope: string;
}

/** What the device code endpoint answers. */
export interface DeviceCode {
    device_code: string;
    user_code: string;
    verification_uri: string;
    interval: number;
    expires_in: number;
    message: string;
}

/** An emulator with one tenant and two apps, of which one is a public client. */
export function setUp(
    options: {
        app?: Partial<AppOptions>;
        /** In place of the public client. */
        confidential?: Partial<AppOptions>;
        emulator?: EmulatorOptions;
    } = {},
) {
    const clock = handClock();
    const app = {
        displayName: "Desk",
        ...(options.confidential ?? { publicClient: {}, ...options.app }),
    };
    const apps = { [clientId]: app, [otherClientId]: { displayName: "Other", publicClient: {} } };
    const users = {
        "ada@contoso.example": { displayName: "Ada" },
        "bob@contoso.example": { displayName: "Bob" },
    };
    const tenants = {
        [tenantId]: { displayName: "Contoso", apps, users },
        [otherTenantId]: { apps },
    };
    const emulator = createEmulator({ clock: clock.now, tenants, ...options.emulator });
    const wire = wireOf(emulator.handle, base);
    const authorize = (change: Record<string, string | undefined> = {}, tenant = tenantId) => {
        const fields: Record<string, string | undefined> = {
            client_id: clientId,
            response_type: "code",
            redirect_uri: redirectUri,
            scope: everything,
            state: "state-1",
            code_challenge: challenge,
            code_challenge_method: "S256",
            ...change,
        };
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(fields))
            if (value !== undefined) query.set(name, value);
        const url = `${base}/${tenant}/oauth2/v2.0/authorize?${query.toString()}`;
        return emulator.handle(new Request(url, { redirect: "manual" }));
    };
    /** The fields that the client is given back. */
    const goneBack = async (change: Record<string, string | undefined> = {}) => {
        const response = await authorize(change);
        expect(response.status).toBe(302);
        return new URL(response.headers.get("location")!).searchParams;
    };
    const newCode = async (change: Record<string, string | undefined> = {}) =>
        (await goneBack(change)).get("code")!;
    const post = (fields: Record<string, string>, tenant = tenantId) =>
        wire.requestToken({ client_id: clientId, ...fields }, { tenant });
    const redeem = (code: string, change: Record<string, string> = {}, tenant = tenantId) =>
        post(
            {
                grant_type: "authorization_code",
                code,
                redirect_uri: redirectUri,
                code_verifier: verifier,
                scope: everything,
                client_info: "1",
                ...change,
            },
            tenant,
        );
    const refresh = (token: string, change: Record<string, string> = {}, tenant = tenantId) =>
        post({ grant_type: "refresh_token", refresh_token: token, ...change }, tenant);
    const signInByCode = async (change: Record<string, string | undefined> = {}) =>
        (await (await redeem(await newCode(change))).json()) as Tokens;
    const askForDevice = async (fields: Record<string, string> = {}) => {
        const response = await emulator.handle(
            new Request(`${base}/${tenantId}/oauth2/v2.0/devicecode`, {
                method: "POST",
                body: new URLSearchParams({ client_id: clientId, scope: everything, ...fields }),
            }),
        );
        return (await response.json()) as DeviceCode;
    };
    const pollDevice = (code: string, change: Record<string, string> = {}) =>
        post({ grant_type: deviceGrant, device_code: code, ...change });
    const visit = (path: string) => emulator.handle(new Request(`${base}/${path}`));
    return {
        clock,
        emulator,
        wire,
        authorize,
        goneBack,
        newCode,
        redeem,
        refresh,
        signInByCode,
        askForDevice,
        pollDevice,
        visit,
        post,
    };
}

/** The claims of a token, unchecked. */
export const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as JwtPayload;
/** The number after AADSTS. */
export const codeOf = async (response: { json(): Promise<unknown> }) =>
    ((await response.json()) as SignInErrorBody).error_codes[0];
