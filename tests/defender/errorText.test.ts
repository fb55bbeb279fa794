import { sign } from "jsonwebtoken";

import { causesOf, errorText, inBrackets } from "../../defender/errorText";

describe("errorText", () => {
    it("is one line without control or direction characters", () => {
        expect(errorText("one\r\n\ttwo\u2028three \u001b[31mred\u202e")).toBe(
            "one two three [31mred",
        );
    });

    it("is cut when it is long, not in the middle of a pair", () => {
        const cut = errorText(`${"x".repeat(499)}😀 and more`);
        expect(cut).toBe(`${"x".repeat(499)}…`);
    });

    it("hides tokens and known secrets", () => {
        const token = sign({ tid: "t" }, "key");
        const text = errorText(`sent ${token} with s3cr3t!`, ["s3cr3t!", ""]);
        expect(text).toBe("sent [token] with [secret]");
    });

    it("takes no more than a moment for a text made to keep it busy", () => {
        expect(errorText("eyJ".repeat(1_000_000)).length).toBeLessThan(600);
        expect(errorText("\u202e ".repeat(500_000))).toBe("");
    });
});

describe("inBrackets", () => {
    it("says what is known, and nothing when nothing is", () => {
        expect(
            inBrackets({ status: 403, code: "Forbidden", message: "No.", requestId: "id" }),
        ).toBe(' (403 Forbidden: "No.", request id)');
        expect(inBrackets({ status: 502 })).toBe(" (502)");
        expect(inBrackets({})).toBe("");
    });
});

describe("causesOf", () => {
    it("names what lies below", () => {
        const cause = Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" });
        expect(causesOf(new TypeError("fetch failed", { cause }))).toBe(
            "connect refused (ECONNREFUSED)",
        );
    });

    it("names the first of several addresses", () => {
        const first = Object.assign(new Error("connect ECONNREFUSED ::1"), {
            code: "ECONNREFUSED",
        });
        const cause = Object.assign(new AggregateError([first]), { code: "ECONNREFUSED" });
        expect(causesOf(new TypeError("fetch failed", { cause }))).toContain("ECONNREFUSED ::1");
    });
});
