import * as automation from "@pulumi/pulumi/automation";

import { fileType } from "../../sdk/fileType";
import type { Project } from "../e2e/project";

/** Gives the project another stack, whose state says that it has these files of a tenant. */
export async function otherStack(
    { folder: workDir, environment }: Project,
    stackName: string,
    files: readonly { readonly id: string; readonly outputs?: object }[],
): Promise<automation.Stack> {
    const stack = await automation.LocalWorkspace.createOrSelectStack(
        { stackName, workDir },
        { envVars: { ...environment } },
    );
    const { version } = await stack.exportStack();
    const resources = files.map((file, at) => ({
        urn: `urn:pulumi:${stackName}::e2e::${fileType}::file-${at}`,
        type: fileType,
        custom: true,
        ...file,
    }));
    await stack.importStack({ version, deployment: { resources } });
    return stack;
}
