import { carryOut } from "../../cli/prune/carryOut";
import { ReceiptError } from "../../cli/prune/receipt";
import type { LibraryClient } from "../../defender";
import { ownLiveLibrary } from "../../defender/liveLibrary";
import { prunable, receiptOf } from "./prunedFiles";

const live = ["a.sh", "b.sh"].map((fileName) => prunable(fileName));

describe("carryOut", () => {
    it.each([
        new ReceiptError("the receipt cannot be written any more"),
        new TypeError("of a kind that nobody foresaw"),
    ])("ends with the receipt whatever stops it: %s", async (stopping) => {
        let kept = receiptOf(live.map(({ fileName }) => [fileName, "planned"]));
        const receipt = {
            get receipt() {
                return kept;
            },
            note(fileName: string, change: object) {
                if (fileName === "b.sh") throw stopping;
                const files = kept.files.map((file) =>
                    file.fileName === fileName ? { ...file, ...change } : file,
                );
                kept = { ...kept, files };
            },
        };
        const client: LibraryClient = {
            list: () => Promise.resolve(ownLiveLibrary(live, { at: 0, missing: false })),
            upload: () => Promise.reject(new Error("nothing is uploaded here")),
            remove: async (_, { confirm } = {}) => {
                await confirm?.({ newerThan: undefined });
            },
        };
        const errors: string[] = [];
        const said: string[] = [];
        const own = {
            on: () => undefined,
            off: () => undefined,
            exit: () => undefined,
            stderr: { write: (text: string) => errors.push(text) },
        };
        const plan = { remove: live, kept: [], unmatched: [] };
        const done = await carryOut(own, receipt, {
            shown: plan,
            plan,
            tenant: { tenantId: "t", cloud: "emulator", client, requestIds: [] },
            path: "r.json",
            say: (text) => said.push(text),
        });
        expect(done.files.map(({ outcome }) => outcome)).toEqual(["removed", "planned"]);
        expect(errors).toEqual([`pulumi-mde: ${stopping.message}\n`]);
        expect(said).toEqual([
            'removed "a.sh"\n',
            "1 file removed from tenant t. 1 file not tried. The receipt is r.json.\n",
        ]);
    });
});
