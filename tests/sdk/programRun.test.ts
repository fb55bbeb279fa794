import { UserFolderError } from "../../library/userFolder";
import { noted, programRun, unlessRefused } from "../../sdk/programRun";
import { program, type Program } from "./program";

let own: Program;
beforeEach(() => {
    own = program();
});
afterEach(() => {
    own.close();
});

/** What comes of a note that cannot be written. */
function refusedNote(folder = "/own/runs/1"): unknown {
    const cause = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    try {
        noted(() => {
            throw new UserFolderError(folder, cause.message, { cause });
        });
    } catch (error) {
        return error;
    }
    return undefined;
}

describe("noted", () => {
    it("refuses the program when it cannot note, by one error for all notes", async () => {
        const error = refusedNote();
        expect(refusedNote("/own/runs/2")).toBe(error);
        expect(error).toMatchObject({
            message: expect.stringMatching(
                /\/own\/runs\/1, .*Nothing was uploaded\. Make/,
            ) as string,
        });
        await expect(unlessRefused("value")).rejects.toBe(error);
    });

    it("does not say that nothing was uploaded when something may have been", () => {
        programRun().isUnderWay = true;
        expect(refusedNote()).toMatchObject({
            message: expect.stringMatching(
                /No further file is uploaded in this run\. Make/,
            ) as string,
        });
    });

    it("leaves any other error as it is", () => {
        const error = new TypeError("a mistake");
        expect(() => {
            noted(() => {
                throw error;
            });
        }).toThrow(error);
    });
});
