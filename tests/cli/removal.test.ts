import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { NetworkError, PermissionError, RefusedError, type LibraryClient } from "../../defender";
import { ownLiveLibrary } from "../../defender/liveLibrary";
import type { LiveFile } from "../../library/liveFile";
import {
    beginReceipt,
    notice,
    ReceiptError,
    type PruneReceipt,
    type ReceiptFile,
} from "../../cli/prune/receipt";
import type { PrunableFile, PrunePlan } from "../../cli/prune/pruning";
import { removeShown } from "../../cli/prune/removal";
import { prunable } from "./prunedFiles";

const tenantId = "11112222-3333-4444-8555-666677778888";
const about = { text: "It was refused.", tenantId };

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-removal-"));
});
afterEach(() => {
    rmSync(folder, { recursive: true });
});

/** A library in memory; `remove` sends, and may fail before or after that. */
function world(options: {
    live: readonly LiveFile[];
    remove?: (fileName: string, live: Map<string, LiveFile>) => void;
    list?: (count: number) => void;
    missing?: (count: number) => boolean;
}) {
    const live = new Map(options.live.map((each) => [each.fileName, each]));
    const requestIds: string[] = [];
    const sent: string[] = [];
    let lists = 0;
    const list = () => {
        lists += 1;
        options.list?.(lists);
        const missing = options.missing?.(lists) ?? false;
        return Promise.resolve(ownLiveLibrary([...live.values()], { at: 0, missing }));
    };
    const client: LibraryClient = {
        list,
        upload: () => Promise.reject(new Error("nothing is uploaded here")),
        async remove(fileName, { confirm } = {}) {
            if ((await confirm?.({ newerThan: undefined })) === false) return;
            sent.push(fileName);
            requestIds.push(`id-${fileName}`);
            options.remove?.(fileName, live);
            live.delete(fileName);
        },
    };
    return { tenant: { tenantId, cloud: "emulator", client, requestIds }, live, sent };
}

const receiptOf = (files: readonly PrunableFile[]): PruneReceipt => ({
    schema: 1,
    notice,
    time: "2026-12-01T00:00:00.000Z",
    tenantId,
    cloud: "emulator",
    stack: "test",
    names: ["*"],
    files: files.map((each) => ({
        ...each,
        outcome: "planned" as const,
        time: "2026-12-01T00:00:00.000Z",
        requestIds: [],
        message: null,
    })),
    kept: [],
    stacks: [],
    version: "0.0.0",
});

async function run(
    shown: readonly PrunableFile[],
    { tenant }: Pick<ReturnType<typeof world>, "tenant">,
    plan: Partial<PrunePlan> = {},
    { signal }: { readonly signal: AbortSignal } = new AbortController(),
) {
    const path = join(folder, "receipt.json");
    const receipt = beginReceipt(path, receiptOf(shown));
    const told: ReceiptFile[] = [];
    await removeShown(
        shown,
        { remove: shown, kept: [], unmatched: [], ...plan },
        { tenant, receipt, now: () => 1_000, told: (each) => told.push(each), signal },
    );
    const kept = JSON.parse(readFileSync(path, "utf8")) as PruneReceipt;
    expect(kept).toEqual(receipt.receipt);
    return { outcomes: kept.files.map(({ outcome }) => outcome), files: kept.files, told };
}

describe("removeShown", () => {
    it("removes what is as it was shown, and notes each with its call", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const there = world({ live: [...shown, prunable("c.sh")] });
        const { outcomes, files, told } = await run(shown, there);
        expect(outcomes).toEqual(["removed", "removed"]);
        expect(files.map(({ requestIds }) => requestIds)).toEqual([["id-a.sh"], ["id-b.sh"]]);
        expect(files[0]).toMatchObject({ ...shown[0], time: "1970-01-01T00:00:01.000Z" });
        expect(told).toEqual(files);
        expect([...there.live.keys()]).toEqual(["c.sh"]);
    });

    it.each([
        ["another content", { sha256: "b".repeat(64) }, /digest is bbb/],
        ["the same content again", { lastUpdatedTime: "2026-02-02T00:00:00Z" }, /uploaded again/],
        ["other texts", { description: "new" }, /texts have changed/],
        ["no digest", { sha256: undefined }, /digest is not reported now/],
        ["a mark", { mark: "other/stack" }, /has changed/],
    ])("leaves a file that has %s by now", async (_, change, why) => {
        const there = world({ live: [{ ...prunable("a.sh"), ...change }, prunable("b.sh")] });
        const { outcomes, files } = await run([prunable("a.sh"), prunable("b.sh")], there);
        expect(outcomes).toEqual(["left", "removed"]);
        expect(files[0]!.message).toMatch(why);
        expect(there.sent).toEqual(["b.sh"]);
    });

    it("leaves what has got an owner, and notes what somebody else has removed", async () => {
        const shown = ["owned.sh", "gone.sh", "gone-now.sh", "other-case.sh"].map((n) =>
            prunable(n),
        );
        const there = world({ live: [prunable("owned.sh"), prunable("Other-Case.sh")] });
        const { outcomes, files } = await run(shown, there, {
            remove: shown.slice(2),
            kept: [{ fileName: "owned.sh", why: "managed by stack other" }],
        });
        expect(outcomes).toEqual(["left", "gone", "gone", "gone"]);
        expect(files[0]!.message).toBe("It stays: managed by stack other.");
        expect(there.sent).toEqual([]);
    });

    it("goes on after one that is refused, and looks what has become of it", async () => {
        const shown = [prunable("refused.sh"), prunable("lost.sh"), prunable("b.sh")];
        const there = world({
            live: shown,
            remove: (fileName, live) => {
                if (fileName === "b.sh") return;
                if (fileName === "lost.sh") live.delete(fileName);
                throw new RefusedError(about);
            },
        });
        const { outcomes, files } = await run(shown, there);
        expect(outcomes).toEqual(["failed", "removed", "removed"]);
        expect(files[1]!.message).toBe("It was refused.");
    });

    it.each([
        ["a missing permission", () => new PermissionError(about), "failed"],
        ["a network that is down", () => new NetworkError(about), "unknown"],
    ] as const)("stops at %s: the others would fare no better", async (_, error, outcome) => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const there = world({
            live: shown,
            remove: () => {
                throw error();
            },
            list: (count) => {
                if (count > 1 && outcome === "unknown") throw error();
            },
        });
        const { outcomes } = await run(shown, there);
        expect(outcomes).toEqual([outcome, "planned"]);
    });

    it("sends nothing, and stops, when the list says 404 at its turn", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const there = world({ live: shown, missing: () => true });
        const { outcomes, files } = await run(shown, there);
        expect(outcomes).toEqual(["failed", "planned"]);
        expect(files[0]!.message).toContain("404");
        expect(there.sent).toEqual([]);
    });

    it("does not say what it does not know when a file changes between two attempts", async () => {
        const shown = [prunable("a.sh")];
        const there = world({ live: shown });
        const remove: LibraryClient["remove"] = async (_, { confirm } = {}) => {
            await confirm?.({ newerThan: undefined });
            there.live.set("a.sh", prunable("a.sh", { sha256: "c".repeat(64) }));
            await confirm?.({ newerThan: 1 });
        };
        const tenant = { ...there.tenant, client: { ...there.tenant.client, remove } };
        const { outcomes } = await run(shown, { tenant });
        expect(outcomes).toEqual(["unknown"]);
    });

    it("brings the file that is under way to its end when it is interrupted, and begins no other", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const stop = new AbortController();
        const there = world({
            live: shown,
            remove: () => {
                stop.abort();
            },
        });
        const { outcomes } = await run(shown, there, {}, stop);
        expect(outcomes).toEqual(["removed", "planned"]);
        expect(there.sent).toEqual(["a.sh"]);
    });

    it("sends no delete any more when it is interrupted while it waits for the list", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh"), prunable("c.sh")];
        const stop = new AbortController();
        const list = (count: number) => {
            if (count === 2) stop.abort();
        };
        const there = world({ live: shown, list });
        const { outcomes, files, told } = await run(shown, there, {}, stop);
        expect(outcomes).toEqual(["removed", "planned", "planned"]);
        expect(files[1]!.message).toBeNull();
        expect(told).toEqual([files[0]]);
        expect(there.sent).toEqual(["a.sh"]);
    });

    it("goes on with a delete that was sent before it is interrupted", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const stop = new AbortController();
        const there = world({ live: shown });
        // The service has asked to wait, and the delete has another turn.
        const remove: LibraryClient["remove"] = async (fileName, { confirm } = {}) => {
            await confirm?.({ newerThan: undefined });
            stop.abort();
            if ((await confirm?.({ newerThan: 1 })) === true) there.live.delete(fileName);
        };
        const tenant = { ...there.tenant, client: { ...there.tenant.client, remove } };
        const { outcomes } = await run(shown, { tenant }, {}, stop);
        expect(outcomes).toEqual(["removed", "planned"]);
        expect([...there.live.keys()]).toEqual(["b.sh"]);
    });

    it("has noted that a file is being removed before it sends the delete", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const seen: unknown[] = [];
        const there = world({
            live: shown,
            remove: () => {
                const kept = readFileSync(join(folder, "receipt.json"), "utf8");
                seen.push((JSON.parse(kept) as PruneReceipt).files.map(({ outcome }) => outcome));
            },
        });
        await run(shown, there);
        expect(seen).toEqual([
            ["removing", "planned"],
            ["removed", "removing"],
        ]);
    });

    it("removes nothing more once the receipt cannot be kept", async () => {
        const shown = [prunable("a.sh"), prunable("b.sh")];
        const there = world({
            live: shown,
            remove: () => {
                rmSync(folder, { recursive: true });
            },
        });
        await expect(run(shown, there)).rejects.toThrow(ReceiptError);
        expect(there.sent).toEqual(["a.sh"]);
        folder = mkdtempSync(join(tmpdir(), "mde-removal-"));
    });
});

describe("beginReceipt", () => {
    it("overwrites nothing", () => {
        const path = join(folder, "receipt.json");
        writeFileSync(path, "kept");
        expect(() => beginReceipt(path, receiptOf([]))).toThrow(
            /^nothing was removed: .*receipt\.json is there already/,
        );
        expect(readFileSync(path, "utf8")).toBe("kept");
        expect(() => beginReceipt(join(folder, "no", "r.json"), receiptOf([]))).toThrow(/ENOENT/);
    });
});
