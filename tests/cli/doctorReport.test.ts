import { completed, ok } from "../../cli/check";
import { doctorReport } from "../../cli/doctorReport";
import type { Subject } from "../../cli/subject";

const subject: Subject = {
    stack: { name: "prod", project: "response" },
    folder: "/",
    configuration: {
        "mde:clientSecret": { value: "in~clear~secret", secret: false },
        "mde:clientId": { value: "hidden-id", secret: true },
        "other:key": { value: "hidden-id-and-more", secret: true },
        "mde:useMsi": { value: "ok", secret: true },
    },
    environment: {
        ARM_CLIENT_SECRET: "   ",
        ARM_OIDC_TOKEN: "environment~secret",
        ARM_TENANT_ID: "shown",
    },
};

describe("doctorReport", () => {
    it.each([
        ["a secret key's value", "in~clear~secret", "[secret]"],
        ["what is encrypted", "application hidden-id", "application [secret]"],
        ["the longer of two that overlap", "hidden-id-and-more", "[secret]"],
        ["a secret of the environment", "x environment~secret y", "x [secret] y"],
        ["nothing of a secret that is blank", "a   b", "a   b"],
        ["a token that was issued", "opaque~token", "[secret]"],
        ["whatever looks like a token", `eyJ${"a".repeat(40)}.eyJhbGciOi.b-_c`, "[token]"],
        ["what a terminal would obey", "a\u001B[2Jb", "a<U+001B>[2Jb"],
    ])("does not show %s", (_, text, shown) => {
        const checks = [ok("token", text, { text, list: [text] })];
        const report = doctorReport(checks, { subject, secrets: ["opaque~token"] });
        expect(report.checks[0]).toMatchObject({
            found: [shown],
            values: { text: shown, list: [shown] },
        });
    });

    it("shows the rest as it is", () => {
        const report = doctorReport([ok("token", "shown, ok", { files: 3 })], { subject });
        expect(report).toMatchObject({ version: 1, ok: true, stack: "prod", project: "response" });
        expect(report.checks[0]).toMatchObject({ found: ["shown, ok"], values: { files: 3 } });
    });
});

describe("completed", () => {
    it("has each check once, in the same order, and says which were not reached", () => {
        const checks = completed([ok("library", "3 files"), ok("cloud", "gcc")]);
        expect(checks.map(({ status }) => status).filter((status) => status === "ok")).toHaveLength(
            2,
        );
        expect(checks.at(1)).toMatchObject({ check: "cloud", status: "ok" });
        expect(checks.at(-1)).toMatchObject({ check: "library", status: "ok" });
        expect(checks.at(0)).toMatchObject({ check: "configuration", status: "not reached" });
    });
});
