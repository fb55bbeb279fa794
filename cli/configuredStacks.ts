import { readdirSync } from "node:fs";
import { resolve } from "node:path";

/** Where a project keeps its stacks' configuration: Pulumi's own key for it, and its older name. */
interface ConfigurationPlace {
    readonly stackConfigDir?: unknown;
    readonly config?: unknown;
}

/**
 * The stacks of which a project has a file of configuration: not all need be in the backend. A file whose
 * name holds no name that Pulumi allows is none: https://www.pulumi.com/docs/iac/concepts/stacks/
 */
export function configuredStacks(
    projectFolder: string,
    { stackConfigDir, config }: ConfigurationPlace,
): string[] {
    const place = textOf(stackConfigDir) ?? textOf(config) ?? ".";
    let files: string[];
    try {
        files = readdirSync(resolve(projectFolder, place));
    } catch {
        return [];
    }
    return files
        .flatMap((file) => /^Pulumi\.([\w.-]+)\.(?:yaml|yml|json)$/.exec(file)?.[1] ?? [])
        .sort();
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
