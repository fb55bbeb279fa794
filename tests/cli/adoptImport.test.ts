import { importFileOf, objectPinsIn, type ImportedFile } from "../../cli/adopt/importFile";
import type { StateResource } from "../../cli/stackRelease";
import { fileType, pinType } from "../../sdk/fileType";
import { libraryType } from "../../sdk/resourceNames";

const tenantId = "11112222-3333-4444-8555-666677778888";
const other = "99990000-3333-4444-8555-666677778888";
const target = {
    project: "soc",
    stack: "production",
    library: "response",
    tenantId,
    cloud: "commercial",
};
const live = {
    fileName: "",
    sha256: "a".repeat(64),
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy: "Ann",
    creationTime: "",
    lastUpdatedTime: "",
};
const file = (fileName: string): ImportedFile => ({
    fileName,
    sha256: "a".repeat(64),
    size: 1,
    source: `scripts/${fileName}`,
    description: "",
    parametersDescription: "",
    hasParameters: false,
    live: { ...live, fileName },
});
const urn = (typeAndName: string) => `urn:pulumi:production::soc::${typeAndName}`;
const library = { urn: urn(`${libraryType}::response`), type: libraryType };
const child = (name: string, id: string): StateResource => ({
    urn: urn(`${libraryType}$${fileType}::response-${name}`),
    type: fileType,
    parent: library.urn,
    id,
});
const planWith = (...resources: readonly StateResource[]) =>
    importFileOf([file("A.sh"), file("b.sh")], target, { resources, interrupted: [] });

describe("importFileOf", () => {
    it("leaves out a file whose resource the state has, by which the CLI would import none", () => {
        const plan = planWith(library, child("a.sh", `${tenantId}/elsewhere.sh`));
        expect(plan.left).toEqual(["A.sh"]);
        expect(plan.file.resources.map(({ name }) => name)).toEqual(["pin", "response-b.sh"]);
        // Alone or in another Library it is another resource.
        const alone = {
            ...child("a.sh", `${tenantId}/A.sh`),
            urn: urn(`${fileType}::response-a.sh`),
        };
        expect(planWith(alone).left).toEqual([]);
    });

    it("imports nothing into a Library that has files in another tenant", () => {
        expect(() => planWith(library, child("c.sh", `${other}/c.sh`))).toThrow(
            /Library response of stack production has files in tenant 9999.*provider object/,
        );
        expect(planWith(library, child("c.sh", `${tenantId.toUpperCase()}/c.sh`)).left).toEqual([]);
    });
});

describe("objectPinsIn", () => {
    it("finds the pins of provider objects, and not the stack's own", () => {
        const pin = (typeAndName: string) => ({
            urn: urn(typeAndName),
            type: pinType,
            outputs: { tenantId: other },
        });
        const resources = [
            pin(`${pinType}::mde`),
            pin(`pulumi:providers:mde$${pinType}::mde`),
            pin(`pulumi:providers:mde$${pinType}::contoso`),
        ];
        expect(objectPinsIn({ resources, interrupted: [] })).toEqual([
            { name: "mde", tenantId: other },
            { name: "contoso", tenantId: other },
        ]);
    });
});
