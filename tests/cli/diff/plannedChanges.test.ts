import { changesOfFile } from "../../../cli/diff/oneFile";
import { plannedChanges } from "../../../cli/diff/plannedChanges";
import { StackConfigurationError } from "../../../cli/stackConfiguration";

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
const urnOf = (resource: string) => `urn:pulumi:test::response::${type}::${resource}`;
const step = (op: string, sides: { old?: object; new?: object }, urn = urnOf("a")) => ({
    metadata: {
        op,
        urn,
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

    describe("what a preview does not know", () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const changesOf = (op: string, sides: { old?: object; new?: object }) =>
            plannedChanges([step(op, sides)]).changes;

        it("keeps an update whose content is not known, whatever was there", () => {
            const wanted = props("a.sh", { sha256: unknown });
            for (const old of [props("a.sh"), props("a.sh", { sha256: null })])
                expect(changesOf("update", { old, new: wanted })).toMatchObject([
                    { operation: "update", after: { sha256: null } },
                ]);
        });

        it.each(["description", "parametersDescription", "hasParameters"])(
            "keeps an update whose %s is not known, whatever was there",
            (key) => {
                const wanted = props("a.sh", { [key]: unknown });
                for (const none of [undefined, null, key === "hasParameters" ? false : ""])
                    expect(
                        changesOf("update", { old: props("a.sh", { [key]: none }), new: wanted }),
                    ).toMatchObject([{ operation: "update", after: { texts: { [key]: null } } }]);
            },
        );

        it("has each file that is created under a name that is not known", () => {
            const { changes, names } = plannedChanges([
                step("create", { new: props(unknown) }, urnOf("one")),
                step("create", { new: props("z.sh") }, urnOf("z")),
                step("create", { new: props(unknown) }, urnOf("other")),
            ]);
            expect(changes.map(({ after }) => [after?.fileName, after?.urn])).toEqual([
                ["z.sh", urnOf("z")],
                [null, urnOf("one")],
                [null, urnOf("other")],
            ]);
            expect(names).toEqual(["z.sh"]);
        });

        it("has a file that gets a name which is not known as one that goes and one that comes", () => {
            const sides = { old: props("old.sh"), new: props(unknown) };
            const steps = ["create-replacement", "replace", "delete-replaced"].map((op) =>
                step(op, sides),
            );
            const { changes, names } = plannedChanges(steps);
            expect(changes).toMatchObject([
                { operation: "delete", before: { fileName: "old.sh" }, after: undefined },
                { operation: "create", before: undefined, after: { fileName: null } },
            ]);
            expect(names).toEqual(["old.sh"]);
        });
    });

    describe("what the stack keeps as a secret", () => {
        // The engine's word for it.
        const hidden = {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            ciphertext: "[secret]",
        };
        const secret = { secret: true };
        const stepOf = (op: string, more: object, wanted?: object) => {
            const { metadata } = step(op, { old: props("a.sh"), ...(wanted && { new: wanted }) });
            const outputs = { ...metadata.old?.outputs, ...more };
            return { metadata: { ...metadata, old: { ...metadata.old, outputs } } };
        };

        it.each(["sha256", "description", "parametersDescription", "hasParameters"])(
            "never takes a hidden %s for the one that is wanted",
            (key) => {
                const { changes } = plannedChanges([
                    stepOf("update", { [key]: hidden }, props("a.sh")),
                ]);
                expect(changes).toMatchObject([
                    {
                        operation: "update",
                        before:
                            key === "sha256" ? { sha256: secret } : { texts: { [key]: secret } },
                    },
                ]);
            },
        );

        it("knows by the inputs which file it is", () => {
            const all = { fileName: hidden, source: hidden, tenantId: hidden };
            expect(plannedChanges([stepOf("delete", all)])).toMatchObject({
                changes: [
                    {
                        tenantId,
                        before: { fileName: "a.sh", source: "scripts/a.sh" },
                    },
                ],
                names: ["a.sh"],
            });
        });

        it("takes no two files for the same whose name or tenant is hidden", () => {
            for (const key of ["tenantId", "fileName"]) {
                const wanted = props("a.sh", { [key]: hidden });
                const { changes } = plannedChanges([
                    step("create", { new: wanted }, urnOf("one")),
                    step("create", { new: wanted }, urnOf("other")),
                    step("delete", { old: wanted }, urnOf("one")),
                ]);
                expect(changes.map(({ operation }) => operation).sort()).toEqual([
                    "create",
                    "create",
                    "delete",
                ]);
            }
        });
    });

    it("has a file that stays in the tenant as one that is forgotten", () => {
        const forgetting = (op: string, sides: { old: object; new?: object }) => {
            const { metadata } = step(op, sides);
            return { metadata: { ...metadata, old: { ...metadata.old, retainOnDelete: true } } };
        };
        const sides = { old: props("old.sh"), new: props("new.sh") };
        const { changes } = plannedChanges([
            forgetting("delete", { old: props("a.sh") }),
            forgetting("update", { old: props("b.sh"), new: props("b.sh", { description: "" }) }),
            forgetting("create-replacement", sides),
            forgetting("delete-replaced", sides),
        ]);
        expect(
            changes.map(({ operation, before, after }) => [operation, (after ?? before)?.fileName]),
        ).toEqual([
            ["forget", "a.sh"],
            ["update", "b.sh"],
            ["create", "new.sh"],
            ["forget", "old.sh"],
        ]);
    });

    it("takes the inputs of a file of which the state has no outputs", () => {
        const { metadata } = step("delete", { old: props("a.sh") });
        const old = { ...metadata.old, outputs: {} };
        expect(plannedChanges([{ metadata: { ...metadata, old } }]).changes).toMatchObject([
            { operation: "delete", before: { fileName: "a.sh" } },
        ]);
    });

    it.each([
        ["metadata.type", { metadata: {} }],
        [
            "metadata.new.inputs.description",
            step("create", { new: props("a.sh", { description: {} }) }),
        ],
        ["metadata.op", { metadata: { ...step("create", {}).metadata, op: 1 } }],
        [`fileName of ${urnOf("a")}`, step("create", { new: { tenantId } })],
        [`fileName of ${urnOf("a")}`, step("update", { new: props("a.sh") })],
        [`fileName of ${urnOf("a")}`, step("delete", {})],
    ])("does not pass over a step of which it cannot read %s", (where, unread) => {
        const steps = [step("same", { old: props("b.sh"), new: props("b.sh") }), unread];
        expect(() => plannedChanges(steps)).toThrow(
            new StackConfigurationError(
                `a step of the preview has a shape that this pulumi-mde does not know (${where}), so ` +
                    `that what an "up" would change cannot be told: update pulumi-mde, or look at ` +
                    `"pulumi preview --diff".`,
            ),
        );
    });
});

describe("changesOfFile", () => {
    const create = (fileName: string) => step("create", { new: props(fileName) }, urnOf(fileName));
    const of = (file: string, ...created: string[]) =>
        changesOfFile(file, plannedChanges(created.map(create)), "test");

    it("has the changes of one file, and knows which one was meant", () => {
        expect(of("A.sh", "a.sh", "b.sh")).toMatchObject([{ after: { fileName: "a.sh" } }]);
        expect(() => of("aa.sh", "a.sh")).toThrow(
            new StackConfigurationError("stack test has no file aa.sh: did you mean a.sh?"),
        );
    });

    it("denies no file that may come under a name which is not known yet", () => {
        expect(() => of("aa.sh", "a.sh", "04da6b54-80e4-46f7-96ec-b56ff0331ba9")).toThrow(
            new StackConfigurationError(
                "no file of stack test is known to be aa.sh, but some have a name that is a secret, or " +
                    "known only once the program has run: leave the name out to see them.",
            ),
        );
    });
});
