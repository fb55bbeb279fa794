import { fileOwners } from "../../cli/fileOwners";
import { releaseInState, type StackState, type StateResource } from "../../cli/stackRelease";
import { releaseOf, type ReleaseFile } from "../../library/release";
import { fileType } from "../../sdk/fileType";

const library = "urn:pulumi:s::p::mde:index:Library::response";
const urnOf = (name: string) => `urn:pulumi:s::p::mde:index:Library$${fileType}::response-${name}`;
const file = (fileName: string, sha256 = "a".repeat(64)): ReleaseFile => ({
    fileName,
    sha256,
    description: "",
    parametersDescription: "",
    hasParameters: false,
});
const files = [file("a.sh"), file("b.sh")];
const { digest } = releaseOf({ tenantId: "t", cloud: "commercial", files });

const resource = ({ fileName, sha256 }: ReleaseFile): StateResource => ({
    urn: urnOf(fileName),
    type: fileType,
    id: `t/${fileName}`,
    parent: library,
    outputs: { fileName, sha256, tenantId: "t", cloud: "commercial" },
});
const component = (outputs: object = { digest }): StateResource => ({
    urn: library,
    type: "mde:index:Library",
    outputs: { ...outputs },
});
const state = (
    changes: Partial<StackState> & { first?: Partial<StateResource> } = {},
): StackState => {
    const [first, second] = files.map(resource);
    return {
        resources: [component(), { ...first!, ...changes.first }, second!],
        interrupted: [],
        ...changes,
    };
};
const step = { urn: urnOf("c.sh"), type: fileType, inputs: { fileName: "c.sh", tenantId: "t" } };
const release = (of: StackState, name?: string) =>
    releaseInState(of, { stack: "s", library: name });

describe("releaseInState", () => {
    it("is what the files of the Library are", () => {
        expect(release(state())).toMatchObject({ digest, count: 2, tenantId: "t" });
        const others = { ...resource(file("x.sh")), parent: "other", urn: "x::x" };
        const looked = { ...resource(file("y.sh")), external: true };
        const more = { ...state(), resources: [...state().resources, others, looked] };
        expect(release(more)).toMatchObject({ digest, count: 2 });
    });

    it.each<[string, StackState]>([
        ["a create that was interrupted", state({ interrupted: [step] })],
        ["a file that is still to be deleted", state({ first: { delete: true } })],
        ["a file that is to be made again", state({ first: { pendingReplacement: true } })],
        ["an upload that was not verified", state({ first: { initErrors: ["not shown"] } })],
        [
            "a content that may be live instead",
            state({
                first: { outputs: { ...resource(files[0]!).outputs, __pending: ["b".repeat(64)] } },
            }),
        ],
        [
            "a run that has failed half-way",
            { interrupted: [], resources: [component(), resource(files[0]!)] },
        ],
        [
            "a run that has never come to its end",
            { interrupted: [], resources: [component({}), ...files.map(resource)] },
        ],
    ])("is none after %s", (_, of) => {
        expect(() => release(of)).toThrow(/stack s is not as its last "pulumi up" was to leave it/);
    });

    it("is of one Library and one tenant", () => {
        const second = { ...component(), urn: library.replace("response", "other") };
        const two = { ...state(), resources: [...state().resources, second] };
        expect(() => release(two)).toThrow(/several Libraries, .*\(response, other\)/);
        expect(release(two, "response").count).toBe(2);
        const elsewhere = { outputs: { ...resource(files[0]!).outputs, tenantId: "u" } };
        expect(() => release(state({ first: elsewhere }))).toThrow(/several tenants \(u, t\)/);
        expect(() => release({ resources: [component()], interrupted: [] })).toThrow(/has no file/);
    });
});

describe("fileOwners", () => {
    const ownersIn = (of: StackState) => {
        const { owners, unread } = fileOwners([{ stack: "s", state: of }], { tenantId: "T" });
        expect(unread).toEqual([]);
        return [...owners].map(([key, [owner, ...more]]) => {
            expect(more).toEqual([]);
            return [key, owner?.digests?.length ?? "not known"];
        });
    };

    it("knows a file that a run was at or that is to be made again, and none of another tenant", () => {
        expect(ownersIn(state({ interrupted: [step] }))).toEqual([
            ["a.sh", 1],
            ["b.sh", 1],
            ["c.sh", "not known"],
        ]);
        const update = { ...step, urn: urnOf("a.sh"), inputs: { fileName: "a.sh", tenantId: "t" } };
        expect(ownersIn(state({ interrupted: [update] }))).toHaveLength(2);
        // Its old file may be there still.
        expect(ownersIn(state({ first: { pendingReplacement: true } }))).toEqual([
            ["a.sh", "not known"],
            ["b.sh", 1],
        ]);
        const secret = (text: string) => ({ plaintext: JSON.stringify(text) });
        const wrapped = { ...step, inputs: { fileName: secret("c.sh"), tenantId: secret("t") } };
        expect(ownersIn(state({ interrupted: [wrapped] }))).toHaveLength(3);
        const untold = { ...step, inputs: { fileName: "c.sh" } };
        const { unread } = fileOwners([{ stack: "s", state: state({ interrupted: [untold] }) }], {
            tenantId: "t",
        });
        expect(unread).toMatchObject([{ stack: "s" }]);
        expect(ownersIn(state({ first: { external: true } }))).toEqual([["b.sh", 1]]);
        expect(fileOwners([{ stack: "s", state: state() }], { tenantId: "u" }).owners.size).toBe(0);
    });

    it("takes no file of an emulator for one of a tenant of that id, where the state tells", () => {
        const ownedAt = (cloud: string | undefined, there: string | undefined) => {
            const { outputs } = resource(files[0]!);
            const first = { outputs: { ...outputs, cloud: there } };
            const of = [{ stack: "s", state: state({ first }) }];
            return fileOwners(of, { tenantId: "t", cloud }).owners.has("a.sh");
        };
        expect(ownedAt("commercial", "emulator")).toBe(false);
        expect(ownedAt("emulator", "gcc")).toBe(false);
        // One id is one tenant in all of Microsoft's clouds, and what is not known counts.
        expect(ownedAt("commercial", "gcc")).toBe(true);
        expect(ownedAt("emulator", "emulator")).toBe(true);
        expect(ownedAt("commercial", undefined)).toBe(true);
        expect(ownedAt(undefined, "emulator")).toBe(true);
    });

    it("has the name that the service has reported, in its own case", () => {
        const outputs = { ...resource(files[0]!).outputs, fileName: "A.sh" };
        const { owners } = fileOwners([{ stack: "s", state: state({ first: { outputs } }) }], {
            tenantId: "t",
        });
        expect(owners.get("a.sh")![0]!.fileName).toBe("A.sh");
    });

    it("tells an upload that was not verified from one that was", () => {
        const { outputs } = resource(files[0]!);
        const isVerified = (first: Partial<StateResource>) => {
            const of = [{ stack: "s", state: state({ first }) }];
            return fileOwners(of, { tenantId: "t" }).owners.get("a.sh")![0]!.isVerified;
        };
        expect(isVerified({})).toBe(true);
        expect(isVerified({ outputs: { ...outputs, __pending: ["b".repeat(64)] } })).toBe(false);
        expect(isVerified({ initErrors: ["not shown"] })).toBe(false);
    });
});
