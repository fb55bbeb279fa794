import { spawnSync } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";

const root = join(__dirname, "..", "..");

/** The quickstart in a copy of what git has of it, so that a person's own one is left alone. */
interface StateFile {
    readonly type: string;
    readonly outputs?: { readonly description?: string; readonly parametersDescription?: string };
}

describe("npm run quickstart", () => {
    let clone: string;
    beforeAll(() => {
        mkdirSync(join(root, ".e2e"), { recursive: true });
        clone = mkdtempSync(join(root, ".e2e", "quickstart-"));
        for (const name of ["examples", "tools", "Pulumi.yaml"])
            cpSync(join(root, name), join(clone, name), {
                recursive: true,
                filter: (path) => !/[\\/](\.pulumi-mde|node_modules)$/.test(path),
            });
        writeFileSync(
            join(clone, "package.json"),
            JSON.stringify({ scripts: { quickstart: "node examples/quickstart/run.mjs" } }),
        );
    });
    afterAll(() => {
        rmSync(clone, { recursive: true, force: true });
    });

    /** Types a line in the clone, as a person does. */
    function type(line: string): string {
        const typed = spawnSync(line, {
            cwd: clone,
            shell: true,
            encoding: "utf8",
            env: { ...process.env, PULUMI_MDE_HOME: join(clone, "mde") },
        });
        expect(typed.stderr).not.toMatch(/^\s+at /m);
        expect({ line, status: typed.status, stderr: typed.stderr }).toMatchObject({ status: 0 });
        return typed.stdout;
    }

    const scripts = () =>
        readdirSync(join(clone, "examples", "quickstart", "scripts"), {
            recursive: true,
            withFileTypes: true,
        })
            .filter((entry) => entry.isFile() && entry.name !== "library.yaml")
            .map((entry) => ({ name: entry.name, path: join(entry.parentPath, entry.name) }));

    /** The files of the clone that are not as they are in the repository. */
    const changedFiles = () =>
        ["examples", "tools", "Pulumi.yaml", "."]
            .flatMap((name) => {
                const path = join(clone, name);
                if (!statSync(path).isDirectory()) return [path];
                return readdirSync(path, { recursive: name !== ".", withFileTypes: true })
                    .filter((entry) => entry.isFile())
                    .map((entry) => join(entry.parentPath, entry.name));
            })
            .filter((path) => !/[\\/](\.pulumi-mde|node_modules)[\\/]/.test(path))
            .map((path) => relative(clone, path))
            .filter((path) => path !== "package.json")
            .filter((path) => {
                const ours = join(root, path);
                return (
                    !existsSync(ours) || !readFileSync(ours).equals(readFileSync(join(clone, path)))
                );
            });

    /** The commands that the quickstart says to try next, in its order. */
    let next: string[];

    it("brings real scripts up and shows the library", () => {
        const output = type("npm run --silent quickstart");
        expect(scripts().length).toBeGreaterThanOrEqual(8);
        for (const { name } of scripts()) expect(output).toContain(name);
        expect(output).toContain("nothing of this is live");
        next = [...output.matchAll(/^(?:\d\.| {2}) .*?: {2,}(.*)$/gm)].map(([, line]) => line!);
        expect(next).toHaveLength(5);
    });

    it("holds no line of any script in its state, and under 2 KB a file beside its texts", () => {
        const state = readFileSync(
            join(
                clone,
                "examples/quickstart/.pulumi-mde/pulumi/backend/.pulumi/stacks/quickstart/quickstart.json",
            ),
            "utf8",
        );
        for (const { path } of scripts()) {
            const lines = readFileSync(path, "latin1").split(/\r?\n/);
            const telling = lines.filter(
                (line) => line.trim().length > 30 && !/^\s*[#.<]/.test(line),
            );
            expect(
                telling.filter((line) => state.includes(JSON.stringify(line).slice(1, -1))),
            ).toEqual([]);
        }
        const { checkpoint } = JSON.parse(state) as {
            checkpoint: { latest: { resources: StateFile[] } };
        };
        const files = checkpoint.latest.resources.filter(({ type: kind }) =>
            kind.endsWith("LibraryFile"),
        );
        expect(files).toHaveLength(scripts().length);
        for (const file of files) {
            const { description = "", parametersDescription = "" } = file.outputs ?? {};
            // They are in the inputs and in the outputs.
            const texts = 2 * (description.length + parametersDescription.length);
            expect(JSON.stringify(file).length - texts).toBeLessThan(2048);
        }
    });

    it("can be run again, and changes nothing then", () => {
        expect(type("npm run --silent quickstart")).toMatch(/\d+ unchanged/);
    });

    it("says what to try next, each of which works when typed", () => {
        const [edit, again, change, putBack, destroy] = next as [
            string,
            string,
            string,
            string,
            string,
        ];
        type(edit);
        expect(type(again)).toMatch(/~ 1 updated/);
        type(change);
        const seen = type(putBack);
        expect(seen).toMatch(/~ 1 updated[\s\S]*~ 1 updated/);
        expect(type(destroy)).toMatch(/\d+ deleted/);
        // All that it leaves behind in the clone is the person's own edit, and what git ignores.
        const edited = scripts().filter(({ name }) => edit.includes(name));
        expect(edited).toHaveLength(1);
        expect(changedFiles()).toEqual([relative(clone, edited[0]!.path)]);
    });
});
