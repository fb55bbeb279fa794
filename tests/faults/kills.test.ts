import * as fc from "fast-check";

import type { FaultEffect } from "../../emulator";
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
    /** What goes wrong before it. */
    readonly fault:
        { readonly call: "list" | "upload" | "delete"; readonly effect: FaultEffect } | undefined;
    /** What somebody does before the run to a file that the stack has or is to have. */
    readonly outside: { readonly kind: "put" | "remove"; readonly which: number } | undefined;
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
    fault: fc.option(
        fc.record({
            call: fc.constantFrom("list" as const, "upload" as const, "delete" as const),
            // Those that a client gets over in no time, or gives up at once.
            effect: fc.constantFrom<FaultEffect>(
                { kind: "resetAfter" },
                { kind: "emptyBody" },
                { kind: "throttle", retryAfter: "1" },
                { kind: "answer", status: 503 },
                { kind: "answer", status: 403 },
            ),
        }),
        { nil: undefined, freq: 1 },
    ),
    outside: fc.option(
        fc.record({ kind: fc.constantFrom("put" as const, "remove" as const), which: number }),
        { nil: undefined, freq: 1 },
    ),
    editedSince: fc.option(number, { nil: undefined }),
});

describe("the real CLI, killed in the middle", () => {
    const runs = new KilledRuns();
    let project: Project;
    let program: readonly Declared[] = [];
    let names = 0;
    /** Which resource had each file when all was settled. */
    let owners = new Map<string, string>();
    /** What somebody else has put there, under a name of the program's. */
    const taken = new Set<string>();
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

    /**
     * Files that are another resource's or somebody's are refused, as documented: their way out is
     * `adopt`, and for what somebody has changed a refresh.
     *
     * @param refreshes whether it begins with one: an update that failed without an answer, or whose
     * provider died, may be stored, and a program that goes back to what it was before does not see it.
     */
    async function upWithWaysOut(refreshes: boolean): Promise<void> {
        let isChanged = refreshes;
        for (;;) {
            const refresh = isChanged || (await asksForRefresh());
            const { failure, output } = await project.up({ refresh });
            if (failure === undefined) return;
            const wasRefreshed = isChanged;
            isChanged = taken.size > 0 && output.includes("was changed outside Pulumi");
            const refused = program.filter(
                ({ resource, fileName, adopt }) =>
                    !adopt &&
                    (owners.get(fileName.toLowerCase()) !== resource ||
                        taken.has(fileName.toLowerCase())) &&
                    new RegExp(`LibraryFile \\(${resource}\\):\\s+error: .* did not make it`).test(
                        output,
                    ),
            );
            if (refused.length === 0 && (!isChanged || wasRefreshed)) throw failure;
            program = program.map((each) =>
                refused.includes(each) ? { ...each, adopt: true } : each,
            );
            write();
        }
    }

    async function acts({ kind, which }: NonNullable<Kill["outside"]>): Promise<void> {
        const names = program.map(({ fileName }) => fileName);
        const name = names[which % names.length] ?? "";
        if (kind === "remove") await library().remove(name);
        else {
            await library().put(name, `theirs ${which}`, { createdBy: "somebody else" });
            taken.add(name.toLowerCase());
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
        await upWithWaysOut(refreshes);
        const uploads = project.calls().filter((call) => call.startsWith("upload"));
        expect({ uploads, before, wanted: wantedFiles(), taken: [...taken] }).toMatchObject({
            uploads: uploads.slice(0, missing + changesCase),
        });
        expect((await filesNow()).sort()).toEqual(wantedFiles().sort());
        expect((await library().read("theirs.txt"))?.toString()).toBe("theirs");
        expect(await project.stateText()).not.toContain(contentMark);
        const again = await project.up();
        expect(again.failure).toBeUndefined();
        expect(Object.keys(again.changes)).toEqual(["same"]);
        expect(project.calls()).toEqual([]);
        taken.clear();
        owners = new Map(program.map((each) => [each.fileName.toLowerCase(), each.resource]));
    }

    const kills = fc.sample(kill, { numRuns: 400, seed: chosen.seed });
    it(`settles after each of ${size.kills} kills of the CLI, and those of the provider between them`, async () => {
        let done = 0;
        for (const { edits, moment, who, fault, outside, editedSince } of kills) {
            for (const edit of edits) program = edited(program, edit, { newName });
            if (program.length === 0)
                program = edited(program, { kind: "add", which: 0, value: 0 }, { newName });
            write();
            if (outside !== undefined) await acts(outside);
            if (fault !== undefined) project.emulator.once({ call: fault.call }, fault.effect);
            const killed = await runs.up(project, moment, who);
            project.emulator.clearFaults();
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
            await settles(fault !== undefined || who === "provider");
            if (done >= size.kills) break;
        }
        expect(done).toBe(size.kills);
    }, 3_600_000);
});
