import type { LiveFile, Texts } from "../../library/liveFile";
import { markOf } from "../../library/mark";
import type { LibraryFileInputs } from "../../provider/inputs";
import { idOf, idParts, stateOf } from "../../provider/state";
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

/** What is to be imported. */
export interface ImportPlan {
    readonly file: ImportFile;
    /** Files that are not in it: the state has a resource of that name, and the CLI would import none. */
    readonly left: readonly string[];
}

/** The pin of a provider object. */
export interface ObjectPin {
    /** The object's name in the program. */
    readonly name: string;
    readonly tenantId: string;
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
 * @throws {StackConfigurationError} when the stack is pinned to another tenant or cloud, or the
 * `Library` has files in another tenant.
 */
export function importFileOf(
    files: readonly ImportedFile[],
    target: ImportTarget,
    state: StackState,
): ImportPlan {
    const { library } = target;
    const urns = new Set(state.resources.map(({ urn }) => urn));
    const libraryUrn = urnIn(target, `${libraryType}::${library}`);
    const pin = pinOf(target, state);
    refuseOtherTenant(target, libraryUrn, state);
    const component = { type: libraryType, name: LIBRARY, logicalName: library } as const;
    const isNew = ({ fileName }: ImportedFile) => !urns.has(urnOfChild(fileName, target));
    const file = {
        nameTable: urns.has(libraryUrn) ? { [LIBRARY]: libraryUrn } : {},
        resources: [
            ...pin,
            ...(urns.has(libraryUrn) ? [] : [{ ...component, component: true } as const]),
            ...files.filter(isNew).map((each) => childOf(each, target)),
        ],
    };
    const left = files.filter((each) => !isNew(each)).map(({ fileName }) => fileName);
    return { file, left };
}

/** A file of another tenant than the stack's: the `Library` has a provider object. */
function refuseOtherTenant(
    { library, stack, tenantId }: ImportTarget,
    libraryUrn: string,
    { resources }: StackState,
): void {
    const other = resources
        .filter(({ type, parent }) => type === fileType && parent === libraryUrn)
        .map(({ id = "" }) => idParts(id).tenantId)
        .find((tenant) => tenant !== undefined && tenant !== tenantId.toLowerCase());
    if (other === undefined) return;
    throw new StackConfigurationError(
        `Library ${library} of stack ${stack} has files in tenant ${other}, and this compared tenant ` +
            `${tenantId}, which the stack's configuration names: the program gives the Library a provider ` +
            `object. Nothing was written. Run it without --import-file and --stack, with the object's ` +
            `arguments in the environment (ARM_TENANT_ID and so on).`,
    );
}

/** The provider objects whose tenants a state knows. */
export function objectPinsIn({ resources }: StackState): ObjectPin[] {
    return resources
        .filter(
            ({ type, urn }) => type === pinType && !urn.endsWith(`::${pinType}::${stackPinName}`),
        )
        .map(({ urn, outputs }) => ({
            name: urn.slice(urn.lastIndexOf("::") + 2),
            tenantId: String(outputs?.["tenantId"]),
        }));
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
    const urn = urnOfChild(fileName, target);
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

function urnOfChild(fileName: string, target: ImportTarget): string {
    return urnIn(target, `${libraryType}$${fileType}::${nameOfChild(target.library, fileName)}`);
}

function urnIn({ stack, project }: ImportTarget, typeAndName: string): string {
    return `urn:pulumi:${stack}::${project}::${typeAndName}`;
}
