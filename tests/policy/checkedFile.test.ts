import { checkedFile } from "../../policy/checkedFile";
import { Content } from "../../policy/content";

const urn = "urn:pulumi:contoso-live::project::pulumi-nodejs:dynamic/mde:LibraryFile::get";
const read = (sha256: string, size: number) =>
    Promise.resolve(new Content(Buffer.from(`${sha256} ${size}`)));

describe("checkedFile", () => {
    it("is what the resource's inputs say", async () => {
        const props = {
            fileName: "Get.ps1",
            sha256: "ab",
            size: 7,
            source: "scripts/Get.ps1",
            description: "Gets",
            parametersDescription: "-Path",
            hasParameters: true,
            tenantId: "t",
            cloud: "gcc",
        };
        const file = checkedFile({ props, urn }, read);
        expect(file).toMatchObject({ ...props, stack: "contoso-live" });
        expect((await file.content()).text).toBe("ab 7");
    });

    it("has no texts and no place where they say none", () => {
        const props = { fileName: "Get.ps1", sha256: "ab", size: 0, description: null };
        expect(checkedFile({ props, urn }, read)).toMatchObject({
            source: undefined,
            description: "",
            parametersDescription: "",
            hasParameters: false,
            tenantId: undefined,
            cloud: undefined,
        });
    });
});
