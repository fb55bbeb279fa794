import { listingText, type LibraryListing } from "../../cli/libraryListing";
import { live } from "./status/readings";

const listing = (more: Partial<LibraryListing> = {}): LibraryListing => ({
    schema: 1,
    tenantId: "00001111-aaaa-2222-bbbb-3333cccc4444",
    cloud: "commercial",
    unread: [],
    files: [
        {
            ...live("Collect-Everything-On-Machine.ps1", "v1"),
            owners: [{ stack: "production", resource: "response", drifted: true }],
        },
        { ...live("隔离.ps1", "v1"), createdBy: "Bob", owners: [] },
    ],
    ...more,
});
const widthOf = (text: string) =>
    Math.max(...text.split("\n").map((line) => line.replaceAll(/\p{Script=Han}/gu, "xx").length));

describe("a listing for a person", () => {
    it("is a table where there is room for it, and in a pipe", () => {
        const piped = listingText(listing(), { columns: undefined });
        expect(piped).toMatch(/^file +sha256 +changed +by +managed by\n/);
        const width = widthOf(piped);
        expect(listingText(listing(), { columns: width })).toBe(piped);
        expect(listingText(listing(), { columns: width - 1 })).not.toBe(piped);
    });

    it("keeps to the 60 columns of a terminal", () => {
        const text = listingText(listing(), { columns: 60 });
        expect(widthOf(text.slice(0, text.indexOf("\n\n")))).toBeLessThanOrEqual(60);
        expect(text.replaceAll(/[0-9a-f]{12}…/g, "digest………………")).toBe(
            [
                "file           sha256         changed     by   managed by",
                "Collect-Every  digest………………  2026-01-01  Ann  production",
                " thing-On-Mac                                   (drifted)",
                " hine.ps1",
                "隔离.ps1       digest………………  2026-01-01  Bob  nobody",
                "",
                "2 files of tenant 00001111-aaaa-2222-bbbb-3333cccc4444 (commercial).",
                "",
            ].join("\n"),
        );
    });

    it("tells of files that several stacks manage", () => {
        const owner = (stack: string) => ({ stack, resource: "response", drifted: false });
        const shared = { ...live("a.sh", "v1"), owners: [owner("dev"), owner("staging")] };
        const twice = { ...live("b.sh", "v1"), owners: [owner("dev"), owner("dev")] };
        const text = listingText(listing({ files: [shared, twice] }), { columns: undefined });
        expect(text).toMatch(
            /\n1 file is managed by more than one stack: each overwrites it .*\n$/,
        );
        const single = listingText(listing({ files: [twice] }), { columns: undefined });
        expect(single).not.toContain("more than one");
    });

    it("calls no file nobody's where not all states were read", () => {
        const unread = [{ stack: "other", why: "It is broken." }];
        const text = listingText(listing({ unread }), { columns: undefined });
        expect(text).toMatch(/^The state of stack other was not read, .*It is broken\.\n/);
        expect(text).toMatch(/ Bob +not known\n/);
        expect(text).not.toContain("nobody");
    });

    it.each([undefined, 40])("lets nothing act on the terminal, in %s columns", (columns) => {
        const evil = "x\u001b[2J\u202e";
        const files = [
            { ...live(evil, "v1"), sha256: evil, createdBy: evil, mark: evil, owners: [] },
            { ...live(evil, "v1"), lastUpdatedTime: evil, owners: [] },
        ];
        const text = listingText(listing({ files }), { columns });
        expect(text).not.toMatch(/[\u001b\u202e]/);
        expect(text).toContain("x<U+001B>[2J<U+202E>…");
    });
});
