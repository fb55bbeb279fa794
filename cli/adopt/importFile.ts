import type { LiveFile, Texts } from "../../library/liveFile";
import { markOf } from "../../library/mark";
import type { LibraryFileInputs } from "../../provider/inputs";
import { idOf, stateOf } from "../../provider/state";
import { pinKind } from "../../defender/settings/tenantPin";
import { fileType, pinType, providerText as __provider } from "../../sdk/fileType";
import { keyInStack, libraryType, nameOfChild, stackPinName } from "../../sdk/resourceNames";
import { StackConfigurationError } from "../stackConfiguration";
import type { StackState } from "../stackRelease";

/** A live file with what the program will say of it: the same content. */
export interface ImportedFile extends Texts {
    readonly fileName: string;
    readonly sha256: string;
    readonly size: number;
    /** The path from the program's folder, with "/". */
    readonly source: string;
    readonly live: LiveFile;
}

/** Where files are imported to. */
export interface ImportTarget {
    /** The names that the program sees: without an organisation. */
    readonly project: string;
    readonly stack: string;
    /** The component's name in the program. */
    readonly library: string;
    readonly tenantId: string;
    readonly cloud: string;
}

/** What `pulumi import --file` takes. */
export interface ImportFile {
    readonly nameTable: Readonly<Record<string, string>>;
    readonly resources: readonly ImportedResource[];
}

/** A resource as `pulumi import --file` takes it. */
export interface ImportedResource {
    readonly type: string;
    /** What the file itself calls it. */
    readonly name: string;
    /** Its name in the program; default: the same. */
    readonly logicalName?: string;
    readonly component?: true;
    readonly id?: string;
    readonly parent?: string;
    /** With `outputs`, the resource is taken as it is told here, and nobody is called. */
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

// No file's resource is called so: each has the component's name and "-" before its own.
const LIBRARY = "library";
const PIN = "pin";

/**
 * What brings live files under management without a call: the tenant's pin, the `Library` and its files,
 * each as the program registers it and as the service reports it.
 *
 * @param state the stack's, as it is: what it has already is not imported again.
 * @throws {StackConfigurationError} when the stack is pinned to another tenant or cloud.
 */
export function importFileOf(
    files: readonly ImportedFile[],
    target: ImportTarget,
    state: StackState,
): ImportFile {
    const { library } = target;
    const has = (urn: string) => state.resources.some((each) => each.urn === urn);
    const libraryUrn = urnIn(target, `${libraryType}::${library}`);
    const component = { type: libraryType, name: LIBRARY, logicalName: library } as const;
    return {
        nameTable: has(libraryUrn) ? { [LIBRARY]: libraryUrn } : {},
        resources: [
            ...pinOf(target, state),
            ...(has(libraryUrn) ? [] : [{ ...component, component: true } as const]),
            ...files.map((file) => childOf(file, target)),
        ],
    };
}

function pinOf(target: ImportTarget, { resources }: StackState): ImportedResource[] {
    const { tenantId, cloud } = target;
    const name = `${pinType}::${stackPinName}`;
    const there = resources.find(({ urn }) => urn === urnIn(target, name))?.outputs;
    if (there === undefined) {
        const pin = { __kind: pinKind, __pin: name, __provider, tenantId, cloud };
        return [
            {
                type: pinType,
                name: PIN,
                logicalName: stackPinName,
                id: tenantId,
                inputs: pin,
                outputs: pin,
            },
        ];
    }
    if (there["tenantId"] === tenantId && there["cloud"] === cloud) return [];
    throw new StackConfigurationError(
        `stack ${target.stack} is pinned to tenant ${String(there["tenantId"])} (cloud ` +
            `${String(there["cloud"])}), and its configuration names tenant ${tenantId} (cloud ${cloud}). ` +
            `No import file was written. A second tenant needs a stack of its own.`,
    );
}

function childOf(file: ImportedFile, target: ImportTarget): ImportedResource {
    const { tenantId, cloud, library } = target;
    const { fileName, sha256, size, source, hasParameters } = file;
    const name = nameOfChild(library, fileName);
    const urn = urnIn(target, `${libraryType}$${fileType}::${name}`);
    const text = (value: string) => (value === "" ? undefined : value);
    const inputs: LibraryFileInputs = {
        fileName,
        sha256,
        size,
        source,
        description: text(file.description),
        parametersDescription: text(file.parametersDescription),
        hasParameters,
        tenantId,
        cloud,
        __resource: keyInStack(urn, markOf(target.project, target.stack)),
    };
    return {
        type: fileType,
        name,
        id: idOf(inputs),
        parent: LIBRARY,
        inputs: { ...inputs, __provider },
        outputs: { ...stateOf(inputs, file.live), __provider },
    };
}

function urnIn({ stack, project }: ImportTarget, typeAndName: string): string {
    return `urn:pulumi:${stack}::${project}::${typeAndName}`;
}
