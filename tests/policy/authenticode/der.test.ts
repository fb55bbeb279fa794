import { requireDer } from "../../../policy/authenticode/der";
import { fixture, fixtures, messageOf } from "./signedFixtures";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Those whose block is in a text of one byte for each character. */
const narrow = fixtures.filter((name) => !name.includes("utf-16"));

describe("requireDer", () => {
    it.each([
        ["nothing in a sequence", "30 00"],
        ["values in a sequence", "30 07 0500 020101 0500"],
        ["a long length", `04 81 80 ${"00".repeat(128)}`],
        ["a number with its sign", "02 02 00 80"],
        ["a negative number", "02 02 ff 7f"],
        ["sequences that end together", "30 04 30 02 30 00"],
        ["bytes of a context", "80 01 ff"],
    ])("takes %s", (_, bytes) => {
        expect(() => {
            requireDer(hex(bytes));
        }).not.toThrow();
    });

    it.each(narrow)("takes what %s has", (name) => {
        expect(() => {
            requireDer(messageOf(fixture(name)));
        }).not.toThrow();
    });

    it.each([
        ["nothing", "", "it is cut off, at byte 0"],
        ["half a head", "30", "it is cut off, at byte 0"],
        ["a value behind it", "0500 0500", "something stands after it, at byte 2"],
        ["a length beyond its end", "30 03 0500", "a length is wrong, at byte 0"],
        ["a part beyond its end", "30 02 0501 00", "a length is wrong, at byte 2"],
        ["a part that leaves a byte", "30 03 0500 05", "it is cut off, at byte 4"],
        ["a length that is cut", "30 82 00", "a length is wrong, at byte 0"],
        ["a length of five bytes", "30 85 0000000000", "a length is wrong, at byte 0"],
        ["no length", "30 80 0500 0000", "a length is wrong, at byte 0"],
        ["a short length in two bytes", "30 81 02 0500", "a length is too long, at byte 0"],
        [
            "a length with a zero",
            `04 82 00 80 ${"00".repeat(128)}`,
            "a length is too long, at byte 0",
        ],
        ["the mark of an end", "30 02 0000", "it has a value in parts, or one that should be"],
        ["bytes in parts", "24 02 0400", "it has a value in parts, or one that should be"],
        ["a sequence in one", "10 00", "it has a value in parts, or one that should be"],
        ["a tag of two bytes", "1f 81 00 00", "it has a tag that no signature has, at byte 0"],
        ["a NULL of something", "05 01 00", "a value has a wrong length"],
        ["no number", "02 00", "a value has a wrong length"],
        ["a number with a zero", "02 02 00 01", "a value has a wrong length"],
        ["a number with more of its sign", "02 02 ff 80", "a value has a wrong length"],
        ["half an identifier", "06 02 2a 86", "a value has a wrong length"],
        ["no truth", "01 02 ff ff", "a value has a wrong length"],
        ["what nests deeply", deep(61), "it nests too deeply"],
    ])("does not take %s", (_, bytes, why) => {
        expect(() => {
            requireDer(hex(bytes));
        }).toThrow(`it is not DER: ${why}`);
    });
});

/** Sequences in sequences, in hex. */
function deep(levels: number): string {
    let all = "";
    for (let level = 0; level < levels; level++)
        all = `30${(all.length / 2).toString(16).padStart(2, "0")}${all}`;
    return all;
}
