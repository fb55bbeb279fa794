import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tenantsFile } from "../../cli/tenantsFile";
import { appCertificate } from "../emulator/appCertificate";
import { temporaryFolder } from "../emulator/temporaryFolder";
import { clientId, tenantId } from "../emulator/wire";

function write(folder: string, name: string, content: string): string {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
}

describe("tenantsFile", () => {
    it("reads certificates from files beside it", async () => {
        const folder = temporaryFolder();
        const { cert } = await appCertificate();
        mkdirSync(join(folder, "keys"));
        write(folder, "keys/app.pem", cert);
        const apps = { [clientId]: { displayName: "App", certificates: ["keys/app.pem"] } };
        const file = write(folder, "tenants.json", JSON.stringify({ [tenantId]: { apps } }));
        expect(tenantsFile(file)[tenantId]!.apps[clientId]!.certificates).toEqual([cert]);
    });

    it.each([
        ["that is not there", undefined, "--tenants names"],
        ["that is no JSON", "{", "JSON"],
        ["that describes none", "[]", "expected record"],
    ])("names a file %s", (_, content, why) => {
        const folder = temporaryFolder();
        const file = join(folder, "tenants.json");
        if (content !== undefined) write(folder, "tenants.json", content);
        expect(() => tenantsFile(file)).toThrow(file);
        expect(() => tenantsFile(file)).toThrow(why);
    });

    it("names a certificate's file that is not there", () => {
        const folder = temporaryFolder();
        const apps = { [clientId]: { displayName: "App", certificates: ["none.pem"] } };
        const file = write(folder, "tenants.json", JSON.stringify({ [tenantId]: { apps } }));
        expect(() => tenantsFile(file)).toThrow(join(folder, "none.pem"));
    });
});
