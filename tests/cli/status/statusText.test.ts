import { statusText } from "../../../cli/status/statusText";
import { live, release, reportOf, tenant, unreadTenant } from "./readings";

const text = (...args: Parameters<typeof reportOf>) =>
    statusText(reportOf(...args), { isDetailed: false });
const wanted = release({ "a.ps1": "v2", "隔离.ps1": "v1" }, { time: "2026-06-01T00:00:00Z" });
const good = (name: string) => tenant(name, [live("a.ps1", "v2", "04-01"), live("隔离.ps1", "v1")]);

describe("a status for a person", () => {
    it("says in one sentence how things are", () => {
        const first = (...readings: Parameters<typeof reportOf>[0]) =>
            text(readings, { release: wanted }).split("\n")[0];
        const digest = `${wanted.digest.slice(0, 12)}…`;
        expect(first(good("one"))).toBe(`Tenant one runs release ${digest}.`);
        expect(first(tenant("one", []))).toBe(`Tenant one does not run release ${digest}.`);
        expect(first(unreadTenant("one"))).toBe(`Whether one runs release ${digest} is not known.`);
        expect(first(good("one"), good("two"))).toBe(`All 2 tenants run release ${digest}.`);
        expect(first(good("one"), good("two"), tenant("three", []), unreadTenant("four"))).toBe(
            `2 of 4 tenants run release ${digest}; 1 does not; of 1 it is not known.`,
        );
        expect(text([good("one"), good("two")]).split("\n")[0]).toBe(
            "All 2 tenants run the newest content of each file. Texts were not compared.",
        );
    });

    it("does not take the stacks of one tenant for tenants", () => {
        const named = { name: "stacks a and b", stacks: ["a", "b"] };
        const first = (...readings: Parameters<typeof reportOf>[0]) =>
            text(readings, { release: wanted }).split("\n")[0];
        expect(first({ ...good("one"), ...named })).toMatch(/^The tenant of stacks a and b runs/);
        const unread = { ...unreadTenant("one"), ...named };
        expect(first(unread)).toMatch(/^Whether the tenant of stacks a and b runs/);
        const said = text([unread, { ...unreadTenant("id"), stacks: ["c", "d"] }]);
        expect(said).toContain("\nThe tenant of stacks a and b was not read: Nobody");
        expect(said).toContain("\nid was not read: Nobody");
    });

    it("says that there may be more stacks than are known", () => {
        const unread = [
            { stack: "", why: "It is broken." },
            { stack: "other", why: "It is cut." },
        ];
        const said = text([good("one"), good("two")], { release: wanted, unread });
        expect(said).toMatch(
            /^Not all stacks are known: It is broken\.\n\nThe state of stack other/,
        );
        expect(said).toContain("The state of 1 stack was not read. Not all stacks are known.\n");
    });

    it("says without a release that contents alone were compared", () => {
        const first = (...readings: Parameters<typeof reportOf>[0]) =>
            text(readings).split("\n")[0];
        expect(first(tenant("one", [live("a.ps1", "v1")], { "a.ps1": "v1" }))).toBe(
            "Tenant one has the contents that its stack knows. Texts were not compared.",
        );
        expect(first(tenant("one", [live("a.ps1", "x")], { "a.ps1": "v1" }))).toBe(
            "Tenant one is not as its stack knows it. Texts were not compared.",
        );
        expect(first(unreadTenant("one"))).toBe(
            "Whether one has the contents that its stack knows is not known. Texts were not compared.",
        );
        expect(text([good("one")], { release: wanted })).not.toContain("Texts");
    });

    it("says what was left out of the judgement", () => {
        const limited = { release: wanted, names: ["a.*"], partial: true, allowOthers: true };
        expect(text([tenant("one", [])], limited).split("\n")[0]).toBe(
            `Tenant one runs release ${wanted.digest.slice(0, 12)}…. Only files like a.* were looked at. ` +
                "Other files may be live beside it (--allow-others). Files may be absent (--partial).",
        );
    });

    it("does not say that all is well beside a state that was not read", () => {
        const unread = [{ stack: "other", why: "It is broken." }];
        const said = text([good("one"), good("two")], { release: wanted, unread });
        expect(said).toMatch(/^The state of stack other was not read.*It is broken\.\n/);
        expect(said).toContain("\n2 of 2 tenants run release");
        expect(said).toContain("The state of 1 stack was not read.");
        const own = [{ stack: "own", why: "It is broken." }];
        const empty = tenant("own", [], {});
        expect(text([empty], { unread: own })).toContain(
            "Whether own has the contents that its stack knows is not known.",
        );
        expect(text([good("one"), good("two")], { unread: own })).toContain(
            "of 2 it is not known.",
        );
    });

    it("has the worst tenants first, and why one was not read", () => {
        const said = text(
            [
                good("fine"),
                unreadTenant("gone"),
                tenant("北京安全", [live("a.ps1", "v1", "03-01"), live("隔离.ps1", "v1")]),
                tenant("empty", []),
            ],
            { release: wanted },
        );
        expect(said.split("\n").slice(2, 9)).toEqual([
            "as wanted  otherwise  tenant",
            "0 of 2     2 absent   empty",
            "1 of 2     1 behind   北京安全",
            "not read              gone",
            "2 of 2                fine",
            "",
            "gone was not read: Nobody answered.",
        ]);
    });

    it("has a tenant that was not read before one of which something is not known", () => {
        const silent = tenant("silent", [live("a.ps1", undefined), live("隔离.ps1", undefined)]);
        const said = text([silent, unreadTenant("gone")], { release: wanted });
        expect(said.split("\n").slice(3, 5)).toEqual([
            "not read                gone",
            "0 of 2     2 not known  silent",
        ]);
    });

    it("groups the tenants that run the same, what may be long in the last column", () => {
        const said = text(
            [
                good("fine"),
                tenant("one", [live("a.ps1", "v1", "03-01"), live("隔离.ps1", "v1")]),
                tenant("two", [live("a.ps1", "v1", "03-02"), live("隔离.ps1", "v1")]),
                tenant("three", [live("隔离.ps1", "v1")]),
                unreadTenant("gone"),
            ],
            { release: wanted },
        );
        expect(said.slice(said.indexOf("\na.ps1")).replaceAll(/[0-9a-f]{12}…/g, "digest")).toBe(
            "\na.ps1\n" +
                "  behind     digest  2026-03-01  one, two\n" +
                "  absent                                three\n" +
                "  as wanted  digest  2026-04-01  fine\n",
        );
    });

    it("is of one screen for hundreds, and of all that was asked for by name", () => {
        const names = Array.from({ length: 300 }, (_, at) => `file-${at}.ps1`);
        const contents = Object.fromEntries(names.map((name) => [name, "v2"]));
        const tenants = Array.from({ length: 300 }, (_, at) =>
            tenant(
                `customer-${at}`,
                names.map((name) => live(name, at < 100 ? "v1" : "v2", "03-01")),
            ),
        );
        const options = { release: release(contents, { time: "2026-06-01T00:00:00Z" }) };
        const report = reportOf(tenants, options);
        const said = statusText(report, { isDetailed: false });
        expect(said.split("\n").length).toBeLessThan(110);
        expect(said).toContain("and 60 more are not, 200 more are as they should be\n");
        expect(said).toContain("customer-0, customer-1, customer-2 and 97 more\n");
        expect(said).toContain("and 290 more files: name files with --name");
        const one = reportOf(tenants, { ...options, names: ["file-7.ps1"] });
        expect(statusText(one, { isDetailed: true })).toContain("customer-299\n");
    });

    it("tells of many files those first that somebody has changed", () => {
        const names = Array.from({ length: 30 }, (_, at) => `file-${at}.ps1`);
        const contents = Object.fromEntries(names.map((name) => [name, "v1"]));
        const files = names.map((name) => live(name, name === "file-9.ps1" ? "evil" : "v0"));
        const owned = { ...contents, ...Object.fromEntries(names.map((name) => [name, "v0"])) };
        const said = text([tenant("one", files, owned)], { release: release(contents) });
        expect(/^file-.*$/m.exec(said)?.[0]).toBe("file-9.ps1");
    });

    it("writes no name that could change how the rest looks", () => {
        const hostile = "a\u001b[2J\u202e.ps1";
        const said = text([tenant("x\u001b[2Jx", [live(hostile, "v1")])], { release: wanted });
        expect(said).not.toMatch(/[\u001b\u202e]/);
        expect(said).toContain("x<U+001B>[2Jx");
        const sha256 = "a\u001b[2J\u202e";
        const digest = text([tenant("x", [live("a.ps1", "", "01-01", { sha256 })])], {
            release: wanted,
        });
        expect(digest).not.toMatch(/[\u001b\u202e]/);
        expect(digest).toContain("a<U+001B>[2J<U+202E>…");
    });
});
