import * as fc from "fast-check";

import { fixture, fixtures, foundOf, messageOf, roots, withMessage } from "./signedFixtures";

const saying = (text: string) => expect.stringContaining(text) as string;

describe("a signed script that was changed", () => {
    it.each([
        ["ec.ps1", "2026-12-01", 1],
        // It holds by its time stamp alone.
        ["short-stamped.ps1", "2030-01-01", 3],
    ])("passes with no byte of %s another", async (name, time, step) => {
        const original = fixture(name);
        const passed: number[] = [];
        for (let at = 0; at < original.length; at += step) {
            const changed = Buffer.from(original);
            changed[at]! ^= 1;
            if ((await foundOf(changed, roots, time)).length === 0) passed.push(at);
        }
        expect(passed).toEqual([]);
    });

    // The class of a tag, whether it has parts, a version or a length that is another.
    it.each([0x80, 0x20, 0x02])("passes with the bit %d of no byte another", async (bit) => {
        const der = messageOf(fixture("ec.ps1"));
        expect(await foundOf(withMessage(der))).toEqual([]);
        const passed: number[] = [];
        for (let at = 0; at < der.length; at++) {
            const changed = Buffer.from(der);
            changed[at]! ^= bit;
            if ((await foundOf(withMessage(changed))).length === 0) passed.push(at);
        }
        expect(passed).toEqual([]);
    });

    it("is a finding, whatever was changed in whichever", async () => {
        const change = fc.record({
            name: fc.constantFrom(...fixtures),
            at: fc.double({ min: 0, max: 1, noNaN: true }),
            remove: fc.nat(80),
            insert: fc.oneof(
                fc.uint8Array({ maxLength: 80 }),
                fc
                    .constantFrom("\r\n", "\n", "# ", "=", "# SIG # Begin signature block\r\n")
                    .map((text) => Buffer.from(text)),
            ),
        });
        await fc.assert(
            fc.asyncProperty(change, async ({ name, at, remove, insert }) => {
                const original = fixture(name);
                const start = Math.floor(at * original.length);
                const changed = Buffer.concat([
                    original.subarray(0, start),
                    insert,
                    original.subarray(start + remove),
                ]);
                if (changed.equals(original)) return;
                const found = (await foundOf(changed)).filter(({ advisory }) => advisory !== true);
                expect(found).not.toEqual([]);
            }),
            { numRuns: 500 },
        );
    });

    it("is a finding where the message is any other, or is changed anywhere", async () => {
        // It holds by its time stamp alone: where the certificate still does, a message whose stamp has
        // another name is one without a stamp, and as good.
        const der = messageOf(fixture("short-stamped.ps1"));
        const foundThen = (message: Uint8Array) =>
            foundOf(withMessage(message), roots, "2030-01-01");
        expect(await foundThen(der)).toEqual([]);
        await fc.assert(
            fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
                expect(await foundThen(bytes)).not.toEqual([]);
            }),
        );
        await fc.assert(
            fc.asyncProperty(
                fc.nat(der.length - 1),
                fc.uint8Array({ minLength: 1, maxLength: 8 }),
                async (at, bytes) => {
                    const changed = Buffer.from(der);
                    changed.set(bytes.subarray(0, der.length - at), at);
                    if (changed.equals(der)) return;
                    expect(await foundThen(changed)).not.toEqual([]);
                },
            ),
            { numRuns: 500 },
        );
    });
});

/** A sequence (or another constructed value) around some bytes. */
function wrapped(tag: number, body: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([Buffer.of(tag, 0x84), length, body]);
}

describe("a script that means harm", () => {
    const marks = "# SIG # Begin signature block\r\n";
    it.each<[string, () => string | Uint8Array]>([
        ["megabytes without a block", () => "Get-Process\r\n".repeat(1_500_000)],
        ["megabytes of beginnings", () => marks.repeat(600_000)],
        ["megabytes of marks that are like some", () => "# SIG #".repeat(2_500_000)],
        ["megabytes of blanks", () => " \t".repeat(10_000_000)],
        ["megabytes of numbers signs", () => "#\t".repeat(10_000_000)],
        [
            "megabytes in a block",
            () =>
                `${marks}${`# ${"A".repeat(64)}\r\n`.repeat(280_000)}# SIG # End signature block\r\n`,
        ],
        ["megabytes of UTF-16", () => Buffer.from(`\uFEFF${marks.repeat(300_000)}`, "utf16le")],
        ["bytes of no encoding", () => Buffer.concat([Buffer.of(0xff, 0x81), fixture("ec.ps1")])],
        [
            "half a character at its end",
            () => Buffer.concat([fixture("utf-16le.ps1"), Buffer.of(0)]),
        ],
        ["half a pair in UTF-16", () => Buffer.from("\uFEFF\uD83D\r\n" + marks, "utf16le")],
        [
            "a mark of UTF-8 and no UTF-8",
            () => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf, 0xff), fixture("ec.ps1")]),
        ],
        ["a mark of UTF-32", () => Buffer.concat([Buffer.of(0xff, 0xfe, 0, 0), fixture("ec.ps1")])],
        [
            "a message that nests deeply",
            () => {
                let body: Buffer = Buffer.of(5, 0);
                for (let depth = 0; depth < 5_000; depth++) body = wrapped(0x30, body);
                return withMessage(body);
            },
        ],
        [
            "a message without ends that nests deeply",
            () => withMessage(Buffer.alloc(90_000, Buffer.of(0x30, 0x80))),
        ],
        [
            "a message of many parts",
            () => withMessage(wrapped(0x30, Buffer.alloc(90_000, Buffer.of(5, 0)))),
        ],
        [
            "a message longer than it is",
            () => withMessage(Buffer.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0)),
        ],
        [
            "something after its message",
            () => withMessage(Buffer.concat([messageOf(fixture("ec.ps1")), Buffer.of(5, 0)])),
        ],
    ])("is a finding: %s", async (_, content) => {
        for (const configuration of [roots, {}])
            expect(await foundOf(content(), configuration)).not.toEqual([]);
    });

    it("is told as no text where its bytes are none", async () => {
        const torn = Buffer.concat([
            Buffer.of(0xef, 0xbb, 0xbf, 0xff, 0x0d, 0x0a),
            fixture("ec.ps1"),
        ]);
        expect(await foundOf(torn)).toMatchObject([
            { message: saying("has bytes that are no text") },
        ]);
    });

    it("is hashed once where its megabytes are signed", async () => {
        // What is signed is long, what is looked at is hashed once: only that it is another is found.
        const long = Buffer.concat([Buffer.alloc(20 * 2 ** 20, "a\r\n"), fixture("ec.ps1")]);
        expect(await foundOf(long)).toMatchObject([{ message: saying("is not what was signed") }]);
    });
});
