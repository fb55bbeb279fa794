import type * as z from "zod";

import {
    isSecret,
    namespace,
    settingKeys,
    type SettingKey,
    type SettingName,
    type SettingProblem,
} from "./settingsKeys";

/** Where settings come from: the configuration (or a provider's arguments), and the environment. */
export interface SettingsSource {
    /** A value by its key without namespace. */
    readonly configuration: (name: SettingName) => string | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
    /**
     * What errors call the configuration: a stack's keys, or the arguments of a provider object.
     *
     * @default "stack"
     */
    readonly of?: "stack" | "arguments";
}

/** A value, and where it was found. */
export interface Found {
    readonly value: string;
    /** As the user knows it: `mde:cloud`, or the environment variable. */
    readonly label: string;
    readonly from: "configuration" | "environment";
}

/** Looks values up and parses them; what is wrong with one is noted, once. */
export interface SettingsReader {
    readonly of: "stack" | "arguments";
    /** A value by the rule of which source serves. */
    readonly find: (name: SettingName) => Found | undefined;
    /** The first of these that the environment has, whether or not it serves otherwise. */
    readonly variable: (...names: readonly string[]) => Found | undefined;
    /** A value that a schema takes; `undefined` when there is none, or a bad one. */
    readonly parsed: <T>(
        name: SettingName,
        schema: z.ZodType<T, string>,
        allowed: string,
    ) => T | undefined;
    /** Notes what is wrong with a value. */
    readonly refuse: (label: string, message: string) => void;
}

/**
 * @param options.environmentServes whether the environment serves where the configuration is silent.
 * @param options.problems takes what is wrong.
 */
export function settingsReader(
    source: SettingsSource,
    options: { readonly environmentServes: boolean; readonly problems: SettingProblem[] },
): SettingsReader {
    const { environmentServes, problems } = options;
    const refused = new Set<string>();
    const refuse = (label: string, message: string) => {
        if (!refused.has(label)) problems.push({ key: label, message });
        refused.add(label);
    };
    const variable = (...names: readonly string[]): Found | undefined => {
        for (const label of names) {
            const value = source.environment[label];
            if (isGiven(value)) return { value, label, from: "environment" };
        }
        return undefined;
    };
    const find = (name: SettingName) =>
        configured(name, source) ??
        (environmentServes
            ? variable(...(settingKeys[name] as SettingKey).environment)
            : undefined);

    return {
        of: source.of ?? "stack",
        find,
        variable,
        refuse,
        parsed(name, schema, allowed) {
            const found = find(name);
            if (found === undefined) return undefined;
            const parsed = schema.safeParse(found.value);
            if (parsed.success) return parsed.data;
            const value = isSecret(name) ? "" : ` is ${JSON.stringify(found.value)}, but`;
            refuse(found.label, `${found.label}${value} must be ${allowed}.`);
            return undefined;
        },
    };
}

/** Whether a text says anything: an empty one, or one of white space, counts as absent everywhere. */
export function isGiven(value: string | undefined): value is string {
    return value !== undefined && value.trim() !== "";
}

/** A value of the configuration. */
export function configured(name: SettingName, source: SettingsSource): Found | undefined {
    const value = source.configuration(name);
    if (!isGiven(value)) return undefined;
    return { value, label: labelOf(name, source), from: "configuration" };
}

/** What a configuration calls a key: `mde:cloud`, and among a provider's arguments `cloud`. */
export function labelOf(name: SettingName, { of }: Pick<SettingsSource, "of">): string {
    return of === "arguments" ? name : `${namespace}:${name}`;
}

/** What a key is called in a source, for somebody who is to set it there. */
export function nameIn(
    reader: Pick<SettingsReader, "of">,
    from: Found["from"],
    name: SettingName,
): string {
    const [variable] = (settingKeys[name] as SettingKey).environment;
    if (from === "environment" && variable !== undefined) return variable;
    const flag = isSecret(name) && reader.of === "stack" ? " (--secret)" : "";
    return `${labelOf(name, reader)}${flag}`;
}
