import {
    compareForAdoption,
    endsInWhiteSpace,
    textsToWrite,
    type ComparedWith,
    type HereFile,
} from "../../library/adoption";
import { textsToSend } from "../../library/describedFolder";
import type { LiveFile } from "../../library/liveFile";

const digest = (letter: string) => letter.repeat(64);
const live = (fileName: string, change: Partial<LiveFile> = {}): LiveFile => ({
    fileName,
    sha256: digest("a"),
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy: "Ann",
    creationTime: "2026-01-01T00:00:00Z",
    lastUpdatedTime: "2026-01-01T00:00:00Z",
    ...change,
});
const here = (fileName: string, change: Partial<HereFile> = {}): HereFile => ({
    fileName,
    sha256: digest("a"),
    texts: {},
    ...change,
});
const how: ComparedWith<HereFile> = {
    ownerOf: () => ({ stacks: [], mark: undefined }),
    isOwn: (stack) => stack === "own",
    hasTwin: () => false,
};

describe("compareForAdoption", () => {
    const statuses = (...given: Parameters<typeof compareForAdoption<HereFile>>) =>
        compareForAdoption(...given).map(({ fileName, status, needsDecision }) => [
            fileName,
            status,
            needsDecision,
        ]);

    it("tells same, different, only live and only here, by name without case", () => {
        const found = statuses(
            [live("A.sh"), live("b.sh", { sha256: digest("b") }), live("theirs.ps1")],
            [here("a.sh"), here("b.sh"), here("new.sh")],
            how,
        );
        expect(found).toEqual([
            ["a.sh", "same", false],
            ["b.sh", "different", true],
            ["new.sh", "onlyHere", false],
            ["theirs.ps1", "onlyLive", false],
        ]);
    });

    it("asks about a name that the service may refuse, unless it has taken it already", () => {
        const [odd, ...others] = compareForAdoption(
            [live("é.sh")],
            [here("a b.sh"), here("é.sh"), here("x-1_2.sh")],
            how,
        );
        expect(odd).toMatchObject({
            status: "onlyHere",
            needsDecision: true,
            undocumented: ["a space"],
        });
        expect(others.map(({ needsDecision }) => needsDecision)).toEqual([false, false]);
        expect(others.map(({ undocumented }) => undocumented)).toEqual([[], []]);
    });

    it("takes nothing over whose digest is not reported, or whose texts cannot be sent", () => {
        const marked = live("c.sh", { description: "Twice [pulumi: a/b]", mark: "own/stack" });
        const unknown = live("a.sh", { sha256: undefined });
        const half = live("b.sh", { parametersDescription: "\ud800" });
        const folder = ["a.sh", "b.sh", "c.sh"].map((fileName) => here(fileName));
        expect(statuses([unknown, half, marked], folder, how)).toEqual([
            ["a.sh", "different", true],
            ["b.sh", "different", true],
            ["c.sh", "different", true],
        ]);
    });

    it.each([
        [["own"], undefined, "managed", false],
        [["other"], undefined, "managed", true],
        [["own", "other"], undefined, "managed", true],
        [[], "elsewhere/production", "marked", true],
    ] as const)("leaves a file of the stacks %j and the mark %s", (stacks, mark, status, asks) => {
        const owned = { ...how, ownerOf: () => ({ stacks, mark }) };
        expect(statuses([live("a.sh")], [here("a.sh")], owned)).toEqual([["a.sh", status, asks]]);
        // What the folder does not want is no matter for anybody.
        expect(statuses([live("a.sh")], [], owned)).toEqual([["a.sh", status, false]]);
    });

    it("compares with the name in its own case where the service has several", () => {
        const several = [live("A.SH", { sha256: digest("b") }), live("a.sh")];
        expect(statuses(several, [here("a.sh")], how)).toEqual([
            ["a.sh", "same", false],
            ["A.SH", "onlyLive", false],
        ]);
    });

    it("asks for line ends where contents differ, and nowhere else", () => {
        const asked: string[] = [];
        const hasTwin = ({ fileName }: HereFile, sha256: string) => {
            asked.push(`${fileName} ${sha256.slice(0, 1)}`);
            return true;
        };
        const found = compareForAdoption(
            [live("a.sh"), live("b.sh", { sha256: digest("b") }), live("c.sh")],
            [here("a.sh"), here("b.sh"), here("d.sh")],
            { ...how, hasTwin },
        );
        expect(asked).toEqual(["b.sh b"]);
        expect(found.map(({ onlyLineEndsDiffer }) => onlyLineEndsDiffer)).toEqual([
            false,
            true,
            false,
            false,
        ]);
    });
});

describe("textsToWrite", () => {
    it.each([
        ["nothing where both say the same", { description: "x" }, { description: "x" }, {}],
        ["a text that is live", {}, { description: "x" }, { description: "x" }],
        ["that there is none", { description: "help" }, {}, { description: "" }],
        [
            "parameters, of which it follows that there are some",
            {},
            { parametersDescription: "-A", hasParameters: true },
            { parametersDescription: "-A" },
        ],
        [
            "parameters without text, and text without parameters",
            {},
            { hasParameters: true },
            { hasParameters: true },
        ],
        [
            "that there are none in spite of the text",
            { parametersDescription: "-A" },
            { parametersDescription: "-A", hasParameters: false },
            { hasParameters: false },
        ],
        [
            "that there are some, where the folder denies it",
            { hasParameters: false },
            { parametersDescription: "-A", hasParameters: true },
            { parametersDescription: "-A", hasParameters: true },
        ],
        ["no white space at the end", { description: "x" }, { description: "x \n" }, {}],
    ])("says %s", (_, texts, there, expected) => {
        const file = here("a.sh", { texts });
        const wanted = live("a.sh", there);
        const written = textsToWrite(file, wanted);
        expect(written).toEqual(expected);
        const said = textsToSend({ ...texts, ...written });
        expect(said).toEqual({
            description: wanted.description.trimEnd(),
            parametersDescription: wanted.parametersDescription,
            hasParameters: wanted.hasParameters,
        });
    });
});

describe("endsInWhiteSpace", () => {
    it("looks at both texts", () => {
        expect(endsInWhiteSpace(live("a.sh", { description: " x" }))).toBe(false);
        expect(endsInWhiteSpace(live("a.sh", { description: "x " }))).toBe(true);
        expect(endsInWhiteSpace(live("a.sh", { parametersDescription: "\n" }))).toBe(true);
    });
});
