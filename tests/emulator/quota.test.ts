import { createQuota } from "../../emulator/quota";
import { handClock } from "./emulated";

const list = { tenantId: "t", call: "list" };

describe("createQuota", () => {
    it("lets a hundred calls through in a minute, and one more when the first is a minute old", () => {
        const clock = handClock(0);
        const quota = createQuota({}, clock.now);
        for (let call = 0; call < 100; call++) {
            expect(quota.take(list)).toBeUndefined();
            clock.advance(100);
        }
        expect(quota.take(list)).toBe(50_000);
        clock.advance(49_999);
        expect(quota.take(list)).toBe(1);
        clock.advance(1);
        expect(quota.take(list)).toBeUndefined();
        expect(quota.take(list)).toBe(100);
    });

    it("lets fifteen hundred calls through in an hour", () => {
        const clock = handClock(0);
        const quota = createQuota({}, clock.now);
        let through = 0;
        while (clock.now() < 3_600_000) {
            if (quota.take(list) === undefined) through++;
            clock.advance(1000);
        }
        expect(through).toBe(1500);
        expect(quota.take(list)).toBeUndefined();
    });

    it("does not count the calls that it refused", () => {
        const clock = handClock(0);
        const quota = createQuota({ perMinute: 1 }, clock.now);
        quota.take(list);
        for (let call = 0; call < 10; call++) expect(quota.take(list)).toBe(60_000);
        clock.advance(60_000);
        expect(quota.take(list)).toBeUndefined();
    });

    it("counts tenants and kinds of calls apart, or all calls of a tenant together", () => {
        const other = { tenantId: "u", call: "list" };
        const upload = { tenantId: "t", call: "upload" };
        const apart = createQuota({ perMinute: 1 }, () => 0);
        expect([list, other, upload].map((key) => apart.take(key))).toEqual([
            undefined,
            undefined,
            undefined,
        ]);
        const together = createQuota({ perMinute: 1, scope: "tenant" }, () => 0);
        expect([list, other, upload].map((key) => together.take(key))).toEqual([
            undefined,
            undefined,
            60_000,
        ]);
    });

    it("may begin anew at fixed times instead", () => {
        const clock = handClock(59_000);
        const quota = createQuota({ perMinute: 1, window: "fixed" }, clock.now);
        expect(quota.take(list)).toBeUndefined();
        expect(quota.take(list)).toBe(1000);
        clock.advance(1000);
        expect(quota.take(list)).toBeUndefined();
    });

    it("may have shorter windows", () => {
        const clock = handClock(0);
        const quota = createQuota({ perMinute: 1, minuteMs: 50 }, clock.now);
        quota.take(list);
        expect(quota.take(list)).toBe(50);
    });

    it("counts nothing when it is lifted", () => {
        const quota = createQuota(false, () => 0);
        for (let call = 0; call < 5000; call++) expect(quota.take(list)).toBeUndefined();
    });
});
