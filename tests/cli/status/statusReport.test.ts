import { conditionsOf, live, release, reportOf, sha, tenant, unreadTenant } from "./readings";

describe("a status against a release", () => {
    const wanted = release({ "a.ps1": "v2" }, { time: "2026-06-01T00:00:00Z" });
    const of = (...readings: Parameters<typeof reportOf>[0]) =>
        reportOf(readings, { release: wanted });

    it("tells what is as wanted, absent and not known", () => {
        const report = of(
            tenant("good", [live("a.ps1", "v2")]),
            tenant("empty", []),
            tenant("silent", [live("a.ps1", undefined)]),
            unreadTenant("gone"),
        );
        expect(conditionsOf(report, "a.ps1")).toEqual({
            good: "as-wanted",
            empty: "absent",
            silent: "unknown",
            gone: "unknown",
        });
        expect(report.tenants.map(({ ok }) => ok)).toEqual([true, false, null, null]);
        expect(report.ok).toBe(false);
        expect(report.files[0]!.wanted).toBe(sha("v2"));
    });

    it("is fine only where all of it is known to be", () => {
        const good = tenant("good", [live("a.ps1", "v2")]);
        expect(of(good).ok).toBe(true);
        expect(of(good, unreadTenant("gone")).ok).toBeNull();
        expect(of(good, tenant("silent", [live("a.ps1", undefined)])).ok).toBeNull();
        expect(of(good, unreadTenant("gone"), tenant("empty", [])).ok).toBe(false);
        const unread = [{ stack: "other", why: "It is broken." }];
        expect(reportOf([good], { release: wanted, unread }).ok).toBeNull();
        expect(of().ok).toBeNull();
    });

    it("calls a content behind that was there before the release's was, and any other one other", () => {
        const report = of(
            tenant("older", [live("a.ps1", "v1", "05-01")]),
            tenant("later", [live("a.ps1", "v3", "07-01")]),
            tenant("timeless", [live("a.ps1", "v0", "01-01", { lastUpdatedTime: "soon" })]),
        );
        expect(conditionsOf(report, "a.ps1")).toEqual({
            older: "behind",
            later: "other",
            timeless: "other",
        });
    });

    it("knows an old content by another tenant that has had it for longer", () => {
        const late = tenant("late", [live("a.ps1", "v1", "07-01")]);
        expect(conditionsOf(of(late), "a.ps1")).toEqual({ late: "other" });
        const early = tenant("early", [live("a.ps1", "v1", "03-01")]);
        expect(conditionsOf(of(late, early), "a.ps1")["late"]).toBe("behind");
        // The release's own content was somewhere before that.
        const first = tenant("first", [live("a.ps1", "v2", "02-01")]);
        expect(conditionsOf(of(late, early, first), "a.ps1")["late"]).toBe("other");
    });

    it("needs no time in the release where a tenant runs it", () => {
        const timeless = release({ "a.ps1": "v2" });
        const old = tenant("old", [live("a.ps1", "v1", "03-01")]);
        const good = tenant("good", [live("a.ps1", "v2", "04-01")]);
        const conditions = (...readings: (typeof old)[]) =>
            conditionsOf(reportOf(readings, { release: timeless }), "a.ps1")["old"];
        expect(conditions(old)).toBe("other");
        expect(conditions(old, good)).toBe("behind");
    });

    it("calls drifted what the stack does not know, even where it is the release's content", () => {
        const report = of(
            tenant("same", [live("a.ps1", "v2", "02-01")], { "a.ps1": "v1" }),
            tenant("changed", [live("a.ps1", "x")], { "a.ps1": "v2" }),
            tenant("known", [live("a.ps1", "v1")], { "a.ps1": "v1" }),
        );
        expect(conditionsOf(report, "a.ps1")).toEqual({
            same: "drifted",
            changed: "drifted",
            known: "behind",
        });
    });

    it("looks at the texts and at the case of the name as verify does", () => {
        const texts = { description: "Collects it. ", hasParameters: true };
        const about = release({ "a.ps1": "v2" }, { texts });
        const why = (file: ReturnType<typeof live>) => {
            const { files } = reportOf([tenant("one", [file])], { release: about });
            return [files[0]!.tenants[0]!.condition, files[0]!.tenants[0]!.why];
        };
        const good = { description: "Collects it.", hasParameters: true };
        expect(why(live("a.ps1", "v2", "01-01", good))).toEqual(["as-wanted", null]);
        expect(why(live("A.ps1", "v2", "01-01", good))[0]).toBe("other");
        expect(why(live("a.ps1", "v2", "01-01", { ...good, description: "x" }))).toEqual([
            "other",
            "same content, other description",
        ]);
        expect(why(live("a.ps1", "v2"))[1]).toBe("same content, other description, hasParameters");
    });

    it("tells what is live beside it, and lets that pass where it may", () => {
        const files = [live("a.ps1", "v2"), live("b.ps1", "b"), live("c.ps1", "c")];
        const owned = tenant("owned", files, { "a.ps1": "v2", "b.ps1": "b" });
        const report = of(owned, tenant("plain", files));
        expect(conditionsOf(report, "b.ps1")).toEqual({ owned: "extra", plain: "extra" });
        expect(conditionsOf(report, "c.ps1")).toEqual({ owned: "unmanaged", plain: "extra" });
        expect(report.ok).toBe(false);
        expect(reportOf([owned], { release: wanted, allowOthers: true }).ok).toBe(true);
        const unread = [{ stack: "other", why: "It is broken." }];
        const open = reportOf([owned], { release: wanted, unread });
        expect(conditionsOf(open, "c.ps1")).toEqual({ owned: "extra" });
    });

    it("calls no file nobody's that bears a mark", () => {
        const marked = live("m.ps1", "m", "01-01", { mark: "other/production" });
        const one = tenant("one", [live("a.ps1", "v2"), marked], { "a.ps1": "v2" });
        for (const report of [of(one), reportOf([one])]) {
            expect(conditionsOf(report, "m.ps1")).toEqual({ one: "extra" });
            const file = report.files.find(({ fileName }) => fileName === "m.ps1");
            expect(file!.tenants[0]!.why).toBe("it bears the mark of other/production");
        }
    });

    it("misses no file of a tenant that neither the release nor a stack puts there", () => {
        const other = tenant("other", [live("a.ps1", "v2"), live("b.ps1", "b")]);
        const report = of(tenant("one", [live("a.ps1", "v2")]), other);
        expect(conditionsOf(report, "b.ps1")).toEqual({ other: "extra" });
        expect(report.tenants[0]!.ok).toBe(true);
        const gone = of(tenant("one", [live("a.ps1", "v2")], { "a.ps1": "v2", "B.ps1": "b" }));
        expect(conditionsOf(gone, "B.ps1")).toEqual({ one: "absent" });
    });

    it("lets files be absent where that is allowed", () => {
        const empty = tenant("empty", []);
        expect(reportOf([empty], { release: wanted, partial: true }).ok).toBe(true);
    });

    it("compares an upload that was not verified with the release, and lets none pass beside it", () => {
        const cut = (content: string) =>
            tenant("cut", [live("a.ps1", content), live("b.ps1", "b2")], {
                "a.ps1": ["v1", "v2", "spoilt"],
                "b.ps1": ["b1", "b2"],
            });
        const allowed = (content: string) =>
            reportOf([cut(content)], { release: wanted, allowOthers: true });
        expect(conditionsOf(allowed("v2"), "a.ps1")).toEqual({ cut: "as-wanted" });
        expect(conditionsOf(allowed("spoilt"), "a.ps1")).toEqual({ cut: "behind" });
        expect(conditionsOf(allowed("v2"), "b.ps1")).toEqual({ cut: "unknown" });
        expect(allowed("v2").ok).toBeNull();
        const begun = tenant("begun", [live("b.ps1", "b")], { "b.ps1": undefined });
        expect(conditionsOf(reportOf([begun], { release: wanted }), "b.ps1")).toEqual({
            begun: "unknown",
        });
    });

    it("takes two files of one name for what was not tested", () => {
        const twice = tenant("twice", [live("a.ps1", "v2"), live("A.ps1", "v2")]);
        expect(conditionsOf(of(twice), "a.ps1")).toEqual({ twice: "other" });
    });

    it("looks at files of a name alone, in whatever case", () => {
        const files = [live("a.ps1", "v2"), live("b.sh", "b")];
        const report = reportOf([tenant("one", files)], { release: wanted, names: ["A.*"] });
        expect(report.files.map(({ fileName }) => fileName)).toEqual(["a.ps1"]);
        expect(report.ok).toBe(true);
    });
});

describe("a status without a release", () => {
    it("compares the tenants with each other, by when a content appeared anywhere", () => {
        const report = reportOf([
            tenant("dev", [live("a.ps1", "v2", "06-01")]),
            tenant("early", [live("a.ps1", "v1", "03-01")]),
            tenant("late", [live("a.ps1", "v1", "07-01")]),
            tenant("empty", []),
            unreadTenant("gone"),
        ]);
        expect(conditionsOf(report, "a.ps1")).toEqual({
            dev: "newest",
            early: "behind",
            late: "behind",
            empty: "absent",
            gone: "unknown",
        });
        expect(report.files[0]!.wanted).toBe(sha("v2"));
    });

    it("calls nothing fine where nothing was compared", () => {
        const { ok, tenants } = reportOf([tenant("one", []), tenant("two", [])]);
        expect([ok, ...tenants.map((each) => each.ok)]).toEqual([null, null, null]);
    });

    it("is fine where all run the same", () => {
        const same = ["one", "two"].map((name) => tenant(name, [live("a.ps1", "v1")]));
        expect(reportOf(same).ok).toBe(true);
        expect(reportOf([...same, unreadTenant("gone")]).ok).toBeNull();
    });

    it("calls none of two contents the newest that appeared at the same time, or at no known one", () => {
        const at = (time: string) =>
            reportOf([
                tenant("one", [live("a.ps1", "v1", "03-01", { lastUpdatedTime: time })]),
                tenant("two", [live("a.ps1", "v2", "03-01", { lastUpdatedTime: time })]),
            ]);
        for (const time of ["2026-03-01T00:00:00Z", "soon"]) {
            expect(conditionsOf(at(time), "a.ps1")).toEqual({ one: "other", two: "other" });
            expect(at(time).files[0]!.wanted).toBeNull();
        }
    });

    it("takes no drifted and no unmanaged content for the newest", () => {
        const report = reportOf([
            tenant("good", [live("a.ps1", "v1", "03-01")], { "a.ps1": "v1" }),
            tenant("changed", [live("a.ps1", "evil", "09-01")], { "a.ps1": "v1" }),
            tenant("foreign", [live("a.ps1", "theirs", "10-01")], {}),
        ]);
        expect(conditionsOf(report, "a.ps1")).toEqual({
            good: "newest",
            changed: "drifted",
            foreign: "unmanaged",
        });
    });

    it("misses nothing in a tenant because another one has what nobody manages", () => {
        const report = reportOf([tenant("one", [live("x.ps1", "x")], {}), tenant("two", [], {})]);
        expect(conditionsOf(report, "x.ps1")).toEqual({ one: "unmanaged" });
    });

    it("calls nothing fine whose stack it does not know", () => {
        const interrupted = tenant("cut", [live("a.ps1", "v1")], { "a.ps1": undefined });
        expect(conditionsOf(reportOf([interrupted]), "a.ps1")).toEqual({ cut: "unknown" });
        const nobody = tenant("one", [live("a.ps1", "v1")], {});
        const unread = [{ stack: "other", why: "It is broken." }];
        expect(conditionsOf(reportOf([nobody], { unread }), "a.ps1")).toEqual({ one: "unknown" });
    });

    it("takes no upload that was not verified for the newest, nor for what its stack knows", () => {
        const cut = (content: string) =>
            tenant("cut", [live("a.ps1", content, "09-01")], { "a.ps1": ["v1", "v2", "spoilt"] });
        const good = tenant("good", [live("a.ps1", "v1", "03-01")], { "a.ps1": "v1" });
        for (const content of ["v1", "v2", "spoilt"]) {
            const alone = reportOf([cut(content)]);
            expect(conditionsOf(alone, "a.ps1")).toEqual({ cut: "unknown" });
            expect(alone.files[0]).toMatchObject({
                wanted: null,
                tenants: [{ why: "its stack's last upload was not verified" }],
            });
            expect(alone.ok).toBeNull();
            const both = reportOf([cut(content), good]);
            expect(conditionsOf(both, "a.ps1")).toEqual({ cut: "unknown", good: "newest" });
            expect(both.files[0]!.wanted).toBe(sha("v1"));
        }
        expect(conditionsOf(reportOf([cut("evil")]), "a.ps1")).toEqual({ cut: "drifted" });
    });

    it("calls no tenant fine beside a state that was not read", () => {
        const unread = [{ stack: "own", why: "It is broken." }];
        const of = (name: string, wanted?: ReturnType<typeof release>) =>
            reportOf([tenant(name, [], {})], { unread, release: wanted }).tenants[0]!.ok;
        expect(of("own")).toBeNull();
        expect(of("other")).toBeNull();
        expect(of("own", release({}))).toBeNull();
        expect(of("other", release({}))).toBe(true);
        const wrong = tenant("own", [live("a.ps1", "x")], { "a.ps1": "v1" });
        expect(reportOf([wrong], { unread }).tenants[0]!.ok).toBe(false);
    });

    it("counts by tenant, and tells all that it knows of a file", () => {
        const report = reportOf([
            tenant("one", [live("a.ps1", "v1"), live("b.ps1", "b")], {
                "a.ps1": "v1",
                "c.ps1": "c",
            }),
        ]);
        expect(report.tenants[0]).toEqual({
            name: "one",
            stacks: ["one"],
            tenantId: "id-of-one",
            cloud: "commercial",
            ok: false,
            error: null,
            counts: { newest: 1, unmanaged: 1, absent: 1 },
            requestIds: [],
        });
        expect(report.files[0]!.tenants).toEqual([
            {
                tenant: "one",
                condition: "newest",
                why: null,
                sha256: sha("v1"),
                lastUpdatedTime: "2026-01-01T12:00:00.1234567Z",
                createdBy: "Ann",
                owners: [{ stack: "one", resource: "response" }],
            },
        ]);
    });
});
