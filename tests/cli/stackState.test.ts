import { StackConfigurationError } from "../../cli/stackConfiguration";
import { isNoStack, unreadState } from "../../cli/stackState";

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

describe("unreadState", () => {
    const unread = (said: string) =>
        unreadState(saidByPulumi(`error: ${said}\n`), { project: "p", stack: "acme/p/s" }).message;
    const why = (said: string) => `the state of stack acme/p/s cannot be read: ${said}`;

    it.each([
        "failed to load checkpoint: EOF",
        "could not deserialize deployment: resource 'urn:x' missing required 'type' field",
        "could not deserialize deployment: bad value: nonce size is incorrect",
    ])("names the file to look at: %s", (said) => {
        expect(unread(said)).toBe(
            `${why(said)}. Its file .pulumi/stacks/p/s.json in the backend, or the .attrs file beside it, ` +
                `is empty, cut or no state: docs/reliability.md says how to mend it.`,
        );
    });

    it.each([
        'could not deserialize deployment: constructing secrets manager of type "passphrase": it must be set',
        "could not deserialize deployment: failed to decrypt: incorrect passphrase",
        "getting secrets manager: 403 Forbidden",
    ])("sends nobody to a file that is whole: %s", (said) => {
        expect(unread(said)).toBe(why(said));
    });
});
