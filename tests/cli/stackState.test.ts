import { StackConfigurationError } from "../../cli/stackConfiguration";
import { isNoStack } from "../../cli/stackState";

/** As the Automation API throws what the CLI has said. */
const saidByPulumi = (stderr: string) =>
    Object.assign(new Error("code: 255"), { commandResult: { stderr } });
const because = (cause: unknown) => new StackConfigurationError("it was not read", { cause });

describe("isNoStack", () => {
    it.each<[boolean, string, unknown]>([
        [true, "that there is none", because(saidByPulumi("error: no stack named 'x' found\n"))],
        [false, "something else", because(saidByPulumi("error: failed to load checkpoint: EOF"))],
        [false, "no cause", new StackConfigurationError("it has a shape that is not known")],
        [false, "null as its cause", because(null)],
        [false, "no error", "no stack named 'x' found"],
    ])("is %s of an error with %s", (isNone, _, error) => {
        expect(isNoStack(error)).toBe(isNone);
    });
});
