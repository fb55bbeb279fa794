import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The Pulumi project's folder, as the CLI looks for it: this one, or the nearest above. */
export function projectFolderOf(folder: string): string | undefined {
    if (projectFiles.some((name) => existsSync(join(folder, name)))) return folder;
    const above = dirname(folder);
    return above === folder ? undefined : projectFolderOf(above);
}

/** The program's folder: what the project names as `main`, or where that lies. */
export function programFolderOf(projectFolder: string, main: string | undefined): string {
    if (main === undefined || main === "") return projectFolder;
    const path = resolve(projectFolder, main);
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
}
