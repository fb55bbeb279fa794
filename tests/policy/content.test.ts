import { Content, positionAt } from "../../policy/content";

describe("Content", () => {
    it.each<[string, number[], string, string, boolean]>([
        ["nothing", [], "utf-8", "", true],
        ["ASCII", [0x61, 0x62], "utf-8", "ab", true],
        ["UTF-8", [0xc3, 0xa9], "utf-8", "é", true],
        ["UTF-8 with a mark", [0xef, 0xbb, 0xbf, 0x61], "utf-8-bom", "a", true],
        ["broken UTF-8 with a mark", [0xef, 0xbb, 0xbf, 0xff, 0x61], "utf-8-bom", "\uFFFDa", false],
        ["UTF-16LE", [0xff, 0xfe, 0x61, 0], "utf-16le", "a", true],
        ["UTF-16BE", [0xfe, 0xff, 0, 0x61], "utf-16be", "a", true],
        ["an odd UTF-16BE", [0xfe, 0xff, 0, 0x61, 0], "utf-16be", "a", false],
        ["half a character", [0xff, 0xfe, 0x3d, 0xd8], "utf-16le", "\uD83D", false],
        ["UTF-32", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "utf-32", "ÿþ\0\0a\0\0\0", false],
        ["none of these", [0x61, 0xe9], "unknown", "aé", false],
    ])("reads %s", (_, bytes, encoding, text, valid) => {
        const content = new Content(Buffer.from(bytes));
        expect([content.encoding, content.text, content.valid]).toEqual([encoding, text, valid]);
    });
});

describe("positionAt", () => {
    it("counts each kind of line end once", () => {
        const text = "a\r\nb\rc\nde";
        expect(positionAt(text, 0)).toEqual({ line: 1, column: 1 });
        expect(positionAt(text, text.indexOf("b"))).toEqual({ line: 2, column: 1 });
        expect(positionAt(text, text.indexOf("c"))).toEqual({ line: 3, column: 1 });
        expect(positionAt(text, text.indexOf("e"))).toEqual({ line: 4, column: 2 });
    });
});
