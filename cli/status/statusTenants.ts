import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { systemCode } from "../../library/fileErrors";
import type { Subject } from "../subject";
import { tenantsIn } from "./fileTenants";
import { inFileWords } from "./fileWords";
import { unsetIn, variablesFor } from "./tenantVariables";

/** A tenant of a tenants file, as the environment would configure it. */
export interface NamedSubject {
    /** What people call the tenant. */
    readonly name: string;
    readonly subject: Subject;
    /** What is said of its configuration, in the words of who has configured it. */
    readonly inWords: (text: string) => string;
}

/** Problems beyond these would fill the screen. */
const MAX_PROBLEMS = 10;

/**
 * The tenants that a YAML file names, each with the keys of its own; all else is the environment's.
 *
 * ```yaml
 * tenants:
 *   Contoso:
 *     tenantId: 00001111-aaaa-2222-bbbb-3333cccc4444
 *     cloud: gcc
 * ```
 *
 * @throws Error that names the file and all that is wrong with it.
 */
export function statusTenants(
    path: string,
    from: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
): NamedSubject[] {
    const file = resolve(path);
    const { tenants, problems } = tenantsIn(textOf(file));
    if (problems.length > 0) {
        const more = problems.length - MAX_PROBLEMS;
        const all = problems
            .slice(0, MAX_PROBLEMS)
            .map(({ line, what }) => `${line === undefined ? "" : `Line ${line}: `}${what}.`);
        throw new Error(
            `nobody was asked, for the tenants file ${file} cannot be used. ${all.join(" ")}` +
                (more > 0 ? ` There are ${more} more problems.` : ""),
        );
    }
    return tenants.map(({ name, line, keys }) => {
        const variables = variablesFor(keys, dirname(file));
        const own = Object.fromEntries(variables.map(({ variable, value }) => [variable, value]));
        return {
            name,
            subject: {
                stack: undefined,
                folder: from.folder,
                configuration: {},
                environment: { ...from.environment, ...own },
            },
            inWords: inFileWords({ file, line }, [
                ...variables,
                ...unsetIn(keys, from.environment),
            ]),
        };
    });
}

function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        const code = systemCode(error);
        if (code === undefined) throw error;
        throw new Error(`the tenants file ${file} cannot be read (${code}).`, { cause: error });
    }
}
