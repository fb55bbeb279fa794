import type { LiveFile } from "../../library/liveFile";
import { ownLiveLibrary } from "../../defender/liveLibrary";

const file = (fileName: string, sha256 = "aa"): LiveFile => ({
    fileName,
    sha256,
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy: "",
    creationTime: "",
    lastUpdatedTime: "",
});
const of = (...files: LiveFile[]) => ownLiveLibrary(files, { at: 7, missing: false });
const names = ({ files }: { files: readonly LiveFile[] }) => files.map(({ fileName }) => fileName);

describe("ownLiveLibrary", () => {
    it("finds a name exactly first, then without case", () => {
        const library = of(file("a.ps1", "lower"), file("A.ps1", "upper"));
        expect(library.find("A.ps1")?.sha256).toBe("upper");
        expect(library.find("a.ps1")?.sha256).toBe("lower");
        expect(of(file("A.PS1")).find("a.ps1")?.fileName).toBe("A.PS1");
        expect(library.find("b.ps1")).toBeUndefined();
    });

    it("takes over a new file, and one in place of another", () => {
        const library = of(file("a.ps1"));
        library.put(file("b.ps1"));
        library.put(file("A.ps1", "new"));
        expect(names(library).sort()).toEqual(["A.ps1", "b.ps1"]);
        expect(library.find("a.ps1")?.sha256).toBe("new");
        expect(library.at).toBe(7);
    });

    it("drops the one of that name and leaves one in another case", () => {
        const library = of(file("a.ps1"), file("A.ps1"));
        library.drop("a.ps1");
        expect(names(library)).toEqual(["A.ps1"]);
        library.drop("a.PS1");
        expect(names(library)).toEqual([]);
        library.drop("a.ps1");
    });

    it("stays missing with a file of ours: what else is there is not known", () => {
        const library = ownLiveLibrary([], { at: 0, missing: true });
        expect(library.missing).toBe(true);
        library.put(file("a.ps1"));
        expect(library.missing).toBe(true);
    });
});
