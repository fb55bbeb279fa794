import { EventEmitter } from "node:events";

import { untilInterrupted, type Interrupted } from "../../cli/prune/interruption";
import { endOf, soFarOf } from "../../cli/prune/receiptText";
import type { PruneOutcome } from "../../cli/prune/receipt";
import { receiptOf } from "./prunedFiles";

function ownProcess() {
    const emitter = new EventEmitter();
    const said: string[] = [];
    const codes: number[] = [];
    const process: Interrupted = {
        on: (signal, listener) => emitter.on(signal, listener),
        off: (signal, listener) => emitter.off(signal, listener),
        exit: (code) => codes.push(code),
        stderr: { write: (text) => said.push(text) },
    };
    return { process, emitter, said, codes };
}

describe("untilInterrupted", () => {
    it("asks to stop first, and ends the process at the second time, each time with what was done", async () => {
        const { process, emitter, said, codes } = ownProcess();
        let done = "nothing";
        await untilInterrupted(
            process,
            () => `Done: ${done}.\n`,
            (signal) => {
                expect(signal.aborted).toBe(false);
                emitter.emit("SIGINT");
                expect(signal.aborted).toBe(true);
                expect(codes).toEqual([]);
                done = "one";
                emitter.emit("SIGTERM");
                return Promise.resolve();
            },
        );
        expect(codes).toEqual([1]);
        expect(said).toEqual([
            expect.stringMatching(/^pulumi-mde: interrupted: .* Done: nothing\.\n$/),
            expect.stringMatching(/ended at once\. Done: one\.\n$/),
        ]);
    });

    it("leaves the signals alone afterwards, and after a failure", async () => {
        const { process, emitter } = ownProcess();
        const failing = untilInterrupted(
            process,
            () => "",
            () => Promise.reject(new Error("failed")),
        );
        await expect(failing).rejects.toThrow("failed");
        expect(emitter.eventNames()).toEqual([]);
    });
});

describe("the texts of a receipt", () => {
    const receipt = (...outcomes: readonly PruneOutcome[]) =>
        receiptOf(outcomes.map((outcome, at) => [`${at}\u202e.sh`, outcome]));

    it("name what was removed, what may have been, and the receipt", () => {
        const cut = receipt("removed", "unknown", "removed", "failed", "removing", "planned");
        expect(soFarOf(cut, "r.json")).toBe(
            "Removed from tenant t so far: 0<U+202E>.sh, 2<U+202E>.sh. Perhaps removed: 1<U+202E>.sh, " +
                "4<U+202E>.sh. The receipt is r.json.\n",
        );
        expect(soFarOf(receipt("planned"), "r.json")).toBe(
            "Removed from tenant t so far: nothing. The receipt is r.json.\n",
        );
    });

    it("count at the end what may have been removed, and what was not tried", () => {
        expect(endOf(receipt("removed", "unknown", "removing", "planned", "left"), "r.json")).toBe(
            `1 file removed from tenant t. 2 files perhaps removed: "npx pulumi-mde list" tells. 1 file ` +
                `not tried. The receipt is r.json.\n`,
        );
        expect(endOf(receipt("removed", "failed"), "r.json")).toBe(
            "1 file removed from tenant t. The receipt is r.json.\n",
        );
    });
});
