import { Project, tenantId } from "./project";

/**
 * Somebody else writes to the library between a run's list and its upload: a person at the portal,
 * and another stack that has the same file in its program. The hook is the emulator's answer to a list,
 * when it is made and nobody has got it yet.
 */
let one: Project;
let other: Project;
let listed: (() => Promise<unknown>) | undefined;

beforeAll(async () => {
    one = await Project.create({
        answered: async ({ method, url }) => {
            if (method === "GET" && url.endsWith("/api/libraryfiles")) await listed?.();
        },
    });
    // Another machine's: it has a state and a folder of its own, and this library.
    other = await Project.create();
    await other.configure({ apiUrl: one.url, authorityUrl: one.url });
    for (const project of [one, other])
        project.program(`new mde.LibraryFile("a", { source: "a.sh" });`);
});
afterEach(() => {
    listed = undefined;
});
afterAll(async () => {
    await one.close();
    await other.close();
});

const library = () => one.emulator.library(tenantId);
const live = async () => (await library().read("a.sh"))?.toString();
const hasFile = async (project: Project) =>
    (await project.resources()).some(({ urn }) => urn.endsWith("::a"));
function somebodyPuts(text: string): void {
    listed = async () => {
        listed = undefined;
        await library().put("a.sh", text, { createdBy: "Somebody" });
    };
}

describe("somebody who uploads between the list and the upload", () => {
    it("keeps their file: a create is refused, and told whose it is", async () => {
        one.write("a.sh", "echo mine\n");
        somebodyPuts("echo theirs\n");
        const run = await one.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toMatch(/a\.sh is already in the library .* \(uploaded by Somebody on /);
        expect(one.calls()).toEqual(["token", "list", "upload a.sh", "list"]);
        expect(await live()).toBe("echo theirs\n");
        expect(await hasFile(one)).toBe(false);
        await library().remove("a.sh");
    });
});

describe("two stacks that have one file", () => {
    let winner: Project;
    let loser: Project;

    it("begin at once: one uploads; the other is refused, and takes nothing when it is destroyed", async () => {
        one.write("a.sh", "echo one\n");
        other.write("a.sh", "echo other\n");
        const both = Promise.withResolvers<undefined>();
        let lists = 0;
        listed = () => {
            if (++lists === 2) both.resolve(undefined);
            return both.promise;
        };
        const runs = await Promise.all([one.up(), other.up()]);
        const failed = runs.filter(({ failure }) => failure !== undefined);
        expect(failed).toHaveLength(1);
        expect(failed[0]?.output).toContain("a.sh is already in the library of tenant");
        [winner, loser] = failed[0] === runs[1] ? [one, other] : [other, one];
        const text = winner === one ? "echo one\n" : "echo other\n";
        expect(await live()).toBe(text);
        expect([await hasFile(winner), await hasFile(loser)]).toEqual([true, false]);
        one.calls();
        expect((await loser.destroy()).failure).toBeUndefined();
        expect(one.calls()).toEqual([]);
        expect(await live()).toBe(text);
    });

    it("cannot see what comes between a list that shows their own file and the upload", async () => {
        winner.write("a.sh", "echo edited\n");
        somebodyPuts("echo theirs\n");
        const run = await winner.up();
        expect(run.failure).toBeUndefined();
        // docs/reliability.md says so: no call of the API replaces only what its caller has seen.
        expect(one.calls()).toEqual(["token", "list", "upload a.sh"]);
        expect(await live()).toBe("echo edited\n");
    });

    it("are the same: the second takes it over, and puts it back when the first is destroyed", async () => {
        loser.write("a.sh", "echo edited\n");
        const taken = await loser.up();
        expect(taken.failure).toBeUndefined();
        expect(taken.output).toMatch(/takes it over without an upload.*"pulumi destroy"/);
        expect(one.calls()).toEqual(["token", "list"]);
        expect((await winner.destroy()).failure).toBeUndefined();
        expect(await live()).toBeUndefined();
        expect((await loser.up({ refresh: true })).failure).toBeUndefined();
        expect(await live()).toBe("echo edited\n");
    });
});
