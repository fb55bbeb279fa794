import { readConfiguration } from "../../../policy/configuration";
import { fileName } from "../../../policy/claims";
import { fileWith, found, messages } from "../checked";

const named = (name: string) => fileWith({ fileName: name });

describe("mde-file-name", () => {
    it.each([
        ["Get-It_2.0.ps1", {}],
        ["GET.PS1", {}],
        ["ghostps", {}],
        [".profile", {}],
        ["Get.ps1", { extensions: [".PS1"] }],
        ["x.odd", { extensions: [".odd"] }],
        ["a".repeat(96) + ".ps1", {}],
    ])("lets %s pass with %j", async (name, configuration) => {
        expect(await found(fileName, named(name), configuration)).toEqual([]);
    });

    it.each([
        ["Get It.ps1", {}, "has a space in its name"],
        ["Gét.ps1", {}, 'has "é" (U+00E9) in its name'],
        ["Get(1)(2).ps1", {}, 'has "(" (U+0028), ")" (U+0029) in its name'],
        ["a".repeat(97) + ".ps1", {}, "has a name of 101 characters"],
        ["Get.ps1", { maxLength: 6 }, "has a name of 7 characters"],
        ["Get.ps1.docx", {}, "has the extension .docx"],
        ["Get.sh", { extensions: [".ps1"] }, "has the extension .sh"],
        ["ghostps", { extensions: [".ps1"] }, "has no extension"],
    ])("does not let %s pass with %j", async (name, configuration, message) => {
        expect(await messages(fileName, named(name), configuration)).toEqual([message]);
    });

    it.each([
        [{ extensions: ["ps1"] }, "extensions[0] is not right: must be an extension with its dot"],
        [{ extensions: [] }, "extensions is not right"],
        [{ maxLength: "7" }, "maxLength is not right"],
        [{ maxLenght: 7 }, "there is no key maxLenght, did you mean maxLength?"],
    ])("is not configured by %j", (configuration, problem) => {
        const read = readConfiguration(fileName, configuration);
        expect(read).toEqual({ problems: [expect.stringContaining(problem)] });
    });
});
