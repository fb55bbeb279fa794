import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { TenantPinError } from "../../provider/errors";
import { update } from "../../provider/update";
import { context, library, open } from "./openStep";

describe("a run whose tenant pin breaks", () => {
    it("writes nothing when it comes to the call's turn, whatever was decided before", async () => {
        let broken = false;
        const requirePin = () => {
            if (broken) throw new TenantPinError("another file is elsewhere");
        };
        const { inputs } = open({ requirePin });
        const first = inputs("one");
        const { outs } = await create(context, first);
        context.calls();
        broken = true;
        const steps = [
            create(context, inputs("new", { fileName: "New.ps1" })),
            update(context, outs, inputs("two")),
            deleteFile({ ...context, hasProgram: () => Promise.resolve(false) }, outs),
        ];
        for (const step of steps) await expect(step).rejects.toThrow(TenantPinError);
        expect(context.calls()).toEqual([]);
        expect((await library().read("Get.ps1"))?.toString()).toBe("one");
    });
});
