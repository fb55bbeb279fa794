import { readStack, readSubject, StackConfigurationError } from "../../cli/stackConfiguration";
import { selectedStack } from "../../cli/stackState";
import { temporaryFolder } from "../emulator/temporaryFolder";

describe("where there is no project", () => {
    let folder: string;
    beforeEach(() => {
        folder = temporaryFolder();
    });
    const from = () => ({ folder, environment: {} });
    const none = (stack: string, todo: string) =>
        new StackConfigurationError(
            `there is no Pulumi project in ${folder} or above it, so that there is no stack${stack}: ` +
                `go to the project's folder or name it with --cwd${todo}.`,
        );

    it("says what to do about a command that needs a stack", async () => {
        await expect(readStack("production", from())).rejects.toEqual(none(" production", ""));
        await expect(selectedStack(folder)).rejects.toEqual(none("", ""));
    });

    it("says that the environment alone will do for a command that needs none", async () => {
        await expect(readSubject("production", from())).rejects.toEqual(
            none(" production", ", or leave --stack out to look at the environment alone"),
        );
        await expect(readSubject(undefined, from())).resolves.toMatchObject({ stack: undefined });
    });
});
