import { memoryStore } from "../../emulator/memoryStore";
import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { DriftError, UnownedFileError } from "../../provider/errors";
import type { LibraryFileInputs } from "../../provider/inputs";
import { read } from "../../provider/read";
import type { LibraryFileState } from "../../provider/state";
import { update } from "../../provider/update";
import { fakeClock } from "../defender/fakeClock";
import { stepContext, type StepContext } from "./stepContext";

/** Two stacks on two machines, each of which has the same file in its program. */
let one: StepContext;
let other: StepContext;
function openBoth(configuration: Readonly<Record<string, string>> = {}): void {
    const store = memoryStore();
    const open = () => {
        const client = { clock: fakeClock(Date.now()), random: () => 0 };
        return stepContext({ emulator: { store }, configuration, client });
    };
    one = open();
    other = open();
}
afterEach(() => {
    one.close();
    other.close();
});

const inputsOf = (stack: StepContext, text: string, more: Partial<LibraryFileInputs> = {}) =>
    stack.inputs(text, { __resource: stack === one ? "get/p/one" : "get/p/other", ...more });
/** A later run of a stack. */
const later = (stack: StepContext) => stack.another();
const live = async () => (await one.emulator.library(one.tenantId).read("Get.ps1"))?.toString();
const destroy = (stack: StepContext, state: LibraryFileState) =>
    deleteFile({ ...later(stack), hasProgram: () => Promise.resolve(false) }, state);

describe("two stacks that have one file", () => {
    it("differ: the second is refused, told who was first, and leaves it", async () => {
        openBoth();
        await create(one, inputsOf(one, "one"));
        const refused = create(other, inputsOf(other, "other"));
        await expect(refused).rejects.toThrow(UnownedFileError);
        await expect(refused).rejects.toThrow(/uploaded by .* on .*adopt: true/);
        expect(await live()).toBe("one");
        expect(other.calls()).not.toContain("override");
    });

    it("are the same: the second takes it over, and is told what comes of that", async () => {
        openBoth();
        const first = await create(one, inputsOf(one, "same"));
        const second = await create(other, inputsOf(other, "same"));
        expect(one.logged).toEqual([]);
        expect(other.logged.join()).toMatch(/takes it over without an upload.*"pulumi destroy"/);
        // Either may go first: the one that stays sees it gone, and puts it back.
        await destroy(one, first.outs);
        expect(await read(later(other), second.outs)).toBeUndefined();
        const back = await update(later(other), second.outs, inputsOf(other, "same"));
        expect(await live()).toBe("same");
        await destroy(other, back.outs);
        await destroy(one, first.outs);
        expect(await live()).toBeUndefined();
    });

    it.each(["one first", "other first"])("begin at once: one uploads (%s)", async (order) => {
        openBoth();
        const [first, second] = order === "one first" ? [one, other] : [other, one];
        // Both have seen an empty library.
        await Promise.all([one.client.list(), other.client.list()]);
        await create(first, inputsOf(first, "first"));
        const refused = create(second, inputsOf(second, "second"));
        await expect(refused).rejects.toThrow(UnownedFileError);
        expect(await live()).toBe("first");
    });

    it("adopt: the first stops at it, at an update and at a destroy, until it is told to go on", async () => {
        openBoth();
        const first = await create(one, inputsOf(one, "one"));
        const second = await create(other, inputsOf(other, "other", { adopt: true }));
        expect(other.logged.join()).toMatch(/is overwritten because of "adopt" \(uploaded by/);
        const edit = inputsOf(one, "one, edited");
        const stopped = update(later(one), first.outs, edit);
        await expect(stopped).rejects.toThrow(DriftError);
        await expect(stopped).rejects.toThrow("pulumi up --refresh");
        await expect(destroy(one, first.outs)).rejects.toThrow("pulumi destroy --refresh");
        expect(await live()).toBe("other");
        // A refresh accepts what the other has put there, and says so.
        const refreshed = await read(later(one), first.outs);
        expect(one.logged.join()).toContain("This refresh accepts it");
        await update(later(one), refreshed!.props, edit);
        expect(await live()).toBe("one, edited");
        // Now the other is the one that stops.
        await expect(destroy(other, second.outs)).rejects.toThrow(DriftError);
        expect(await live()).toBe("one, edited");
    });

    it("overwrite each other only where both are told to, and each time it is told", async () => {
        openBoth({ onDrift: "overwrite" });
        const first = await create(one, inputsOf(one, "one"));
        await create(other, inputsOf(other, "other", { adopt: true }));
        await update(later(one), first.outs, inputsOf(one, "one, edited"));
        expect(one.logged.join()).toMatch(/was changed outside Pulumi.*as mde:onDrift says/);
        expect(await live()).toBe("one, edited");
    });
});
