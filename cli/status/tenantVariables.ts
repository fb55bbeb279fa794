import { resolve } from "node:path";

import {
    settingKeys,
    type SettingKey,
    type SettingName,
} from "../../defender/settings/settingsKeys";
import { isGiven } from "../../defender/settings/settingsReader";
import { tenantKeys, type FileValue } from "./fileTenants";
import type { FileKey } from "./fileWords";

/** The keys as variables; a certificate's path is seen from the file's folder. */
export function variablesFor(
    keys: ReadonlyMap<SettingName, FileValue>,
    folder: string,
): (FileKey & { readonly value: string })[] {
    const isPath = (name: SettingName) =>
        name === "clientCertificatePath" || name === "oidcTokenFilePath";
    return [...keys].flatMap(([key, { value, line }]) => {
        // The first that is set counts.
        const [variable] = (settingKeys[key] as SettingKey).environment;
        const own = isPath(key) ? resolve(folder, value) : value;
        return variable === undefined ? [] : [{ variable, key, value: own, line }];
    });
}

/** The keys that could be in the file, and are neither there nor in the environment. */
export function unsetIn(
    keys: ReadonlyMap<SettingName, FileValue>,
    environment: NodeJS.ProcessEnv,
): FileKey[] {
    return tenantKeys
        .filter((key) => !keys.has(key))
        .flatMap((key) => {
            const variables = (settingKeys[key] as SettingKey).environment;
            return variables.some((variable) => isGiven(environment[variable]))
                ? []
                : variables.map((variable) => ({ variable, key }));
        });
}
