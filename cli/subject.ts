import {
    isSecret,
    namespace,
    settingKeys,
    type SettingKey,
    type SettingName,
} from "../defender/settings/settingsKeys";
import type { SettingsSource } from "../defender/settings/settings";
import { isGiven } from "../defender/settings/settingsReader";

/** A value of a stack's configuration. */
export interface ConfigurationValue {
    readonly value: string;
    /** Whether it is kept encrypted. */
    readonly secret: boolean;
}

/** What the doctor looks at: a stack, or the environment alone. */
export interface Subject {
    /** `undefined` for the environment alone. */
    readonly stack: { readonly name: string; readonly project: string } | undefined;
    /** The program's folder, from which paths are seen. */
    readonly folder: string;
    /** By full key, of all namespaces. */
    readonly configuration: Readonly<Record<string, ConfigurationValue>>;
    readonly environment: NodeJS.ProcessEnv;
}

/** Settings as they are read from a subject. */
export function settingsSourceOf({ stack, configuration, environment }: Subject): SettingsSource {
    return {
        configuration: (name) => configuration[`${namespace}:${name}`]?.value,
        environment,
        of: stack === undefined ? "environment" : "stack",
    };
}

/** The names of the environment that are set and mean something to pulumi-mde. */
export function variablesOf({ environment }: Subject): string[] {
    return Object.values<SettingKey>(settingKeys)
        .flatMap((key) => key.environment)
        .filter((name) => isGiven(environment[name]));
}

/** Where a value was found: `mde:cloud`, or the variable that has it. */
export function labelOf(
    subject: Subject,
    name: SettingName,
    isIt: (value: string) => boolean = () => true,
): string | undefined {
    const key = `${namespace}:${name}`;
    if (isGiven(subject.configuration[key]?.value)) return key;
    const variables = (settingKeys[name] as SettingKey).environment;
    const variable = variables.find((one) => isGiven(subject.environment[one]));
    return variable !== undefined && isIt(subject.environment[variable] ?? "")
        ? variable
        : undefined;
}

/** Values that nobody may be shown: what is encrypted, and what the keys for secrets have. */
export function secretsOf({ configuration, environment }: Subject): string[] {
    const secretNames = (Object.keys(settingKeys) as SettingName[]).filter(isSecret);
    const keys = secretNames.map((name) => `${namespace}:${name}`);
    const configured = Object.entries(configuration)
        .filter(([key, { secret }]) => secret || keys.includes(key))
        .map(([, { value }]) => value);
    const variables = secretNames.flatMap((name) => (settingKeys[name] as SettingKey).environment);
    return [...configured, ...variables.map((name) => environment[name])].filter(isGiven);
}
