import { plannedChanges } from "../../../cli/diff/plannedChanges";

const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
const type = "pulumi-nodejs:dynamic/mde:LibraryFile";

const props = (fileName: string, more: object = {}) => ({
    fileName,
    sha256: "a".repeat(64),
    source: `scripts/${fileName}`,
    tenantId,
    description: "Collects it",
    ...more,
});
const step = (op: string, sides: { old?: object; new?: object }) => ({
    metadata: {
        op,
        type,
        ...(sides.old && { old: { inputs: sides.old, outputs: { ...sides.old, extra: 1 } } }),
        ...(sides.new && { new: { inputs: sides.new } }),
    },
    planning: true,
});

describe("plannedChanges", () => {
    it("has what is created, updated and deleted, by name, and no other step and type", () => {
        const { changes, names } = plannedChanges([
            step("same", { old: props("same.sh"), new: props("same.sh") }),
            step("update", { old: props("b.sh"), new: props("b.sh", { description: "New" }) }),
            step("create", { new: props("a.sh") }),
            step("delete", { old: props("c.sh") }),
            { metadata: { op: "create", type: "pulumi:pulumi:Stack" } },
            { metadata: {} },
        ]);
        expect(
            changes.map(({ operation, before, after }) => [operation, (after ?? before)?.fileName]),
        ).toEqual([
            ["create", "a.sh"],
            ["update", "b.sh"],
            ["delete", "c.sh"],
        ]);
        expect(changes[1]).toMatchObject({
            tenantId,
            before: { texts: { description: "Collects it" } },
            after: { texts: { description: "New" }, source: "scripts/b.sh" },
        });
        expect([...names].sort()).toEqual(["a.sh", "b.sh", "c.sh", "same.sh"]);
    });

    it("sees that a file which another resource takes over stays", () => {
        const moved = [
            step("create", { new: props("A.sh") }),
            step("delete", { old: props("A.sh") }),
        ];
        expect(plannedChanges(moved).changes).toEqual([]);
        expect(plannedChanges(moved.toReversed()).changes).toEqual([]);
        const other = step("create", { new: props("a.sh") });
        expect(
            plannedChanges([step("delete", { old: props("A.sh") }), other]).changes,
        ).toMatchObject([
            { operation: "update", before: { fileName: "A.sh" }, after: { fileName: "a.sh" } },
        ]);
    });

    it("keeps files of two tenants apart", () => {
        const elsewhere = { tenantId: "99998888-aaaa-2222-bbbb-3333cccc4444" };
        const steps = [
            step("create", { new: props("a.sh", elsewhere) }),
            step("delete", { old: props("a.sh") }),
        ];
        expect(plannedChanges(steps).changes).toHaveLength(2);
    });

    it("has a renamed file as one that goes and one that comes", () => {
        const sides = { old: props("old.sh"), new: props("new.sh") };
        const steps = ["create-replacement", "replace", "delete-replaced"].map((op) =>
            step(op, sides),
        );
        expect(
            plannedChanges(steps).changes.map(({ operation, before, after }) => [
                operation,
                before?.fileName,
                after?.fileName,
            ]),
        ).toEqual([
            ["create", undefined, "new.sh"],
            ["delete", "old.sh", undefined],
        ]);
    });

    it("takes what a preview does not know for unknown", () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const sides = {
            old: props("a.sh"),
            new: props("a.sh", { sha256: unknown, hasParameters: unknown }),
        };
        expect(plannedChanges([step("update", sides)]).changes).toMatchObject([
            { after: { sha256: undefined } },
        ]);
    });
});
