import { answerError, brokenCallError, type Purpose } from "../../defender/answerError";
import { BrokenCallError } from "../../defender/brokenCallError";

import {
    AudienceError,
    DefenderError,
    PermissionError,
    RefusedError,
    ServiceFailedError,
    SignInError,
    ThrottledError,
    UnexpectedAnswerError,
} from "../../defender/errors";
import { answerOf, networkFailure, scope, tenantId, tokenOf } from "./answers";

const upload: Purpose = {
    kind: "upload",
    tenantId,
    scope,
    cloud: "commercial",
    fileName: "Collect.ps1",
};
const body = (code: string, message = "Said so.") => ({ error: { code, message, target: "id-7" } });

describe("answerError", () => {
    it("says what was not done, in which tenant, and the service's words", () => {
        const error = answerError(answerOf(400, { json: body("InvalidInput") }), upload);
        expect(error).toBeInstanceOf(RefusedError);
        expect(error.message).toBe(
            `"Collect.ps1" was not uploaded to the live response library of tenant ${tenantId}: ` +
                `the API refused it (400 InvalidInput: "Said so.", request id-7).`,
        );
        expect(error).toMatchObject({
            status: 400,
            code: "InvalidInput",
            serviceMessage: "Said so.",
            requestId: "id-7",
            fileName: "Collect.ps1",
            tenantId,
        });
    });

    it.each([
        ["list", "The live response library of tenant"],
        ["delete", '"Collect.ps1" was not deleted from'],
    ] as const)("says for %s what was not done", (kind, text) => {
        expect(answerError(answerOf(400), { ...upload, kind }).message).toContain(text);
    });

    it("names the permission, the application and how to grant it", () => {
        const token = tokenOf({ appid: "app-1", appName: "Uploader" });
        const error = answerError(answerOf(403, { json: body("Forbidden"), token }), upload);
        expect(error).toBeInstanceOf(PermissionError);
        expect(error.message).toContain("app-1 (Uploader) needs Library.Manage");
    });

    it("tells a wrong audience from a missing permission", () => {
        const token = tokenOf({ aud: "https://api.security.microsoft.com" });
        const error = answerError(answerOf(403, { json: body("Forbidden"), token }), upload);
        expect(error).toBeInstanceOf(AudienceError);
    });

    it("names mde:scope of a token that is not accepted only where that was set", () => {
        const refused = answerOf(401, { token: tokenOf() });
        expect(answerError(refused, upload).message).toContain(`asked for as ${scope}.`);
        const own = { ...upload, scope: "https://own/.default" };
        expect(answerError(refused, own).message).toContain("with mde:scope https://own/.default.");
    });

    it("says that live response is off, as something else than a permission", () => {
        const error = answerError(answerOf(403, { json: body("DisabledFeature") }), upload);
        expect(error).toBeInstanceOf(RefusedError);
        expect(error.message).toContain("Advanced features");
    });

    it.each([
        [401, SignInError],
        [404, RefusedError],
        [413, RefusedError],
        [429, ThrottledError],
        [408, ServiceFailedError],
        [503, ServiceFailedError],
        [302, UnexpectedAnswerError],
    ])("has a class for %i", (status, type) => {
        expect(answerError(answerOf(status), upload)).toBeInstanceOf(type);
    });

    it("names the host of a redirect and nothing more of it", () => {
        const headers = { location: "https://example.com/login?code=abc" };
        const { message } = answerError(answerOf(302, { headers }), upload);
        expect(message).toContain("https://example.com (302)");
        expect(message).not.toContain("code=abc");
    });

    it("shows no token that a service repeats", () => {
        const leak = "Bearer eyJhbGciOiJub25lIn0.eyJ0aWQiOiJ0In0.c2ln";
        const { message } = answerError(answerOf(400, { json: body("BadRequest", leak) }), upload);
        expect(message).not.toContain("eyJ");
    });

    it("is one paragraph whatever the service says", () => {
        const json = body("Bad\nRequest", "a\r\n".repeat(5_000));
        const { message } = answerError(answerOf(400, { json }), upload);
        expect(message).not.toMatch(/[\r\n]/);
        expect(message.length).toBeLessThan(1_000);
    });
});

describe("brokenCallError", () => {
    it("says why, and that an upload may have arrived all the same", () => {
        const error = brokenCallError(new BrokenCallError(networkFailure("ECONNRESET")), upload);
        expect(error).toBeInstanceOf(DefenderError);
        expect(error.message).toMatch(/ECONNRESET.*may have arrived/);
        expect(error.cause).toBeInstanceOf(TypeError);
    });

    it("does not say so when nothing was sent", () => {
        const error = brokenCallError(new BrokenCallError(networkFailure("ENOTFOUND")), upload);
        expect(error.message).not.toContain("may have arrived");
    });
});
