import * as pulumi from "@pulumi/pulumi";

import { readSettings, type Settings, type SettingsSource } from "../defender/settings/settings";
import {
    isSecret,
    namespace,
    providerNameKey,
    type SettingName,
} from "../defender/settings/settingsKeys";
import { refuseUnknownArguments } from "./arguments";
import { isKnown, knownValue } from "./knownValue";
import { refusal, unlessRefused } from "./programRun";
import { providerArgNames, type ProviderArgs } from "./providerArgs";
import { warnOnce } from "./stackSettings";

/** The arguments of a provider object, as they are sent to its process and as they are understood. */
export interface ProviderSettings {
    /** By the keys of a stack's configuration, so that the process reads both alike. */
    readonly props: pulumi.Inputs;
    /**
     * What they come to: at once where all are plain, otherwise when they are known; `undefined` in
     * a preview that does not know them all. It rejects with the refusal of arguments that are wrong.
     */
    readonly settings: Settings | Promise<Settings | undefined>;
    /** The limit where it is known at once. */
    readonly maxUploadBytes: number | undefined;
    /** The arguments that are not known in this preview. */
    unknown(): Promise<string[]>;
}

type Texts = Readonly<Partial<Record<SettingName, string>>>;
type Value = string | number | boolean | readonly string[] | null | undefined;
type Given = readonly (readonly [SettingName, pulumi.Input<Value>])[];

/**
 * Reads the arguments of a provider object as a stack's configuration is read.
 *
 * @throws {pulumi.RunError} with all that is wrong with plain arguments: nothing is registered then.
 */
export function providerSettings(name: string, args: ProviderArgs): ProviderSettings {
    refuseUnknownArguments(whatOf(name), args, providerArgNames);
    const given: Given = providerArgNames.flatMap((key) => {
        const value = args[key] as pulumi.Input<Value>;
        return value === undefined ? [] : [[key, value] as const];
    });
    const comesLate = given.some(([, value]) => isLate(value));
    const settings = comesLate
        ? settingsLater(name, given)
        : settingsOf(name, textsOf(name, given));
    const ready = readyWith(settings);
    const texts = given.map(([key, value]) => {
        return [key, pulumi.output(value).apply((known) => textOf(name, key, known))] as const;
    });
    const props = texts.map(([key, text]) => {
        const held = pulumi.all([text, ready]).apply(([known]) => known);
        return [`${namespace}:${key}`, isSecret(key) ? pulumi.secret(held) : held] as const;
    });
    const { maxUploadBytes } = args;
    return {
        props: { ...Object.fromEntries(props), [providerNameKey]: ready.then(() => name) },
        settings,
        maxUploadBytes:
            "maxUploadBytes" in settings
                ? settings.maxUploadBytes
                : typeof maxUploadBytes === "number"
                  ? maxUploadBytes
                  : undefined,
        async unknown() {
            const known = await Promise.all(texts.map(([, text]) => isKnown(text)));
            return texts.flatMap(([key], at) => (known[at] === true ? [] : [key]));
        },
    };
}

const whatOf = (name: string) => `mde.Provider "${name}"`;

function isLate(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(isLate);
    return pulumi.Output.isInstance(value) || value instanceof Promise;
}

function settingsLater(name: string, given: Given): Promise<Settings | undefined> {
    const values = pulumi.output(given.map(([, value]) => value)) as pulumi.Output<Value[]>;
    const settings = knownValue(values).then((known) => {
        if (known === undefined) return undefined;
        const plain = given.map(([key], at) => [key, known[at]] as const);
        return settingsOf(name, textsOf(name, plain));
    });
    // The provider's own registration tells it; nobody else may be waiting.
    settings.catch(() => undefined);
    return settings;
}

/** Holds the provider back until its arguments are found right and nothing else is refused. */
async function readyWith(settings: ProviderSettings["settings"]): Promise<void> {
    await settings;
    await unlessRefused(undefined);
}

function settingsOf(name: string, texts: Texts): Settings {
    const source: SettingsSource = {
        configuration: (key) => texts[key],
        environment: process.env,
        of: "arguments",
    };
    const result = readSettings(source);
    if (result.settings === undefined) {
        const told = result.problems.map(({ message }) => message).join(" ");
        throw refusal(`${whatOf(name)}: ${told} Nothing was registered.`);
    }
    warnOnce(result.settings);
    // What is told from here on does not begin with the object's name.
    return readSettings({ ...source, name }).settings ?? result.settings;
}

function textsOf(name: string, given: Given): Texts {
    return Object.fromEntries(given.map(([key, value]) => [key, textOf(name, key, value)]));
}

const isText = (value: unknown) => typeof value === "string";

/** The process is configured in texts alone. */
function textOf(name: string, key: SettingName, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    if (typeof value === "boolean" || typeof value === "number") return String(value);
    if (key === "markAlso" && Array.isArray(value) && value.every(isText)) return value.join(",");
    throw refusal(
        `${whatOf(name)}: ${key} must be text, a number or true or false. Nothing was registered.`,
    );
}
