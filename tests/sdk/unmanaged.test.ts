import * as pulumi from "@pulumi/pulumi";

import { Library, LibraryFile } from "../../sdk";
import type { LiveLibrary, LiveLibraryFile } from "../../sdk/getLibrary";
import { placeBy } from "../../sdk/place";
import { refusal } from "../../sdk/programRun";
import { noneUnmanaged } from "../../sdk/unmanaged";
import { program, tenantId, valueOf, type Program } from "./program";

let own: Program;
let warnings: string[];
beforeEach(() => {
    own = program();
    warnings = [];
    own.write("scripts/Get.ps1", "x");
});
afterEach(() => {
    own.close();
});

const file = (fileName: string, more: Partial<LiveLibraryFile> = {}): LiveLibraryFile => ({
    fileName,
    sha256: "00",
    description: "",
    parametersDescription: "",
    hasParameters: false,
    mark: undefined,
    createdBy: "Ann Example",
    creationTime: "2026-01-31T12:00:00.000Z",
    lastUpdatedTime: undefined,
    ...more,
});
const live = (...files: readonly LiveLibraryFile[]): Promise<LiveLibrary> =>
    Promise.resolve({ tenantId, cloud: "commercial", files });

const look = (
    mode: "warn" | "fail",
    library: Promise<LiveLibrary> | pulumi.RunError,
    name = "response",
) =>
    noneUnmanaged({
        name,
        mode,
        place: placeBy(undefined),
        warn: (message) => void warnings.push(message),
        read: async () => {
            if (library instanceof Error) throw library;
            return library;
        },
    });
const messageOf = (refused: Promise<unknown>) =>
    refused.then(
        () => "it was not refused",
        (error: unknown) => (error as Error).message,
    );

describe("noneUnmanaged", () => {
    it("passes what the program has, under whatever resource and case, and what a stack has marked", async () => {
        new Library("response", { path: "scripts" });
        new LibraryFile("alone", { content: "y", fileName: "alone.sh" });
        const library = live(
            file("GET.ps1"),
            file("alone.sh"),
            file("theirs.sh", { mark: "other/production" }),
        );
        await look("fail", library);
        expect(warnings).toEqual([]);
    });

    it("fails with one error for all, and what to do", async () => {
        await valueOf(new Library("response", { path: "scripts" }).release);
        const library = live(file("Get.ps1"), file("b.sh"), file("a\u202E.sh", { createdBy: "" }));
        const message = await messageOf(look("fail", library));
        expect(message).toMatch(/^Library "response" was stopped before any file of it/);
        expect(message).toContain(`In tenant ${tenantId} 2 files are live that belong to nobody`);
        expect(message).toMatch(/^ {2}b\.sh +Ann Example +2026-01-31$/m);
        expect(message).toMatch(/^ {2}a<U\+202E>\.sh +somebody unnamed +2026-01-31$/m);
        expect(message).toContain("npx pulumi-mde adopt DIR");
        expect(message).toContain("npx pulumi-mde prune");
        expect(message).not.toContain("Get.ps1");
    });

    it("stops all Libraries of a run by the same error", async () => {
        const library = live(file("b.sh"));
        const [one, other] = await Promise.all(
            ["one", "other"].map((name) =>
                look("fail", library, name).catch((error: unknown) => error),
            ),
        );
        expect(one).toBeInstanceOf(Error);
        expect(other).toBe(one);
    });

    it("says of a run that was stopped meanwhile why that was, and not what the look met", async () => {
        const reading = Promise.withResolvers<LiveLibrary>();
        const looking = messageOf(look("warn", reading.promise));
        await new Promise(setImmediate);
        const before = refusal('Library "other" was stopped.');
        reading.reject(new pulumi.RunError("the list cannot be read"));
        expect(await looking).toBe(before.message);
        expect(warnings).toEqual([]);
    });

    it("warns once of what several Libraries of a tenant find", async () => {
        await Promise.all([
            look("warn", live(file("b.sh")), "one"),
            look("warn", live(file("b.sh")), "other"),
        ]);
        expect(warnings).toEqual([
            expect.stringMatching(/^In tenant .* 1 file is live.*\n {2}file/),
        ]);
    });

    it("does not fill the screen with thousands", async () => {
        const many = Array.from({ length: 1_000 }, (_, at) => file(`${at}.sh`));
        const message = await messageOf(look("fail", live(...many)));
        expect(message.split("\n").length).toBeLessThan(40);
        expect(message).toContain("and 970 more");
    });

    it("waits for a name that comes as a promise", async () => {
        const late = new LibraryFile("late", {
            content: "y",
            fileName: Promise.resolve("late.sh"),
        });
        await look("fail", live(file("late.sh")));
        await valueOf(late.sha256);
        const message = await messageOf(look("fail", live(file("late.sh"), file("b.sh"))));
        expect(message).toContain("b.sh");
        expect(message).not.toContain("late");
    });

    it("tells whose name is not known yet, where that may be one of them", async () => {
        const name = Promise.withResolvers<string>();
        new LibraryFile("late", { content: "y", fileName: name.promise });
        const message = await messageOf(look("fail", live(file("late.sh"))));
        expect(message).toMatch(/file of "late" is not known yet.*give it a "fileName" as plain/);
        name.resolve("late.sh");
    });

    it.each(["warn", "fail"] as const)("tells a list that cannot be had: %s", async (mode) => {
        const message = await messageOf(look(mode, new pulumi.RunError("The list was refused.")));
        if (mode === "warn")
            expect(warnings).toEqual([
                'Library "response" did not look for unmanaged files. The list was refused.',
            ]);
        else expect(message).toMatch(/^Library "response" was stopped.*The list was refused\.$/);
    });
});

describe("Library", () => {
    it("asks nobody where unmanaged files are to be ignored", async () => {
        const { release } = new Library("response", { path: "scripts", unmanaged: "ignore" });
        expect((await valueOf(release)).count).toBe(1);
    });
});
