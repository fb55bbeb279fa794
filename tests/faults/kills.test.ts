import * as fc from "fast-check";

import { Project, tenantId } from "../e2e/project";
import { KilledRuns, type RealMoment } from "./killedRun";
import type { Victim } from "./lifeline";
import { contentMark, contentOf, digestOf, edited, type Declared, type Edit } from "./program";
import { chosen, size } from "./size";

/** One killed run of the real CLI. */
interface Kill {
    readonly edits: readonly Edit[];
    readonly moment: RealMoment;
    readonly who: Victim;
    /** A script is edited after it. */
    readonly editedSince: number | undefined;
}

const number = fc.nat({ max: 11 });
const kill: fc.Arbitrary<Kill> = fc.record({
    edits: fc.array(
        fc.record({
            kind: fc.constantFrom<Edit["kind"]>(
                ...(["add", "add", "edit", "edit", "renameResource", "renameWithAlias"] as const),
                ...(["renameFile", "changeCase", "remove"] as const),
            ),
            which: number,
            value: number,
        }),
        { minLength: 1, maxLength: 3 },
    ),
    moment: fc.oneof(
        fc.record({ at: fc.constant("line" as const), number: fc.integer({ min: 1, max: 12 }) }),
        fc.record({ at: fc.constant("call" as const), number: fc.integer({ min: 1, max: 7 }) }),
    ),
    who: fc.constantFrom<Victim>("cli", "cli", "provider"),
    editedSince: fc.option(number, { nil: undefined }),
});

describe("the real CLI, killed in the middle", () => {
    const runs = new KilledRuns();
    let project: Project;
    let program: readonly Declared[] = [];
    let names = 0;
    /** Which resource had each file when all was settled. */
    let owners = new Map<string, string>();
    const newName = () => `r${++names}`;
    const library = () => project.emulator.library(tenantId);
    beforeAll(async () => {
        project = await Project.create({ answered: runs.answered });
        await library().put("theirs.txt", "theirs");
    });
    afterAll(() => project.close());

    function write(): void {
        const resources = program.map(({ resource, aliases, fileName, content, adopt }) => {
            project.write(`src/${resource}`, contentOf(content));
            const options = JSON.stringify({ aliases: aliases.map((name) => ({ name })) });
            const args = JSON.stringify({ source: `src/${resource}`, fileName, adopt });
            return `new mde.LibraryFile("${resource}", ${args}, ${options});`;
        });
        project.program(resources.join("\n"));
    }

    /** A killed update or delete is told of by the CLI, which asks for a refresh. */
    async function asksForRefresh(): Promise<boolean> {
        const text = await project.stateText();
        return /"type":"(updating|deleting)"/.test(text);
    }

    /** Files that are another resource's are refused, as documented: their way out is `adopt`. */
    async function upWithAdopt(refreshes: boolean): Promise<void> {
        for (;;) {
            const { failure, output } = await project.up({
                refresh: refreshes || (await asksForRefresh()),
            });
            if (failure === undefined) return;
            const refused = program.filter(
                ({ resource, fileName, adopt }) =>
                    !adopt &&
                    owners.get(fileName.toLowerCase()) !== resource &&
                    new RegExp(`LibraryFile \\(${resource}\\):\\s+error: .* did not make it`).test(
                        output,
                    ),
            );
            if (refused.length === 0) throw failure;
            program = program.map((each) =>
                refused.includes(each) ? { ...each, adopt: true } : each,
            );
            write();
        }
    }

    async function settles(refreshes: boolean): Promise<void> {
        project.calls();
        const filesNow = async () =>
            (await project.live())
                .filter(({ fileName }) => fileName !== "theirs.txt")
                .map(({ fileName, sha256 }) => `${fileName.toLowerCase()} ${sha256}`);
        const wantedFiles = () =>
            program.map((each) => `${each.fileName.toLowerCase()} ${digestOf(each)}`);
        const before = await filesNow();
        const missing = wantedFiles().filter((file) => !before.includes(file)).length;
        const changesCase = program.filter(
            ({ fileName }) => fileName !== fileName.toLowerCase(),
        ).length;
        await upWithAdopt(refreshes);
        const uploads = project.calls().filter((call) => call.startsWith("upload"));
        expect(uploads.length).toBeLessThanOrEqual(missing + changesCase);
        expect((await filesNow()).sort()).toEqual(wantedFiles().sort());
        expect((await library().read("theirs.txt"))?.toString()).toBe("theirs");
        expect(await project.stateText()).not.toContain(contentMark);
        const again = await project.up();
        expect(again.failure).toBeUndefined();
        expect(Object.keys(again.changes)).toEqual(["same"]);
        expect(project.calls()).toEqual([]);
        owners = new Map(program.map((each) => [each.fileName.toLowerCase(), each.resource]));
    }

    const kills = fc.sample(kill, { numRuns: 400, seed: chosen.seed });
    it(`settles after each of ${size.kills} kills of the CLI, and those of the provider between them`, async () => {
        let done = 0;
        for (const { edits, moment, who, editedSince } of kills) {
            for (const edit of edits) program = edited(program, edit, { newName });
            if (program.length === 0)
                program = edited(program, { kind: "add", which: 0, value: 0 }, { newName });
            write();
            const killed = await runs.up(project, moment, who);
            // Those of the provider come beside them.
            if (killed && who === "cli") done++;
            if (killed && editedSince !== undefined) {
                program = edited(
                    program,
                    { kind: "edit", which: 0, value: editedSince },
                    { newName },
                );
                write();
            }
            // An update whose provider died may be stored, and a program that goes back to what it was
            // before does not see it: the page says so.
            await settles(killed && who === "provider");
            if (done >= size.kills) break;
        }
        expect(done).toBe(size.kills);
    }, 3_600_000);
});
