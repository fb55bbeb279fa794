import { existsSync, readFileSync, writeFileSync } from "node:fs";

import type { Extensions, LoadExtensions } from "../../../defender/signIn/encryptingKeeper";
import { forgetLogin, storedLogins } from "../../../defender/signIn/loginCache";
import { errorFrom, tenantId } from "../answers";
import { notInstalled, setUpLogin } from "./setUpLogin";

/** What the package does, with a keychain in memory: the file holds nothing of use. */
function standIn() {
    const keychain = new Map<string, string>();
    const asked: { serviceName: string; usePlaintextFileOnLinux: boolean }[] = [];
    const extensions: Extensions = {
        PersistenceCreator: {
            createPersistence: (options) => {
                asked.push(options);
                const { accountName, cachePath } = options;
                if (!existsSync(cachePath)) writeFileSync(cachePath, "");
                return Promise.resolve({
                    load: () => Promise.resolve(keychain.get(accountName) ?? null),
                    save: (text) => {
                        keychain.set(accountName, text);
                        writeFileSync(cachePath, "{}");
                        return Promise.resolve();
                    },
                    delete: () => Promise.resolve(keychain.delete(accountName)),
                });
            },
        },
    };
    return { keychain, asked, load: () => Promise.resolve(extensions) };
}

const withoutKeyring: LoadExtensions = () =>
    Promise.resolve({
        PersistenceCreator: {
            createPersistence: () => Promise.reject(new Error("Cannot autolaunch D-Bus")),
        },
    });

describe("a login where @azure/msal-node-extensions is installed", () => {
    it("keeps the tokens encrypted, and signs in with them", async () => {
        const { keychain, asked, load } = standIn();
        const { logIn, credential, grants } = await setUpLogin({
            loadExtensions: load,
            emulator: { tokenLifetimeSeconds: 200 },
        });
        const done = await logIn();
        expect(done.inClear).toBeUndefined();
        expect(done.path).toMatch(/\.encrypted$/);
        expect(readFileSync(done.path, "utf8")).toBe("{}");
        expect(asked[0]).toMatchObject({
            serviceName: "pulumi-mde",
            usePlaintextFileOnLinux: false,
        });
        const before = [...keychain.values()];
        expect((await credential().getToken()).claims.tid).toBe(tenantId);
        expect(grants()).toBe(2);
        expect([...keychain.values()]).not.toEqual(before);
    });

    it("takes the tokens in clear of an earlier login away", async () => {
        const { load } = standIn();
        const clear = await setUpLogin();
        const first = await clear.logIn();
        expect(existsSync(first.path)).toBe(true);
        await clear.logIn({ loadExtensions: load });
        expect(existsSync(first.path)).toBe(false);
        expect(storedLogins(clear)).toHaveLength(1);
    });

    it("says that the package is needed where it is gone", async () => {
        const { logIn, credential } = await setUpLogin({ loadExtensions: standIn().load });
        await logIn();
        const error = await errorFrom(credential({ loadExtensions: notInstalled }).getToken());
        expect(error.message).toMatch(
            /cannot be read: its tokens are encrypted, and @azure\/msal-node-extensions is not installed\. Or log in again: "npx pulumi-mde login/,
        );
    });

    it("keeps the tokens in clear where there is no keyring, and says why", async () => {
        const { logIn, credential } = await setUpLogin({ loadExtensions: withoutKeyring });
        const done = await logIn();
        expect(done.path).toMatch(/\.json$/);
        expect(done.inClear).toMatchObject({ installed: true });
        expect(done.inClear?.why).toContain("cannot be used here: Cannot autolaunch D-Bus");
        expect((await credential().getToken()).claims.tid).toBe(tenantId);
    });

    it("forgets the encrypted tokens too", async () => {
        const { keychain, load } = standIn();
        const { logIn, userFolder } = await setUpLogin({ loadExtensions: load });
        const done = await logIn();
        const place = { userFolder, loadExtensions: load };
        expect(await forgetLogin(storedLogins(place)[0]!, place)).toBeUndefined();
        expect(keychain.size).toBe(0);
        expect(existsSync(done.path)).toBe(false);
    });

    it("says what may be left in the keyring where the package is gone", async () => {
        const { logIn, userFolder } = await setUpLogin({ loadExtensions: standIn().load });
        await logIn();
        const place = { userFolder, loadExtensions: notInstalled };
        expect(await forgetLogin(storedLogins(place)[0]!, place)).toContain("is not installed");
        expect(storedLogins(place)).toEqual([]);
    });
});
