import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { contentAtHand } from "../../../cli/diff/earlierContent";
import { openContentIndex } from "../../../library/contentIndex";
import { sha256Of } from "../../../library/digest";
import { temporaryFolder } from "../../emulator/temporaryFolder";

const digest = (content: string) => sha256Of(Buffer.from(content));

describe("contentAtHand", () => {
    let folder: string;
    beforeEach(() => {
        folder = join(temporaryFolder(), "repository");
        mkdirSync(folder);
    });
    const git = (words: readonly string[], input?: string) =>
        execFileSync(
            "git",
            ["-c", "user.name=test", "-c", "user.email=test@example.com", ...words],
            { cwd: folder, encoding: "utf8", stdio: "pipe", input },
        ).trim();
    /** Commits these contents of `a.sh`, one after the other; `undefined` deletes it. */
    const commit = (...contents: readonly (string | undefined)[]) => {
        git(["init", "--quiet", "--initial-branch=main"]);
        const file = (content: string | undefined) =>
            content === undefined
                ? "D a.sh\n"
                : `M 100644 inline a.sh\ndata ${Buffer.byteLength(content)}\n${content}\n`;
        const commits = contents.map(
            (content, at) =>
                `commit refs/heads/main\ncommitter test <test@example.com> ${at} +0000\ndata 0\n${file(content)}\n`,
        );
        git(["fast-import", "--quiet"], commits.join(""));
    };
    const find = (
        content: string,
        { paths = ["a.sh"], environment = process.env, from = folder } = {},
    ) => {
        const index = openContentIndex({ folder: temporaryFolder(), now: () => 0 });
        return contentAtHand(digest(content), paths, { index, folder: from, environment });
    };
    const whyOf = async (content: string) => {
        const found = await find(content);
        return found.bytes === undefined ? found.why : "";
    };
    const missing = (why: string) => ({
        bytes: undefined,
        why: `they are not on this machine, and ${why}`,
    });

    it("finds them in git, before the commit in which the file was deleted too", async () => {
        commit("one", "two", undefined);
        const first = git(["rev-parse", "main~2"]).slice(0, 12);
        expect(await find("one")).toEqual({ bytes: Buffer.from("one"), where: `git ${first}` });
    });

    it("says what of the history does not have them", async () => {
        commit("one", undefined);
        expect(await find("none")).toEqual(missing("none of the 2 commits of a.sh has them"));
        expect(await find("none", { paths: ["b.sh"] })).toEqual(
            missing("git has no commit of b.sh"),
        );
        expect(await find("none", { paths: ["b.sh", "a.sh", "b.sh"] })).toEqual(
            missing("git has no commit of b.sh, and none of the 2 commits of a.sh has them"),
        );
        expect(await find("none", { paths: [] })).toEqual(
            missing("which file they were in is not known"),
        );
    });

    it("says when there was more of the history than it has looked at", async () => {
        commit(...Array.from({ length: 201 }, (_, at) => `echo ${at}`));
        expect(await find("echo 0")).toEqual(
            missing("the last 200 commits of a.sh do not have them; older ones were not looked at"),
        );
    });

    it("says when a clone is shallow", async () => {
        commit("one", "two");
        const clone = join(folder, "..", "clone");
        git(["clone", "--quiet", "--depth=1", `file://${folder}`, clone]);
        expect(await find("one", { from: clone })).toEqual(
            missing(
                `this clone is shallow, so that git has a part of the history only: "git fetch --unshallow"`,
            ),
        );
        expect(await find("two", { from: clone })).toMatchObject({ bytes: Buffer.from("two") });
    });

    it("says when there is no repository or no git", async () => {
        const environment = { ...process.env, GIT_CEILING_DIRECTORIES: join(folder, "..") };
        expect(await find("one", { environment })).toEqual(
            missing("the program's folder is in no git repository"),
        );
        expect(await find("one", { environment: { PATH: folder } })).toEqual(
            missing("there is no git on PATH to look into"),
        );
    });

    it("says what git says when it cannot be read", async () => {
        commit("one", "two");
        const lost = git(["rev-parse", "main~1:a.sh"]);
        rmSync(join(folder, ".git", "objects", lost.slice(0, 2), lost.slice(2)));
        expect(await whyOf("one")).toMatch(/and git could not be looked into: git said: fatal: /);
        expect(await find("two")).toMatchObject({ bytes: Buffer.from("two") });
        writeFileSync(join(folder, ".git", "config"), "[");
        expect(await whyOf("two")).toMatch(/ git said: .*bad config/);
    });
});
