import { placeAfter, scrollTo, spanSeen } from "../../../cli/status/page/gridWindow";
import { countsOf, groupsOf, select } from "../../../cli/status/page/model";
import { pageDataOf } from "../../../cli/status/pageDataOf";
import { live, release, reportOf, sha, tenant, unreadTenant } from "./readings";

describe("what the page has in it", () => {
    const data = pageDataOf(
        reportOf(
            [
                tenant("Contoso", [live("a.ps1", "v2"), live("b.ps1", "v1", "03-01")]),
                tenant("Fabrikam", [live("b.ps1", "v1", "03-01")]),
                unreadTenant("gone"),
            ],
            {
                release: release(
                    { "a.ps1": "v2", "b.ps1": "v2" },
                    { time: "2026-06-01T00:00:00Z" },
                ),
            },
        ),
    );
    const chosen = (filter: Partial<Parameters<typeof select>[1]>) => {
        const found = select(data, { tenant: "", file: "", isMeant: undefined, ...filter });
        return [
            found.tenants.map((at) => data.tenants[at]!.name),
            found.files.map((at) => data.files[at]!.name),
        ];
    };
    const is = (id: string) => (at: number) => data.conditions[at]!.id === id;

    it("is what the report has", () => {
        expect(data.conditions.map(({ id, ok }) => [id, ok])).toEqual([
            ["behind", false],
            ["absent", false],
            ["unknown", null],
            ["as-wanted", true],
        ]);
        const [condition, digest, changed] = data.files[1]!.cells[0] as readonly number[];
        expect(data.conditions[condition!]!.word).toBe("behind");
        expect(data.texts[digest!]).toBe(sha("v1"));
        expect(data.texts[changed!]).toBe("2026-03-01 12:00 UTC");
        expect(data.tenants[0]!.about).toBe("id-of-Contoso · commercial");
    });

    it("shows no name as another one's", () => {
        const posing = tenant("rtl\u202eevil", [
            live("gnp\u202e.sh", "v1", "01-01", { createdBy: "A\u200bnn" }),
        ]);
        const text = JSON.stringify(pageDataOf(reportOf([posing])));
        expect(text).not.toMatch(/[\u202e\u200b]/);
        expect(text).toContain("gnp<U+202E>.sh");
    });

    it("is filtered by what a tenant is called, its id included, and by file", () => {
        expect(chosen({})).toEqual([
            ["Contoso", "Fabrikam", "gone"],
            ["a.ps1", "b.ps1"],
        ]);
        expect(chosen({ tenant: " ID-OF-F" })).toEqual([["Fabrikam"], ["a.ps1", "b.ps1"]]);
        expect(chosen({ file: "B." })[1]).toEqual(["b.ps1"]);
    });

    it("is filtered by condition, to the tenants and files that have it together", () => {
        expect(chosen({ isMeant: is("absent") })).toEqual([["Fabrikam"], ["a.ps1"]]);
        expect(chosen({ isMeant: is("behind"), file: "a" })).toEqual([[], []]);
        expect(chosen({ isMeant: is("behind") })).toEqual([["Contoso", "Fabrikam"], ["b.ps1"]]);
    });

    it("counts, and groups the tenants that run the same", () => {
        expect(countsOf(data, 0)).toEqual([1, 0, 0, 1]);
        expect(groupsOf(data, 1, data.tenants.keys())).toEqual([
            { condition: 0, sha256: sha("v1"), tenants: [0, 1] },
            { condition: 2, sha256: "", tenants: [2] },
        ]);
    });
});

describe("the grid's window", () => {
    it("is what is seen, and little more", () => {
        const of = (start: number, count = 300) =>
            spanSeen({ start, length: 100, size: 10, count });
        expect(of(0)).toEqual({ from: 0, to: 12 });
        expect(of(1000)).toEqual({ from: 98, to: 112 });
        expect(of(9e9)).toEqual({ from: 298, to: 300 });
        expect(of(0, 0)).toEqual({ from: 0, to: 0 });
    });

    it("is moved by keys, and not beyond its edges", () => {
        const grid = { rows: 10, columns: 5, page: 4, isControl: false };
        const after = (key: string, isControl = false) =>
            placeAfter(key, { row: 5, column: 2 }, { ...grid, isControl });
        expect(after("ArrowUp")).toEqual({ row: 4, column: 2 });
        expect(after("PageDown")).toEqual({ row: 9, column: 2 });
        expect(after("PageUp")).toEqual({ row: 1, column: 2 });
        expect(after("Home")).toEqual({ row: 5, column: 0 });
        expect(after("End", true)).toEqual({ row: 9, column: 4 });
        expect(after("x")).toBeUndefined();
        expect(placeAfter("ArrowLeft", { row: 0, column: 0 }, grid)).toEqual({ row: 0, column: 0 });
    });

    it("is scrolled so far that a part is seen whole, and no farther", () => {
        const to = (at: number, start: number) => scrollTo({ at, size: 10, start, length: 100 });
        expect([to(5, 0), to(10, 0), to(2, 50)]).toEqual([0, 10, 20]);
    });
});
