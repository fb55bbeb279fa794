import { execFileSync } from "node:child_process";
import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import fc from "fast-check";

import { fileNameProblem } from "../../library/fileName";
import { readFolder, type FolderOptions } from "../../library/folder";

let outside: string;
let root: string;

beforeEach(() => {
    outside = realpathSync(mkdtempSync(join(tmpdir(), "mde-folder-")));
    root = join(outside, "scripts");
    mkdirSync(root);
});

afterEach(() => {
    rmSync(outside, { recursive: true, force: true });
});

function add(...paths: string[]): void {
    for (const path of paths) {
        const full = join(root, path);
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, path);
    }
}

const read = (options: Partial<FolderOptions> = {}) => readFolder({ path: root, ...options });
const paths = (options?: Partial<FolderOptions>) => {
    const { files, problems } = read(options);
    expect(problems).toEqual([]);
    return files.map((file) => file.relativePath);
};

describe("readFolder", () => {
    it("finds the files of all subfolders, ordered by name without case", () => {
        add("z/a.ps1", "B.ps1", "a/deep/er/C.sh", "d.PY");
        expect(read().files).toEqual([
            { fileName: "a.ps1", relativePath: "z/a.ps1", path: join(root, "z/a.ps1") },
            { fileName: "B.ps1", relativePath: "B.ps1", path: join(root, "B.ps1") },
            {
                fileName: "C.sh",
                relativePath: "a/deep/er/C.sh",
                path: join(root, "a/deep/er/C.sh"),
            },
            { fileName: "d.PY", relativePath: "d.PY", path: join(root, "d.PY") },
        ]);
    });

    it("leaves out dot files, dot folders and the sidecar in the root, and tells where that is", () => {
        add(".gitignore", ".git/config", "sub/.hidden/x.ps1", "a.ps1", "library.yaml");
        expect(paths()).toEqual(["a.ps1"]);
        expect(read().sidecarPath).toBe(join(root, "library.yaml"));
    });

    it("takes a library.yaml of a subfolder for a file like any other", () => {
        add("a.ps1", "sub/library.yaml");
        expect(paths()).toEqual(["a.ps1", "sub/library.yaml"]);
        expect(read().sidecarPath).toBeUndefined();
    });

    it.each(["library.yml", "Library.yaml"])("tells that %s is not the sidecar's name", (name) => {
        add("a.ps1", name);
        expect(read().problems).toEqual([expect.stringContaining(`"${name}" is not read`)]);
        expect(paths({ exclude: [name] })).toEqual(["a.ps1"]);
    });

    describe("globs", () => {
        beforeEach(() => {
            add("a.ps1", "a.Tests.ps1", "win/b.ps1", "win/c.Tests.ps1", "nix/d.sh", ".dot/e.ps1");
        });

        it.each<[string, Partial<FolderOptions>, string[]]>([
            ["a glob of the root", { include: ["*.ps1"] }, ["a.ps1", "a.Tests.ps1"]],
            ["a glob of any depth", { include: ["**/*.sh"] }, ["nix/d.sh"]],
            ["several globs", { include: ["nix/*", "a.ps1"] }, ["a.ps1", "nix/d.sh"]],
            ["the name of a folder", { include: ["nix"] }, ["nix/d.sh"]],
            ["a folder with a slash", { include: ["./nix/"] }, ["nix/d.sh"]],
            [
                "the folder itself",
                { include: ["."], exclude: ["win"] },
                ["a.ps1", "a.Tests.ps1", "nix/d.sh"],
            ],
            ["braces across folders", { include: ["{nix/d,win/b}.*"] }, ["win/b.ps1", "nix/d.sh"]],
            [
                "a slash behind inner braces",
                { include: ["{n{i,o}x/d,win/b}.*"] },
                ["win/b.ps1", "nix/d.sh"],
            ],
            ["a dot that is written", { include: [".dot/*.ps1"] }, [".dot/e.ps1"]],
            ["a dot further down", { include: ["**/.dot/*"] }, [".dot/e.ps1"]],
        ])("include: %s", (_, options, expected) => {
            expect(paths(options)).toEqual([...expected]);
        });

        it("exclude takes files away, in folders that begin with a dot too", () => {
            expect(paths({ exclude: ["**/*.Tests.ps1", "nix/**"] })).toEqual([
                "a.ps1",
                "win/b.ps1",
            ]);
            expect(paths({ include: ["**/*.sh", ".dot/*"], exclude: ["**/*.ps1"] })).toEqual([
                "nix/d.sh",
            ]);
        });

        it("tells of an include that matches nothing, because it would empty the library", () => {
            const { problems } = read({ include: ["**/*.psl"] });
            expect(problems).toEqual([expect.stringMatching(/\*\*\/\*\.psl.*would delete every/)]);
        });

        it("tells of each included name that is not there, even when others are", () => {
            const { problems } = read({ include: ["a.ps1", "b.ps1", "**/*.py"] });
            expect(problems).toEqual([expect.stringContaining('include names "b.ps1"')]);
        });

        it("lets one glob of several match nothing", () => {
            expect(paths({ include: ["**/*.py", "**/*.sh"] })).toEqual(["nix/d.sh"]);
        });

        it.each<[string, unknown, string]>([
            ["a text", "*.ps1", "must be a list"],
            ["null", null, "must be a list"],
            ["a list with a number", ["*", 3], "globs only"],
            ["an empty glob", [""], "empty glob"],
            ["a negated glob", ["!*.ps1"], "exclude"],
            ["an absolute glob", ["/etc/*"], "relative to the folder"],
            ["a glob that leaves the folder", ["../*.ps1"], "relative to the folder"],
        ])("refuses %s", (_, value, phrase) => {
            for (const argument of ["include", "exclude"] as const) {
                const { files, problems } = read({ [argument]: value });
                expect(files).toEqual([]);
                expect(problems).toEqual([expect.stringContaining(phrase)]);
                expect(problems[0]).toMatch(new RegExp(`^${argument} `));
            }
        });
    });

    it("tells of an empty folder", () => {
        expect(read().problems).toEqual([expect.stringContaining("would delete every file")]);
    });

    it.each([
        ["a folder that does not exist", "none", "does not exist"],
        ["a file", "a.ps1", "is not a folder"],
        ["a path below a file", "a.ps1/b", "does not exist"],
    ])("tells of %s", (_, name, phrase) => {
        add("a.ps1");
        const { problems } = read({ path: join(root, name) });
        expect(problems).toEqual([expect.stringContaining(phrase)]);
    });

    it.each([[""], [3], [undefined]])(
        "refuses %j as a path: it would mean another folder",
        (path) => {
            const { problems } = readFolder({ path } as FolderOptions);
            expect(problems).toEqual(["path must be the path of a folder."]);
        },
    );

    it("names both files that would be one in the library, and each such pair", () => {
        add("x/Run.ps1", "y/run.PS1", "x/other.sh", "z/other.sh", "fine.py");
        const { problems } = read();
        expect(problems).toHaveLength(2);
        expect(problems[0]).toContain('"x/other.sh" and "z/other.sh"');
        expect(problems[1]).toContain('"x/Run.ps1" and "y/run.PS1"');
    });

    it("tells of every problem at once", () => {
        add("a.ps1", "x/A.ps1", 'quo"te.ps1', "tail .sh ");
        symlinkSync("nowhere", join(root, "broken.ps1"));
        const text = read().problems.join("\n");
        expect(read().problems).toHaveLength(4);
        expect(text).toContain("double quotation mark");
        expect(text).toContain("white space");
        expect(text).toContain('"broken.ps1" leads to "nowhere", which does not exist');
    });

    it("refuses a name that only looks harmless, and shows what is in it", () => {
        add("a\u202Etxt.ps1", "\nb.ps1");
        expect(read().problems).toEqual(
            expect.arrayContaining([
                expect.stringContaining("a<U+202E>txt.ps1"),
                expect.stringContaining("<U+000A>b.ps1"),
            ]),
        );
    });

    describe("links", () => {
        it("follows a link to a file of the folder, and gives the path behind it", () => {
            add("sub/real.ps1");
            symlinkSync("sub/real.ps1", join(root, "alias.ps1"));
            expect(read().files).toContainEqual({
                fileName: "alias.ps1",
                relativePath: "alias.ps1",
                path: join(root, "sub/real.ps1"),
            });
        });

        it("takes a file that a linked folder shows again for the one file that it is", () => {
            add("sub/real.ps1");
            symlinkSync("sub", join(root, "again"));
            expect(paths()).toHaveLength(1);
            expect(read().files[0]?.path).toBe(join(root, "sub/real.ps1"));
        });

        it("follows a link to a folder that is not looked at by itself", () => {
            add(".shared/tool.ps1");
            symlinkSync(".shared", join(root, "shared"));
            expect(paths()).toEqual(["shared/tool.ps1"]);
        });

        it.each(["file", "folder"])("names link and target of a link to a %s outside", (kind) => {
            add("a.ps1");
            const target = join(outside, "secret");
            if (kind === "file") writeFileSync(target, "x");
            else mkdirSync(target);
            symlinkSync(target, join(root, "link"));
            const { files, problems } = read();
            expect(problems).toEqual([expect.stringContaining(`"link" leads to "${target}"`)]);
            expect(files.map((file) => file.fileName)).toEqual(["a.ps1"]);
        });

        it("is not misled by a folder whose name begins like the library's", () => {
            add("a.ps1");
            mkdirSync(`${root}-old`);
            writeFileSync(`${root}-old/b.ps1`, "x");
            symlinkSync(`${root}-old/b.ps1`, join(root, "b.ps1"));
            expect(read().problems).toEqual([expect.stringContaining("not in the folder")]);
        });

        it("refuses a sidecar that is a link out of the folder", () => {
            add("a.ps1");
            writeFileSync(join(outside, "texts.yaml"), "files: {}");
            symlinkSync("../texts.yaml", join(root, "library.yaml"));
            expect(read().problems).toEqual([expect.stringContaining('"library.yaml" leads to')]);
            expect(read().sidecarPath).toBeUndefined();
        });

        it("tells of links that run in a circle", () => {
            add("a.ps1", "sub/b.ps1");
            symlinkSync("..", join(root, "sub/up"));
            symlinkSync("one", join(root, "two"));
            symlinkSync("two", join(root, "one"));
            const { files, problems } = read();
            expect(problems).toHaveLength(3);
            expect(problems.join("\n")).toContain('"sub/up" leads to');
            expect(problems.join("\n")).toContain("back to itself");
            expect(files).toHaveLength(2);
        });

        it("says nothing of links that are left out", () => {
            add("a.ps1");
            symlinkSync("/etc", join(root, "etc"));
            symlinkSync("/etc/hosts", join(root, "hosts"));
            symlinkSync("nowhere", join(root, ".broken"));
            expect(paths({ exclude: ["etc", "hosts"] })).toEqual(["a.ps1"]);
            expect(paths({ include: ["*.ps1"] })).toEqual(["a.ps1"]);
        });

        it("reads a folder that is a link itself", () => {
            add("a.ps1");
            symlinkSync("scripts", join(outside, "link"));
            const { files } = read({ path: join(outside, "link") });
            expect(files[0]?.path).toBe(join(root, "a.ps1"));
        });
    });

    it("refuses a FIFO, and a link to one, unless it is left out", () => {
        add("a.ps1");
        execFileSync("mkfifo", [join(root, "pipe.ps1")]);
        symlinkSync("pipe.ps1", join(root, "link.ps1"));
        expect(read().problems).toEqual(
            expect.arrayContaining([
                expect.stringContaining('"pipe.ps1" is neither'),
                expect.stringContaining('"link.ps1" is neither'),
            ]),
        );
        expect(paths({ exclude: ["pipe.*", "link.*"] })).toEqual(["a.ps1"]);
    });

    it("tells of a folder that cannot be read, unless it is left out", () => {
        add("a.ps1", "closed/b.ps1");
        chmodSync(outside, 0o755);
        chmodSync(join(root, "closed"), 0o000);
        const isRoot = process.geteuid?.() === 0;
        // Root may read everything.
        if (isRoot) process.seteuid?.(65_534);
        try {
            expect(read().problems).toEqual([expect.stringMatching(/"closed" cannot.*EACCES/)]);
            expect(paths({ exclude: ["closed"] })).toEqual(["a.ps1"]);
            expect(paths({ include: ["*.ps1"] })).toEqual(["a.ps1"]);
        } finally {
            if (isRoot) process.seteuid?.(0);
            chmodSync(join(root, "closed"), 0o700);
        }
    });

    it("reads 500 files in nested folders", () => {
        for (let at = 0; at < 500; at += 1) add(`g${at % 7}/h${at % 11}/file-${at}.ps1`);
        expect(paths({ include: ["**/*.ps1"], exclude: ["**/*.Tests.ps1"] })).toHaveLength(500);
    });

    it("loses no file and invents none, whatever the names", () => {
        const part = fc.stringMatching(/^[a-z ()[\]{}!+@?*%$'é-]{1,6}$/);
        fc.assert(
            fc.property(
                fc.uniqueArray(part, { maxLength: 6, selector: (name) => name }),
                (names) => {
                    rmSync(root, { recursive: true });
                    add("keep.ps1", ...names.map((name, at) => `folder ${at % 2}/${name}.sh`));
                    const expected = names.filter((name) => fileNameProblem(name) === undefined);
                    const { files, problems } = read();
                    const found = files.map((file) => file.fileName);
                    expect(found.length + problems.length).toBe(names.length + 1);
                    for (const name of expected) expect(found).toContain(`${name}.sh`);
                },
            ),
            { numRuns: 40 },
        );
    });
});
