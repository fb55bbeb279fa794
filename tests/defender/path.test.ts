import * as fc from "fast-check";

import { path } from "../../defender/path";

describe("path", () => {
    it("leaves the template as it is and encodes each value as one segment", () => {
        expect(path`/api/libraryfiles/${"a b/ü%?#.ps1"}`).toBe(
            "/api/libraryfiles/a%20b%2F%C3%BC%25%3F%23.ps1",
        );
        expect(path`/${"one"}/to/${"two"}`).toBe("/one/to/two");
    });

    it.each(["", ".", "..", "\uD800"])("refuses %j", (value) => {
        expect(() => path`/api/${value}`).toThrow(RangeError);
    });

    it("reaches exactly the one segment below the folder, whatever the value", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
                fc.pre(value !== "." && value !== "..");
                const url = new URL(path`/api/libraryfiles/${value}`, "https://host");
                expect(url.origin).toBe("https://host");
                expect(url.search + url.hash).toBe("");
                const segments = url.pathname.split("/");
                expect(segments).toHaveLength(4);
                expect(decodeURIComponent(segments[3]!)).toBe(value);
            }),
        );
    });
});
