import {
    isSecret,
    namespace,
    settingKeys,
    type SettingKey,
    type SettingName,
} from "./settingsKeys";

/** Where a setting was set, or would be: what messages call it follows from that. */
export type SettingPlace =
    /** A key of the stack's configuration. */
    | { readonly in: "stack" }
    | { readonly in: "environment"; readonly variable: string }
    /** An argument of a provider object; `undefined` where its name is not known. */
    | { readonly in: "arguments"; readonly provider: string | undefined }
    /** An option of the command line, such as `--tenant`. */
    | { readonly in: "flags"; readonly flag: string };

/** Where each setting was set, or would be. */
export type SettingPlaces = Readonly<Record<SettingName, SettingPlace>>;

/** The names of all settings. */
export const settingNames = Object.keys(settingKeys) as readonly SettingName[];

/** A place for each setting. */
export function placesBy(placeOf: (name: SettingName) => SettingPlace): SettingPlaces {
    const places = settingNames.map((name) => [name, placeOf(name)]);
    return Object.fromEntries(places) as Record<SettingName, SettingPlace>;
}

/** All of them in the stack's configuration. */
export const stackPlaces: SettingPlaces = placesBy(() => ({ in: "stack" }));

/** The variables that say a setting; a person sets the first of them. */
export function variablesFor(name: SettingName): readonly string[] {
    // As in azurerm and azure-native, it is a user-assigned identity's id too.
    const key: SettingKey = settingKeys[name === "msiClientId" ? "clientId" : name];
    return key.environment;
}

/**
 * What messages call settings, after "check" and the like: `mde:tenantId and mde:cloud`,
 * `ARM_TENANT_ID and MDE_CLOUD`, `--tenant and --cloud`, or
 * `the arguments tenantId and cloud of mde.Provider "contoso"`.
 */
export function called(
    places: SettingPlaces,
    names: readonly SettingName[],
    word: "and" | "or" = "and",
): string {
    const own = names.flatMap((name) => {
        const place = places[name];
        return place.in === "arguments" ? [] : [calledIn(place, name)];
    });
    const given = names.filter((name) => places[name].in === "arguments");
    const [first] = given;
    if (first === undefined) return listed(own, word);
    const of = objectOf(places[first]);
    const all = `the ${given.length === 1 ? "argument" : "arguments"} ${listed(given, word)} of ${of}`;
    return listed([...own, all], word);
}

/** One of them. */
export function calledIn(place: SettingPlace, name: SettingName): string {
    switch (place.in) {
        case "stack":
            return `${namespace}:${name}`;
        case "environment":
            return place.variable;
        case "arguments":
            return `the argument ${name} of ${objectOf(place)}`;
        case "flags":
            return place.flag;
    }
}

/** How a setting is given another value, after "set it". */
export function howToSet(places: SettingPlaces, name: SettingName): string {
    const place = places[name];
    switch (place.in) {
        case "stack":
            return `with "pulumi config set ${isSecret(name) ? "--secret " : ""}${namespace}:${name}"`;
        case "environment":
            return `in ${place.variable}`;
        case "arguments":
            return `as ${calledIn(place, name)}`;
        case "flags":
            return `with ${place.flag}`;
    }
}

function objectOf(place: SettingPlace): string {
    const name = place.in === "arguments" ? place.provider : undefined;
    return name === undefined ? "the mde.Provider" : `mde.Provider ${JSON.stringify(name)}`;
}

/** `a`, `a and b`, `a, b and c`; each once. */
export function listed(words: readonly string[], word: "and" | "or"): string {
    const each = [...new Set(words)];
    const last = each.pop() ?? "";
    return each.length === 0 ? last : `${each.join(", ")} ${word} ${last}`;
}
