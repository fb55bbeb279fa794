import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { ICachePlugin } from "@azure/msal-node";

import { ensureUserFolder } from "../../library/userFolder";
import {
    encryptingKeeper,
    installedExtensions,
    type LoadExtensions,
    type NotEncrypted,
} from "./encryptingKeeper";
import { lockFile, type FileLockOptions } from "./fileLock";
import { clearKeeper, type TokenKeeper } from "./tokenKeeper";

/** Which login: each has a cache of its own, so that one tenant's account is never another's. */
export interface LoginKey {
    /** The sign-in's origin. */
    readonly authorityUrl: string;
    readonly tenantId: string;
    readonly clientId: string;
}

/** Where a login is kept. */
export interface LoginPlace {
    /** The user's own folder. */
    readonly userFolder: string;
    /** Default: what is installed beside us. */
    readonly loadExtensions?: LoadExtensions;
    readonly lock?: FileLockOptions;
}

/** How a login was kept. */
export interface KeptLogin {
    readonly path: string;
    /** Why the tokens are in clear; `undefined` when they are encrypted. */
    readonly inClear: NotEncrypted | undefined;
}

/** MSAL's token cache of one login, shared by all processes of this user. */
export interface LoginCache {
    /** Whether there is anything: nothing is loaded to find out. */
    readonly exists: () => boolean;
    /** What MSAL reads and writes its cache with. */
    readonly plugin: ICachePlugin;
    /** Puts another cache in place of what is there. */
    readonly replace: (text: string) => Promise<KeptLogin>;
}

/** The login is there, but cannot be read: it says why, as the rest of a sentence. */
export class LoginUnreadableError extends Error {
    override name = "LoginUnreadableError" as const;
}

const clearEnd = ".json";
const encryptedEnd = ".encrypted";

/** The cache of a login. @throws {UserFolderError} when the user's folder cannot be used. */
export function openLoginCache(key: LoginKey, place: LoginPlace): LoginCache {
    const folder = ensureUserFolder(place.userFolder, "login");
    const name = nameOf(key);
    const paths = {
        clear: join(folder, name + clearEnd),
        encrypted: join(folder, name + encryptedEnd),
        lock: join(folder, `${name}.lock`),
    };
    const load = place.loadExtensions ?? installedExtensions;
    const clear = clearKeeper(paths.clear);
    const encrypting = () => encryptingKeeper({ path: paths.encrypted, account: name, load });
    let held: { readonly keeper: TokenKeeper; readonly text: string | undefined } | undefined;
    let release: (() => void) | undefined;

    /** The keeper that has the login. */
    const current = async (): Promise<TokenKeeper> => {
        if (!existsSync(paths.encrypted)) return clear;
        const { keeper, missing } = await encrypting();
        if (keeper === undefined)
            throw new LoginUnreadableError(`its tokens are encrypted, and ${missing.why}`);
        return keeper;
    };

    return {
        exists: () => existsSync(paths.clear) || existsSync(paths.encrypted),
        plugin: {
            // The lock is had from one to the other, by readers too: MSAL may write after either.
            async beforeCacheAccess(context) {
                const mine = await lockFile(paths.lock, place.lock);
                try {
                    const keeper = await current();
                    const text = await keeper.load();
                    // An empty cache too: MSAL would go on with what it had read before.
                    context.tokenCache.deserialize(isJson(text) ? text : "{}");
                    held = { keeper, text };
                    release = mine;
                } catch (error) {
                    mine();
                    throw error;
                }
            },
            async afterCacheAccess(context) {
                try {
                    // Nobody is logged in (any more), and only `replace` logs somebody in.
                    if (held?.text === undefined || !context.cacheHasChanged) return;
                    const text = context.tokenCache.serialize();
                    if (text !== held.text) await held.keeper.save(text);
                } finally {
                    held = undefined;
                    release?.();
                    release = undefined;
                }
            },
        },
        async replace(text) {
            const mine = await lockFile(paths.lock, place.lock);
            try {
                const { keeper, missing } = await encrypting();
                if (keeper === undefined) {
                    await clear.save(text);
                    rmSync(paths.encrypted, { force: true });
                    return { path: paths.clear, inClear: missing };
                }
                await keeper.save(text);
                await clear.delete();
                return { path: paths.encrypted, inClear: undefined };
            } finally {
                mine();
            }
        },
    };
}

/** A login that is kept on this machine. */
export interface StoredLogin {
    readonly host: string;
    readonly tenantId: string;
    readonly clientId: string;
}

/** The logins of this user. */
export function storedLogins(place: Pick<LoginPlace, "userFolder">): StoredLogin[] {
    const names = readdirSync(ensureUserFolder(place.userFolder, "login"))
        .filter((file) => file.endsWith(clearEnd) || file.endsWith(encryptedEnd))
        .map((file) => file.slice(0, file.lastIndexOf(".")));
    return [...new Set(names)].sort().flatMap((name) => {
        const [host, tenantId, clientId, ...more] = name.split("_");
        if (host === undefined || tenantId === undefined || clientId === undefined) return [];
        return more.length > 0 ? [] : [{ host, tenantId, clientId }];
    });
}

/**
 * Forgets a login, tokens and all.
 *
 * @returns why tokens may be left in the system's own keychain; `undefined` when all is gone.
 */
export async function forgetLogin(
    login: StoredLogin,
    place: LoginPlace,
): Promise<string | undefined> {
    const folder = ensureUserFolder(place.userFolder, "login");
    const name = [login.host, login.tenantId, login.clientId].join("_");
    const encrypted = join(folder, name + encryptedEnd);
    const mine = await lockFile(join(folder, `${name}.lock`), place.lock);
    try {
        await clearKeeper(join(folder, name + clearEnd)).delete();
        if (!existsSync(encrypted)) return undefined;
        const load = place.loadExtensions ?? installedExtensions;
        const { keeper, missing } = await encryptingKeeper({
            path: encrypted,
            account: name,
            load,
        });
        await keeper?.delete();
        rmSync(encrypted, { force: true });
        return missing?.why;
    } finally {
        mine();
    }
}

function nameOf({ authorityUrl, tenantId, clientId }: LoginKey): string {
    const host = new URL(authorityUrl).host.replaceAll(/[^a-z0-9.-]/g, "-");
    return [host, tenantId.toLowerCase(), clientId.toLowerCase()].join("_");
}

/** A cache that was cut or overwritten counts as none: logging in again mends it. */
function isJson(text: string | undefined): text is string {
    try {
        JSON.parse(text ?? "");
        return true;
    } catch {
        return false;
    }
}
