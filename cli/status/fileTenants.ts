import { guid } from "../../defender/settings/guid";
import {
    isSecret,
    settingKeys,
    type SettingKey,
    type SettingName,
} from "../../defender/settings/settingsKeys";
import { printable, quoteName } from "../../library/fileName";
import { nearestWord } from "../../library/nearest";
import { parseYaml, type YamlEntry } from "../../library/yamlText";

/** The keys that are ids, and what they are. */
const idMeanings = {
    tenantId: "the tenant's id, a GUID (Entra admin center, Overview, Tenant ID)",
    clientId: "the application's id, a GUID (Entra admin center, App registrations)",
} as const;

const isId = (name: SettingName): name is keyof typeof idMeanings => name in idMeanings;

/** What is for writing alone, and what goes with a runner's own token, and to no other place. */
const leftOut: readonly SettingName[] = ["onDrift", "mark", "markAlso", "oidcRequestUrl"];

/** The keys that a tenant may have: those that are no secret, and that the environment has too. */
export const tenantKeys = (Object.keys(settingKeys) as SettingName[]).filter(
    (name) =>
        !isSecret(name) &&
        !leftOut.includes(name) &&
        (settingKeys[name] as SettingKey).environment.length > 0,
);

/** A tenant as the file has it. */
export interface FileTenant {
    readonly name: string;
    readonly line: number;
    readonly keys: ReadonlyMap<SettingName, FileValue>;
}

/** The value of one of its keys, and where that is. */
export interface FileValue {
    readonly value: string;
    readonly line: number;
}

/** What is wrong with the file, and in which line. */
export interface FileProblem {
    readonly line: number | undefined;
    readonly what: string;
}

/** The tenants that a text names, and all that is wrong with it: where anything is, none is used. */
export function tenantsIn(text: string): {
    readonly tenants: readonly FileTenant[];
    readonly problems: readonly FileProblem[];
} {
    const { root, problems: broken } = parseYaml(text);
    const problems: FileProblem[] = broken.map(({ line, message }) => ({ line, what: message }));
    if (problems.length > 0) return { tenants: [], problems };
    const tell = ({ line }: YamlEntry, what: string) => void problems.push({ line, what });
    for (const entry of root.entries ?? [])
        if (entry.key !== "tenants")
            tell(entry, `${quoteName(entry.key)} is no known key: the only key is tenants`);
    const named = (root.entries ?? []).filter(({ key }) => key === "tenants");
    const entries = named.flatMap(({ entries: own = [] }) => own);
    if (entries.length === 0 && problems.length === 0)
        problems.push({ line: undefined, what: "It must have a map tenants with a tenant in it" });
    const tenants = entries.map((entry) => ({
        name: entry.key,
        line: entry.line,
        keys: keysOf(entry, tell),
        entry,
    }));
    const ids = new Map<string, string>();
    const names = new Set<string>();
    for (const { name, keys, entry } of tenants) {
        if (name.trim() === "") tell(entry, "a tenant must have a name");
        if (names.has(name)) tell(entry, `the tenant ${quoteName(name)} is there twice`);
        names.add(name);
        const tenantId = keys.get("tenantId")?.value.toLowerCase();
        if (tenantId === undefined) {
            tell(entry, `the tenant ${quoteName(name)} must have a tenantId`);
            continue;
        }
        const other = ids.get(tenantId);
        if (other !== undefined && other !== name)
            tell(
                entry,
                `${quoteName(other)} and ${quoteName(name)} are one tenant (${printable(tenantId)})`,
            );
        ids.set(tenantId, name);
    }
    return { tenants, problems };
}

function keysOf(
    tenant: YamlEntry,
    tell: (entry: YamlEntry, what: string) => void,
): ReadonlyMap<SettingName, FileValue> {
    const keys = new Map<SettingName, FileValue>();
    const whose = `the tenant ${quoteName(tenant.key)}`;
    if (tenant.entries === undefined) tell(tenant, `${whose} must be a map of keys`);
    for (const entry of tenant.entries ?? []) {
        const { key, value, line } = entry;
        const known = tenantKeys.find((name) => name === key);
        if (known === undefined) tell(entry, `${whose} has ${refused(key)}`);
        else if (keys.has(known)) tell(entry, `${whose} has the key ${key} twice`);
        else if (isId(known) && typeof value === "string" && !guid.test(value))
            tell(
                entry,
                `${key} of ${whose} is ${quoteName(value)}, and must be ${idMeanings[known]}`,
            );
        else if (typeof value === "string" || typeof value === "boolean")
            keys.set(known, { value: String(value), line });
        else tell(entry, `${key} of ${whose} must be a text (in quotation marks)`);
    }
    return keys;
}

function refused(key: string): string {
    const name = (Object.keys(settingKeys) as SettingName[]).find((other) => other === key);
    if (name !== undefined && isSecret(name)) {
        const [variable = ""] = (settingKeys[name] as SettingKey).environment;
        return (
            `the secret ${key}, which no file may hold: change it where it was issued, and give the ` +
            `new one by the environment (${variable})`
        );
    }
    const nearest = name === undefined ? nearestWord(key, tenantKeys) : undefined;
    const meant =
        nearest === undefined
            ? `the keys are ${tenantKeys.join(", ")}`
            : `did you mean ${nearest}?`;
    return `${quoteName(key)}, which is no key of a tenant here: ${meant}`;
}
