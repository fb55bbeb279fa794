import { sign } from "jsonwebtoken";

import { signedInBy } from "../../cli/prune/signedIn";

describe("signedInBy", () => {
    it.each([
        [{ appid: "app", oid: "principal", roles: ["x"] }, { applicationId: "app" }],
        [{ azp: "app" }, { applicationId: "app" }],
        [
            { appid: "app", scp: "x", upn: "ann@x.example", oid: "o" },
            { applicationId: "app", user: "ann@x.example" },
        ],
        [{ scp: "x", preferred_username: "ann@x.example" }, { user: "ann@x.example" }],
        [{ scp: "x", oid: "person" }, { user: "person" }],
        [{ oid: "principal", secret: "x" }, undefined],
    ])("reads %j as %j, and nothing else", (claims, who) => {
        expect(signedInBy(sign(claims, "key"))).toEqual(who);
    });

    it("says nothing of what is no token", () => {
        expect(signedInBy("opaque")).toBeUndefined();
    });
});
