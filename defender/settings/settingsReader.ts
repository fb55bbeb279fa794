import type * as z from "zod";

import {
    calledIn,
    placesBy,
    variablesFor,
    type SettingPlace,
    type SettingPlaces,
} from "./settingPlaces";
import {
    isSecret,
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
     * What errors call the configuration: a stack's keys, or the arguments of a provider object; or
     * there is none, and the environment is all there is.
     *
     * @default "stack"
     */
    readonly of?: "stack" | "arguments" | "environment";
    /**
     * The provider object's name. Errors then name the object with each argument; without it they
     * name the argument alone, for a caller who names the object.
     */
    readonly name?: string | undefined;
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
    readonly of: "stack" | "arguments" | "environment";
    readonly name: string | undefined;
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
        name: source.name,
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

/**
 * What a configuration calls a key: `mde:cloud`, among a provider's arguments `cloud` (and with the
 * provider's name where nobody else tells it), and `MDE_CLOUD` where there is none.
 */
export function labelOf(name: SettingName, source: Pick<SettingsSource, "of" | "name">): string {
    if (source.of === "arguments" && source.name === undefined) return name;
    return calledIn(homeOf(name, source), name);
}

/** Where a setting is to be set. */
export function homeOf(
    name: SettingName,
    source: Pick<SettingsSource, "of" | "name">,
): SettingPlace {
    if (source.of === "arguments") return { in: "arguments", provider: source.name };
    const variable = source.of === "environment" ? variablesFor(name)[0] : undefined;
    return variable === undefined ? { in: "stack" } : { in: "environment", variable };
}

/**
 * Where each setting was set; one that was not, where the way of signing in was.
 *
 * @param used what decided the way of signing in, what chose it first.
 */
export function placesOf(reader: SettingsReader, used: readonly Found[]): SettingPlaces {
    const variables = used.flatMap(({ from, label }) => (from === "environment" ? [label] : []));
    const isByEnvironment = used[0]?.from === "environment";
    const unset = (name: SettingName) => {
        const known = variablesFor(name);
        // What only a runner knows counts beside the configuration.
        const runners = known.find((one) => variables.includes(one));
        return runners ?? (isByEnvironment ? known[0] : undefined);
    };
    return placesBy((name) => {
        const found = reader.find(name);
        if (found?.from === "configuration") return homeOf(name, reader);
        const variable = found?.label ?? unset(name);
        return variable === undefined ? homeOf(name, reader) : { in: "environment", variable };
    });
}

/** What a key is called in a source, for somebody who is to set it there. */
export function nameIn(
    reader: Pick<SettingsReader, "of" | "name">,
    from: Found["from"],
    name: SettingName,
): string {
    const [variable] = (settingKeys[name] as SettingKey).environment;
    if (from === "environment" && variable !== undefined) return variable;
    const flag = isSecret(name) && reader.of === "stack" ? " (--secret)" : "";
    return `${labelOf(name, reader)}${flag}`;
}
