import { errorLike } from "../errorLike";
import { causesOf } from "../errorText";
import type { TokenKeeper } from "./tokenKeeper";

/** What of `@azure/msal-node-extensions` is used: its persistence, which the system encrypts. */
export interface Extensions {
    readonly PersistenceCreator: {
        createPersistence(options: {
            readonly cachePath: string;
            readonly dataProtectionScope: string;
            readonly serviceName: string;
            readonly accountName: string;
            readonly usePlaintextFileOnLinux: boolean;
        }): Promise<Persistence>;
    };
}

interface Persistence {
    load(): Promise<string | null>;
    save(text: string): Promise<void>;
    delete(): Promise<boolean>;
}

/** Loads `@azure/msal-node-extensions`, or rejects where it is not installed. */
export type LoadExtensions = () => Promise<Extensions>;

/** Why nothing is encrypted, as the end of a sentence. */
export interface NotEncrypted {
    readonly why: string;
    /** Whether the package is there at all. */
    readonly installed: boolean;
}

/** A keeper, or why there is none. */
export type EncryptingKeeper =
    | { readonly keeper: TokenKeeper; readonly missing?: undefined }
    | { readonly keeper: undefined; readonly missing: NotEncrypted };

/** The package's name, which no bundler and no type checker is to look for. */
export const extensionsPackage: string = "@azure/msal-node-extensions";

/** The user's own installation of the package: it is never a dependency, for it is built natively. */
export const installedExtensions: LoadExtensions = () =>
    import(extensionsPackage) as Promise<Extensions>;

/**
 * A keeper that encrypts: by DPAPI on Windows, in the keychain on macOS, by the Secret Service on
 * Linux. Where there is none (the package is not installed, no keyring is running) it says why.
 *
 * @param options.path a file that the package needs; it holds the text on Windows only.
 * @param options.account what tells this text apart from others in the keychain.
 */
export async function encryptingKeeper(options: {
    readonly path: string;
    readonly account: string;
    readonly load: LoadExtensions;
}): Promise<EncryptingKeeper> {
    try {
        const { PersistenceCreator } = await options.load();
        const persistence = await PersistenceCreator.createPersistence({
            cachePath: options.path,
            dataProtectionScope: "CurrentUser",
            serviceName: "pulumi-mde",
            accountName: options.account,
            usePlaintextFileOnLinux: false,
        });
        const keeper = {
            load: async () => {
                const text = await persistence.load();
                return text === null || text === "" ? undefined : text;
            },
            save: (text: string) => persistence.save(text),
            delete: async () => {
                await persistence.delete();
            },
        };
        return { keeper };
    } catch (error) {
        return { keeper: undefined, missing: reason(error) };
    }
}

function reason(error: unknown): NotEncrypted {
    const known = errorLike(error);
    const isMissing =
        known?.code?.endsWith("MODULE_NOT_FOUND") === true &&
        known.message.includes(extensionsPackage);
    return isMissing
        ? { why: `${extensionsPackage} is not installed`, installed: false }
        : {
              why: `${extensionsPackage} cannot be used here: ${causesOf(error)}`,
              installed: true,
          };
}
