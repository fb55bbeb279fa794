import { createPrivateKey, X509Certificate } from "node:crypto";

import { decode } from "jsonwebtoken";

import type { SignIn } from "../../../defender/settings/signInSettings";
import { SignInError } from "../../../defender/errors";
import { appCertificate, type AppCertificate } from "../../emulator/appCertificate";
import { errorFrom, tenantId } from "../answers";
import { clientId, removeFolders, setUpSignIn } from "./setUpSignIn";

let own: AppCertificate;
beforeAll(async () => {
    // Made some time ago: for a service whose clock is behind, one of just now is not valid yet.
    own = await appCertificate({ notBeforeDate: new Date(Date.now() - 60 * MINUTE) });
});
afterAll(removeFolders);

const signIn: Extract<SignIn, { how: "clientCertificate" }> = {
    how: "clientCertificate",
    clientId,
    certificatePath: "app.pem",
};

function setUp(options: { ahead?: number; registered?: string } = {}) {
    const { registered = own.cert, ...more } = options;
    const all = setUpSignIn(signIn, { app: { certificates: [registered] }, ...more });
    all.write("app.pem", own.cert + own.key);
    return all;
}

const MINUTE = 60_000;

describe("signing in with a certificate", () => {
    it("gets a token of the application", async () => {
        const { credential, emulator } = setUp();
        const { claims } = await credential.getToken();
        expect(claims).toMatchObject({ tid: tenantId, appid: clientId, roles: ["Library.Manage"] });
        expect(emulator.journal.of("token")).toHaveLength(1);
    });

    it("opens the key with the configured password", async () => {
        const encrypted = createPrivateKey(own.key).export({
            type: "pkcs8",
            format: "pem",
            cipher: "aes-256-cbc",
            passphrase: "s3cret",
        });
        const { credential, write } = setUpSignIn(
            { ...signIn, certificatePassword: "s3cret" },
            { app: { certificates: [own.cert] } },
        );
        write("app.pem", `${encrypted.toString()}${own.cert}`);
        expect((await credential.getToken()).claims.appid).toBe(clientId);
    });

    it.each([0, -16])("sends thumbprint (SHA-256) and chain, at %d min", async (minutes) => {
        const { credential, forms } = setUp({ ahead: minutes * MINUTE });
        await credential.getToken();
        const assertion = forms.at(-1)!.get("client_assertion")!;
        const { header, payload } = decode(assertion, { complete: true })!;
        expect(header).toMatchObject({
            alg: "PS256",
            "x5t#S256": Buffer.from(own.sha256, "hex").toString("base64url"),
            x5c: [new X509Certificate(own.cert).raw.toString("base64")],
        });
        expect(payload).toMatchObject({ iss: clientId, sub: clientId });
    });

    it("uses the file as it is at each sign-in", async () => {
        const { credential, write } = setUp();
        await credential.getToken();
        const other = await appCertificate();
        write("app.pem", other.cert + other.key);
        expect(await errorFrom(credential.getToken({ fresh: true }))).toMatchObject({
            code: "AADSTS700027",
        });
    });

    it.each([16, 10, -16, -10])(
        "works when the service's clock is %d min ahead",
        async (minutes) => {
            const { credential, clock, emulator } = setUp({ ahead: minutes * MINUTE });
            const { expiresOn, claims } = await credential.getToken();
            expect(claims.appid).toBe(clientId);
            expect(expiresOn - clock.now()).toBeGreaterThan(55 * MINUTE);
            expect(expiresOn - clock.now()).toBeLessThan(61 * MINUTE);
            // The difference is known from then on.
            emulator.journal.clear();
            await credential.getToken({ fresh: true });
            expect(
                emulator.journal
                    .of("token")
                    .map(({ status }) => status)
                    .at(-1),
            ).toBe(200);
            expect(emulator.journal.of("token")).toHaveLength(1);
        },
    );

    it("names the clock when nothing helps", async () => {
        const { credential, emulator } = setUp();
        const body = {
            error: "invalid_client",
            error_codes: [700024],
            error_description: "AADSTS700024: no",
        };
        const answer = { kind: "answer", status: 401, body: JSON.stringify(body) } as const;
        for (let i = 0; i < 2; i++) emulator.once({ call: "token" }, answer);
        const error = await errorFrom(credential.getToken());
        expect(error).toMatchObject({ code: "AADSTS700024" });
        expect(error.message).toMatch(/this machine's clock/);
    });

    it("says that the certificate is not registered, and where to", async () => {
        const { cert } = await appCertificate();
        const error = await errorFrom(setUp({ registered: cert }).credential.getToken());
        expect(error).toMatchObject({ code: "AADSTS700027" });
        expect(error.message).toMatch(
            /mde:clientCertificatePath is not registered.*Certificates & secrets/,
        );
        expect(error.message).not.toContain("clientSecret");
    });

    it("makes no call with a file that cannot be used, and names tenant and key", async () => {
        const { credential, asked, write } = setUp();
        write("app.pem", own.cert);
        const error = await errorFrom(credential.getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toMatch(
            new RegExp(
                `^Nothing was done in tenant ${tenantId}: mde:clientCertificatePath names app.pem`,
            ),
        );
        expect(asked).toEqual([]);
    });

    it("says which variables decided it, where the environment did", async () => {
        const why = "ARM_CLIENT_CERTIFICATE_PATH and ARM_CLIENT_ID (environment)";
        const { credential } = setUpSignIn(signIn, { why });
        expect((await errorFrom(credential.getToken())).message).toContain(why);
    });
});
