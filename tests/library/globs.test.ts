import { nameFilter, nameGlobProblem } from "../../library/globs";

describe("nameFilter", () => {
    it("matches names of a library by globs, without case and with dots", () => {
        const isNamed = nameFilter(["old-*.PS1", "x?.sh"]);
        for (const name of ["old-a.ps1", "OLD-.ps1", "xy.sh"]) expect(isNamed(name)).toBe(true);
        for (const name of ["older.ps1", "x.sh", "old-a.ps1.sh"]) expect(isNamed(name)).toBe(false);
        expect(nameFilter(["*"])(".hidden")).toBe(true);
    });

    it("takes a name in full for itself, whatever signs it has", () => {
        for (const name of ["a[1].ps1", "b (copy).ps1", "c{1}.sh", "!d.sh"])
            expect(nameFilter([name.toUpperCase()])(name)).toBe(true);
    });
});

describe("nameGlobProblem", () => {
    it("refuses what would mean other files than it names", () => {
        expect(nameGlobProblem(" ")).toBe("is empty");
        expect(nameGlobProblem("!a.sh")).toMatch(/would mean all files but some/);
        for (const glob of ["*", "a.sh", "!(a).sh"]) expect(nameGlobProblem(glob)).toBeUndefined();
    });
});
