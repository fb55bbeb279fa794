import { PassThrough } from "node:stream";

import { askToRemove } from "../../cli/prune/askToRemove";

describe("askToRemove", () => {
    const answer = async (said: string | undefined) => {
        const [input, output] = [new PassThrough(), new PassThrough()];
        const asked = askToRemove(3, { input, output });
        input.end(said);
        return { said: await asked, shown: String(output.read()) };
    };

    it.each(["3\n", "yes\n", " YES \r\n"])("takes %j for a yes", async (said) => {
        const { said: is, shown } = await answer(said);
        expect(is).toBe(true);
        expect(shown).toContain("Remove 3 files for ever?");
    });

    it.each(["\n", "y\n", "no\n", "2\n", "30\n", "3", "", undefined])(
        "takes %j for a no",
        async (said) => {
            expect((await answer(said)).said).toBe(false);
        },
    );
});
