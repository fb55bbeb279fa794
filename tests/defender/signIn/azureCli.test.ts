import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { azCommand, azOnPath, type AzRun } from "../../../defender/signIn/az";
import { azureCliCredential } from "../../../defender/signIn/azureCliCredential";
import { SignInError } from "../../../defender/errors";
import { SignInProblem } from "../../../defender/signIn/signInProblem";
import { errorFrom, scope, tenantId } from "../answers";
import { fakeClock } from "../fakeClock";

const token = `e30.${Buffer.from(JSON.stringify({ tid: tenantId })).toString("base64url")}.c2ln`;

function setUp(run: Partial<AzRun>) {
    const clock = fakeClock();
    const asked: (readonly string[])[] = [];
    const credential = azureCliCredential({
        tenantId,
        scope,
        clock,
        az: (args) => {
            asked.push(args);
            return Promise.resolve({ code: 0, stdout: "", stderr: "", ...run });
        },
    });
    return { credential, clock, asked };
}

const printed = (more: object) => ({ stdout: JSON.stringify({ accessToken: token, ...more }) });

describe("azureCliCredential", () => {
    it("asks for this tenant's token, once while it lasts", async () => {
        const { credential, asked } = setUp(printed({ expires_on: Date.now() / 1000 + 3_600 }));
        expect((await credential.getToken()).claims.tid).toBe(tenantId);
        await credential.getToken();
        expect(asked.map((args) => args.join(" "))).toEqual([
            `account get-access-token --scope ${scope} --tenant ${tenantId} -o json`,
        ]);
    });

    it.each([
        ["now", { expires_on: Math.floor(Date.now() / 1000) + 3_600 }, 3_600_000],
        ["in old versions", { expiresOn: localTime(Date.now() + 3_600_000) }, 3_600_000],
        ["in no form that is known", { expiresOn: "soon" }, 600_000],
    ])("reads the end of the token as it is printed %s", async (_, end, lasts) => {
        const { credential, clock } = setUp(printed(end));
        const { expiresOn } = await credential.getToken();
        expect(Math.abs(expiresOn - clock.now() - lasts)).toBeLessThan(5_000);
    });

    const personHelp = /login of a person.*not known.*mde:useLogin.*--service-principal/;
    it.each<[string, string, RegExp]>([
        [
            "nobody is logged in",
            "ERROR: Please run 'az login' to setup account.",
            /az login --tenant 1111/,
        ],
        [
            "another tenant is meant",
            "ERROR: Could not retrieve credential from local cache for service principal x under tenant y. Please run `az login` for this service principal.",
            /Log in to this tenant first \("az login --tenant 1111/,
        ],
        [
            "the login lapsed",
            "AADSTS50173: The grant expired. Interactive authentication is needed. Please run:\naz login",
            /log in again/,
        ],
        [
            "the permission is missing",
            "AADSTS65001: The user has not consented.",
            /consented to the Azure CLI/,
        ],
        [
            "the permission is not the CLI's",
            "AADSTS650057: Invalid resource.",
            /consented to the Azure CLI/,
        ],
        [
            "the tenant is unknown",
            "AADSTS90002: Tenant 'x' not found.",
            /no such tenant in this cloud/,
        ],
        [
            "a policy blocks",
            "AADSTS53003: Access has been blocked.",
            /conditional access policy blocks this person/,
        ],
        ["something else is wrong", "ERROR: 'oops' is misspelled", /'oops' is misspelled/],
    ])("says so when %s", async (_, stderr, message) => {
        const error = await errorFrom(setUp({ code: 1, stderr }).credential.getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toMatch(message);
        expect(error.message).toMatch(personHelp);
        expect(error.message).toContain(`Nothing was done in tenant ${tenantId}`);
    });

    it.each(["", "{}", "not json", '{"accessToken":""}'])(
        "says so when %j is printed",
        async (stdout) => {
            const error = await errorFrom(setUp({ stdout }).credential.getToken());
            expect(error.message).toContain("the Azure CLI printed no token");
        },
    );
});

describe("azCommand", () => {
    const args = ["account", "get-access-token", "--scope", scope, "--tenant", tenantId];

    it("starts az itself, without a shell", () => {
        expect(azCommand(args, { platform: "linux", environment: {} })).toMatchObject({
            file: "az",
            args,
        });
    });

    it("starts az.cmd on Windows by the system's own shell, in the system's own folder", () => {
        const environment = { SystemRoot: "D:\\Windows" };
        expect(azCommand(args, { platform: "win32", environment })).toEqual({
            file: "D:\\Windows\\System32\\cmd.exe",
            args: ["/d", "/s", "/c", `"az ${args.join(" ")}"`],
            cwd: "D:\\Windows",
            windowsVerbatimArguments: true,
        });
    });

    it.each(["https://a&calc/.default", "a b", 'a"b', "%PATH%", "a^b", ""])("refuses %j", (odd) => {
        for (const platform of ["linux", "win32"] as const)
            expect(() => azCommand([odd], { platform, environment: {} })).toThrow(SignInProblem);
    });
});

describe("azOnPath", () => {
    const folder = mkdtempSync(join(tmpdir(), "mde-az-"));
    afterAll(() => {
        rmSync(folder, { recursive: true });
    });
    const environment = { PATH: [folder, process.env["PATH"]].join(delimiter) };

    function install(body: string): void {
        writeFileSync(join(folder, "az"), `#!${process.execPath}\n${body}\n`);
        chmodSync(join(folder, "az"), 0o700);
    }

    it("gives what the program prints, and its code, and no input", async () => {
        install(
            `console.log(process.argv.slice(2).join("|")); console.error("to stderr");
             process.stdin.on("end", () => process.exit(3)).resume();`,
        );
        expect(await azOnPath(environment)(["a", "https://b/.default"])).toEqual({
            code: 3,
            stdout: "a|https://b/.default\n",
            stderr: "to stderr\n",
        });
    });

    it("says so when it is not there, or cannot be run", async () => {
        const missing = await errorFrom(azOnPath({ PATH: join(folder, "no") })(["version"]));
        expect(missing).toBeInstanceOf(SignInProblem);
        expect(missing.message).toMatch(/mde:useCli is true, but .*not on PATH/);
        install("");
        chmodSync(join(folder, "az"), 0o600);
        expect(await errorFrom(azOnPath({ PATH: folder })(["version"]))).toBeInstanceOf(
            SignInProblem,
        );
    });
});

/** As az before 2.54 prints it: local time, with microseconds. */
function localTime(ms: number): string {
    const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
    return `${date.toISOString().slice(0, 19).replace("T", " ")}.000000`;
}
