import { sign } from "jsonwebtoken";

import { tokenClaims } from "../../../defender/signIn/tokenClaims";

describe("tokenClaims", () => {
    it("reads an application's token", () => {
        const token = sign(
            { tid: "t", aud: "a", roles: ["Library.Manage"], appid: "app", app_displayname: "n" },
            "key",
        );
        expect(tokenClaims(token)).toEqual({
            tid: "t",
            aud: "a",
            roles: ["Library.Manage"],
            scp: [],
            appid: "app",
            appName: "n",
            userName: undefined,
        });
    });

    it("reads a person's token", () => {
        const token = sign({ scp: "Library.Manage Machine.Read", azp: "app", upn: "a@b" }, "key");
        expect(tokenClaims(token)).toMatchObject({
            scp: ["Library.Manage", "Machine.Read"],
            appid: "app",
            userName: "a@b",
        });
    });

    it("reads a managed identity's token", () => {
        const token = sign({ appid: "id", xms_mirid: "/subscriptions/x" }, "key");
        expect(tokenClaims(token).managedIdentity).toBe("/subscriptions/x");
    });

    it.each([
        "",
        "opaque",
        "a.b.c",
        "a.bnVsbA.c",
        `a.${Buffer.from("[1]").toString("base64url")}.c`,
    ])("makes nothing of %j", (token) => {
        expect(tokenClaims(token)).toMatchObject({ roles: [], scp: [] });
        expect(tokenClaims(token).tid).toBeUndefined();
    });

    it("takes claims of a wrong type as absent", () => {
        const token = sign({ tid: 5, roles: "Library.Manage", scp: ["x"] }, "key");
        expect(tokenClaims(token)).toMatchObject({ tid: undefined, roles: [], scp: [] });
    });
});
