import type { CheckedFile } from "./claim";
import type { ReadContent } from "./contentReader";
import type { ResourceValidationArgs } from "./pulumiPolicy";

/**
 * The file of a resource. Each property is read when a claim asks for it, for one that a preview does
 * not know yet throws: a claim that needs it is then told as one that did not run, the others run.
 */
export function checkedFile(
    { props, urn }: Pick<ResourceValidationArgs, "props" | "urn">,
    read: ReadContent,
): CheckedFile {
    const text = (name: string) => {
        const value: unknown = props[name];
        return typeof value === "string" && value !== "" ? value : undefined;
    };
    return {
        get fileName() {
            return text("fileName") ?? "";
        },
        get sha256() {
            return text("sha256") ?? "";
        },
        get size() {
            const size: unknown = props["size"];
            return typeof size === "number" ? size : 0;
        },
        get source() {
            return text("source");
        },
        get description() {
            return text("description") ?? "";
        },
        get parametersDescription() {
            return text("parametersDescription") ?? "";
        },
        get hasParameters() {
            return props["hasParameters"] === true;
        },
        get tenantId() {
            return text("tenantId");
        },
        get cloud() {
            return text("cloud");
        },
        stack: stackOf(urn),
        async content() {
            return read(this.sha256, this.size);
        },
    };
}

/** `urn:pulumi:STACK::PROJECT::TYPE::NAME` */
function stackOf(urn: string): string | undefined {
    return /^urn:pulumi:(.+?)::/.exec(urn)?.[1];
}
