import * as z from "zod";

import { guid } from "./guid";
import { ambientVariables, readOidcAssertion, type OidcAssertion } from "./oidcSettings";
import type { SettingName } from "./settingsKeys";
import {
    configured,
    labelOf,
    nameIn,
    type Found,
    type SettingsReader,
    type SettingsSource,
} from "./settingsReader";
import { completing, halfWay, leftAloneOf, noWay, whyOf, type CompletingName } from "./signInTexts";

/** How to sign in: decided by what is configured. */
export type SignIn =
    | { readonly how: "clientSecret"; readonly clientId: string; readonly clientSecret: string }
    | {
          readonly how: "clientCertificate";
          readonly clientId: string;
          /** A PEM or PFX file; relative to the program's folder. */
          readonly certificatePath: string;
          readonly certificatePassword?: string | undefined;
      }
    /** Workload identity federation. */
    | { readonly how: "oidc"; readonly clientId: string; readonly assertion: OidcAssertion }
    /** The identity of the machine; a user-assigned one by its client id. */
    | { readonly how: "managedIdentity"; readonly clientId?: string | undefined }
    | { readonly how: "azureCli" }
    /** A person, by the account of `npx pulumi-mde login`. */
    | { readonly how: "login"; readonly clientId: string }
    /** The emulator takes any application and any secret. */
    | { readonly how: "emulator" };

/** A way of signing in, and what decided it. */
export interface ReadSignIn {
    readonly signIn: SignIn;
    /** Which keys decided it and where they were found; never a secret. */
    readonly why: string;
    /** What decided it, what chose it first. */
    readonly used: readonly Found[];
}

/** The keys that choose a way. */
const switches = ["useOidc", "useMsi", "useCli", "useLogin"] as const;
const choosing = ["clientSecret", "clientCertificatePath"] as const;
const federation = ["oidcToken", "oidcTokenFilePath", "oidcRequestUrl"] as const;

/** Whether the configuration has a way of signing in, be it half or wrong. */
export function configuresSignIn(source: SettingsSource): boolean {
    const has = (name: SettingName) => configured(name, source) !== undefined;
    return (
        [...choosing, ...federation, ...completing].some(has) ||
        switches.some((name) => has(name) && configured(name, source)?.value !== "false")
    );
}

interface Decided {
    readonly signIn: SignIn;
    readonly used: readonly Found[];
}

interface Way {
    /** What chose it. */
    readonly by: Found;
    readonly read: () => Decided | undefined;
}

/**
 * Decides the way of signing in. Two ways, or half a way, are problems that name the keys.
 *
 * @param emulated whether the emulator is called, which needs no way at all.
 */
export function readSignIn(reader: SettingsReader, emulated: boolean): ReadSignIn | undefined {
    const { find, refuse } = reader;
    const ways = waysOf(reader);
    const [way, other] = ways;
    if (way !== undefined && other !== undefined) {
        const named = ways.map(({ by }) => by.label).join(" and ");
        const remove =
            reader.of === "arguments"
                ? `leave the others out`
                : `remove the others with "pulumi config rm"`;
        const out = way.by.from === "configuration" ? remove : `unset the others`;
        refuse(
            way.by.label,
            `${named} are ${ways.length} ways to sign in, and which one is meant cannot be told: ` +
                `keep one, and ${out}.`,
        );
        return undefined;
    }
    if (way !== undefined) {
        const read = way.read();
        if (read === undefined || refuseStray(reader, read.signIn)) return undefined;
        const used = [way.by, ...read.used];
        const why = whyOf(used) + leftAlone(reader, way.by, read.signIn);
        return { signIn: read.signIn, why, used };
    }
    // A switch that is neither true nor false is a problem already.
    const isOdd = (name: SettingName) => !["true", "false", undefined].includes(find(name)?.value);
    if (switches.some(isOdd)) return undefined;
    // A runner's token is there for whoever may want it.
    const half = completing.find((name) =>
        name === "oidcRequestToken"
            ? find(name)?.from === "configuration"
            : find(name) !== undefined,
    );
    const found = half && find(half);
    // What lies about in the environment is no half way into the emulator.
    if (emulated && found?.from !== "configuration")
        return { signIn: { how: "emulator" }, why: "the emulator needs no credentials", used: [] };
    if (half === undefined || found === undefined)
        refuse(labelOf("clientId", reader), noWay(reader));
    else refuse(found.label, halfWay(reader, half, found));
    return undefined;
}

const isAmbient = ({ label }: Found) => ambientVariables.includes(label);

/** Names what a platform offers and the environment's own way does not take. */
function leftAlone({ variable }: SettingsReader, by: Found, { how }: SignIn): string {
    if (by.from === "configuration" || how === "oidc") return "";
    return leftAloneOf(ambientVariables.filter((name) => variable(name) !== undefined));
}

/** What each of these goes with, and the switch that turns that off on purpose. */
const partOf: Readonly<
    Record<Exclude<CompletingName, "clientId">, [SignIn["how"], (typeof switches)[number]?]>
> = {
    clientCertificatePassword: ["clientCertificate"],
    oidcRequestToken: ["oidc", "useOidc"],
    msiClientId: ["managedIdentity", "useMsi"],
};

/**
 * Refuses what the configuration holds of another way than the chosen one: half of it was removed,
 * or not yet set. Whether there is any.
 */
function refuseStray(reader: SettingsReader, { how }: SignIn): boolean {
    const { find, refuse } = reader;
    const names = Object.keys(partOf) as (keyof typeof partOf)[];
    const stray = names.find((name) => {
        const [way, off] = partOf[name];
        const isOff = off !== undefined && find(off)?.value === "false";
        return how !== way && !isOff && find(name)?.from === "configuration";
    });
    const found = stray && find(stray);
    if (stray === undefined || found === undefined) return false;
    refuse(found.label, halfWay(reader, stray, found));
    return true;
}

/**
 * The ways that are chosen; none of them is looked into before it is known to be the only one. What
 * a platform sets for everybody is no second way beside one that somebody chose.
 */
function waysOf(reader: SettingsReader): Way[] {
    const { find, refuse } = reader;
    const ways: Way[] = [];
    const add = (by: Found | undefined, read: (by: Found) => Decided | undefined) => {
        if (by !== undefined) ways.push({ by, read: () => read(by) });
    };
    const trueOrFalse = new Map(
        switches.map((name) => [
            name,
            reader.parsed(name, z.enum(["true", "false"]), "true or false"),
        ]),
    );
    const switched = (name: (typeof switches)[number]) =>
        trueOrFalse.get(name) === "true" ? find(name) : undefined;

    add(find("clientSecret"), (by) =>
        withClientId(reader, by, (clientId) => ({
            signIn: { how: "clientSecret", clientId, clientSecret: by.value },
            used: [],
        })),
    );
    add(find("clientCertificatePath"), (by) => {
        const password = find("clientCertificatePassword");
        return withClientId(reader, by, (clientId) => ({
            signIn: {
                how: "clientCertificate",
                clientId,
                certificatePath: by.value,
                certificatePassword: password?.value,
            },
            used: listOf(password),
        }));
    });
    const isFederated = switched("useOidc");
    const isLeft = find("useOidc") !== undefined && isFederated === undefined;
    add(isLeft ? undefined : (isFederated ?? tokenBy(reader)), (by) =>
        withClientId(reader, by, (clientId) => {
            const read = readOidcAssertion(reader, by.from);
            if (read === undefined) return undefined;
            return {
                signIn: { how: "oidc", clientId, assertion: read.assertion },
                used: read.used,
            };
        }),
    );
    add(switched("useMsi"), () => {
        // As in azurerm and azure-native, an application's id alone names the identity, too.
        const id = find("msiClientId") ?? find("clientId");
        return { signIn: { how: "managedIdentity", clientId: id?.value }, used: listOf(id) };
    });
    add(switched("useCli"), () => ({ signIn: { how: "azureCli" }, used: [] }));
    add(switched("useLogin"), (by) =>
        withClientId(reader, by, (clientId) => {
            // It is a part of the name of the file that the login is kept in.
            if (guid.test(clientId)) return { signIn: { how: "login", clientId }, used: [] };
            const { label = labelOf("clientId", reader) } = find("clientId") ?? {};
            refuse(
                label,
                `${label} is ${JSON.stringify(clientId)}, but must be the application's id, a GUID.`,
            );
            return undefined;
        }),
    );
    const chosen = ways.filter(({ by }) => !isAmbient(by));
    return chosen.length > 0 ? chosen : ways;
}

/**
 * What chooses federation beside its switch: a token, its file, or the address to ask for one,
 * unless that is a runner's, who sets it for whoever may want it.
 */
function tokenBy({ find }: SettingsReader): Found | undefined {
    const address = find("oidcRequestUrl");
    const file = find("oidcTokenFilePath");
    // A cluster names the file in each container, but the application only where there is one.
    const isLeftOver = file !== undefined && isAmbient(file) && find("clientId") === undefined;
    return (
        find("oidcToken") ??
        (isLeftOver ? undefined : file) ??
        (address === undefined || isAmbient(address) ? undefined : address)
    );
}

function withClientId(
    reader: SettingsReader,
    by: Found,
    decide: (clientId: string) => Decided | undefined,
): Decided | undefined {
    const { find, refuse } = reader;
    const clientId = find("clientId");
    if (clientId === undefined) {
        const name = nameIn(reader, by.from, "clientId");
        refuse(name, `${name} is missing, which goes with ${by.label}.`);
        return undefined;
    }
    const decided = decide(clientId.value);
    return decided && { ...decided, used: [clientId, ...decided.used] };
}

const listOf = <T>(one: T | undefined): T[] => (one === undefined ? [] : [one]);
