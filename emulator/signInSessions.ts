import { randomBytes, randomInt } from "node:crypto";

import type { KnownUser } from "./directory";

/** What somebody has been asked to allow, and has allowed. */
export interface SignInRequest {
    readonly tenantId: string;
    readonly clientId: string;
    /** The scopes as they were asked for. */
    readonly scope: string;
    readonly nonce?: string;
}

/** An authorization code. */
export interface IssuedCode extends SignInRequest {
    readonly user: KnownUser;
    readonly redirectUri: string;
    /** PKCE's challenge, by S256. */
    readonly challenge?: string;
    readonly expires: number;
    redeemed: boolean;
}

/** A refresh token. It stays good when a newer one is issued in its place, as Entra ID's does [D]. */
export interface IssuedRefreshToken extends SignInRequest {
    readonly user: KnownUser;
    readonly issuedAt: number;
}

/** A device code, and what its person has said to it. */
export interface IssuedDeviceCode extends SignInRequest {
    readonly userCode: string;
    readonly expires: number;
    answer: KnownUser | "pending" | "declined" | "redeemed";
}

/** The sign-ins that are under way. They are gone when the emulator is. */
export interface SignInSessions {
    /** Keeps what was issued, and gives the code or token that stands for it. */
    readonly addCode: (issued: IssuedCode) => string;
    readonly findCode: (code: string) => IssuedCode | undefined;
    readonly addRefreshToken: (issued: IssuedRefreshToken) => string;
    readonly findRefreshToken: (token: string) => IssuedRefreshToken | undefined;
    readonly addDeviceCode: (issued: Omit<IssuedDeviceCode, "userCode">) => {
        readonly deviceCode: string;
        readonly userCode: string;
    };
    readonly findDeviceCode: (code: string) => IssuedDeviceCode | undefined;
    readonly findUserCode: (userCode: string) => IssuedDeviceCode | undefined;
}

/** Of each kind, the latest so many are kept. */
const most = 10_000;
/** Letters and digits that are not taken for each other. */
const userCodeAlphabet = "BCDFGHJKLMNPQRSTVWXZ23456789";

/** Sign-ins in memory. */
export function createSignInSessions(): SignInSessions {
    const codes = new Map<string, IssuedCode>();
    const refreshTokens = new Map<string, IssuedRefreshToken>();
    const deviceCodes = new Map<string, IssuedDeviceCode>();
    const add = <T>(to: Map<string, T>, prefix: string, issued: T) => {
        const secret = `${prefix}${randomBytes(48).toString("base64url")}`;
        to.set(secret, issued);
        const [oldest] = to.keys();
        if (to.size > most && oldest !== undefined) to.delete(oldest);
        return secret;
    };
    return {
        addCode: (issued) => add(codes, "1.A", issued),
        findCode: (code) => codes.get(code),
        addRefreshToken: (issued) => add(refreshTokens, "1.R", issued),
        findRefreshToken: (token) => refreshTokens.get(token),
        addDeviceCode(issued) {
            const userCode = Array.from(
                { length: 9 },
                () => userCodeAlphabet[randomInt(userCodeAlphabet.length)],
            ).join("");
            return { deviceCode: add(deviceCodes, "1.D", { ...issued, userCode }), userCode };
        },
        findDeviceCode: (code) => deviceCodes.get(code),
        findUserCode: (userCode) =>
            [...deviceCodes.values()].find((issued) => issued.userCode === userCode.toUpperCase()),
    };
}
