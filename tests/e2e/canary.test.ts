import { execFile } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { federatedCredential, issued } from "../defender/signIn/setUpSignIn";
import { appCertificate } from "../emulator/appCertificate";
import { filesBelow, linesWith, partsOf, pulumi, wiretap, type Wiretap } from "./canaries";
import { Project, tenantId } from "./project";
import { standIn, type StandIn } from "./standIns";

const execute = promisify(execFile);
const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/**
 * Where Pulumi itself shows a secret in clear at -v=9, which no provider can prevent, and SECURITY.md
 * tells: what its engine configures a provider with, a stack's own or a provider object's.
 */
const configure =
    /Marshaling property for RPC\[Provider\[0x[0-9a-f]+\]\.Configure\(\)\.inputs\]: value=\{([^}]*)\}/;
/** And, of a provider object's arguments only: their way through the engine, and Node's debug log of it. */
const register =
    /(?:Unm|M)arshaling property for RPC\[ResourceMonitor\.RegisterResource\(pulumi:providers:pulumi-nodejs,\w+\)\]: value=\{([^}]*)\}/;
const registered =
    /RegisterResource RPC finished: resource:\w+\[pulumi:providers:pulumi-nodejs\]; err: null, resp: .*/;

/** Values that are planted, by who is told of them. */
interface Planted {
    /** The stack's configuration holds them. */
    readonly ofStack: readonly string[];
    /** Arguments of provider objects. */
    readonly ofProviders: readonly string[];
    /** Pulumi is never told. */
    readonly unknown: readonly string[];
}

type Run = (...args: string[]) => Promise<number>;

/**
 * Plants a value in every secret there is, lets Pulumi tell all that it can, lets the services repeat
 * in their errors whatever they were sent, and looks for the values everywhere.
 */
describe("secrets", () => {
    const id = (number: number) => `aaaabbbb-cccc-4ddd-8eee-00000000000${number}`;
    const apps = { secret: id(1), certificate: id(2), federated: id(3), desk: id(4) };
    const clientSecret = "canary~client~secret~5k2x";
    const otherSecret = "canary~other~secret~9t4c";
    const password = "canary~password~8w3q";
    const requestToken = "canary~request~token~2m7z";

    let project: Project;
    let tap: Wiretap;
    let github: StandIn;
    /** Of the private key, as MSAL is given it. */
    let keyLines: string[];

    beforeAll(async () => {
        const { cert, key } = await appCertificate();
        const apps_ = {
            [apps.secret]: { displayName: "by secret", secret: clientSecret },
            [apps.certificate]: { displayName: "by certificate", certificates: [cert] },
            [apps.federated]: {
                displayName: "by federation",
                federatedCredentials: [federatedCredential],
            },
            [apps.desk]: { displayName: "by login", secret: otherSecret, publicClient: {} },
        };
        // So short that MSAL refreshes a person's token in each run.
        const emulator = { tenants: { [tenantId]: { apps: apps_ } }, tokenLifetimeSeconds: 290 };
        project = await Project.create({ emulator });
        tap = await wiretap(project.emulator);
        await project.configure({
            ...{ clientId: undefined, clientSecret: undefined },
            ...{ apiUrl: tap.url, authorityUrl: tap.url },
        });
        // Federation's own endpoint repeats what it was sent, too.
        github = await standIn(({ headers }) => {
            if (tap.echoes()) return { message: headers.authorization };
            return headers.authorization === `Bearer ${requestToken}`
                ? { value: issued() }
                : undefined;
        });
        const opened = createPrivateKey(key);
        const pem = { type: "pkcs8", format: "pem" } as const;
        const encrypted = { ...pem, passphrase: password, cipher: "aes-256-cbc" };
        project.write("app.pem", cert + opened.export(encrypted).toString());
        // The first line is much the same for all keys, and the last one may be short.
        keyLines = opened.export(pem).toString().trim().split("\n").slice(2, -2);
        expect(keyLines.length).toBeGreaterThan(10);
    });
    afterAll(async () => {
        await github.close();
        await tap.close();
        await project.close();
    });

    /** Has Pulumi run by these commands as loudly as it can, and gives what it printed. */
    async function listen(
        environment: Readonly<Record<string, string>>,
        commands: (run: Run) => Promise<void>,
    ): Promise<string[]> {
        const temporary = join(project.folder, "tmp");
        rmSync(temporary, { recursive: true, force: true });
        mkdirSync(temporary);
        const env = {
            ...process.env,
            ...project.environment,
            ...environment,
            TMPDIR: temporary,
            PULUMI_EXPERIMENTAL: "true",
        };
        const printed: string[] = [];
        await commands(async (...args) => {
            const { folder: cwd } = project;
            const run = await pulumi([...args, "--non-interactive", "-v=9"], { cwd, env });
            printed.push(run.stdout, run.stderr);
            return run.code;
        });
        return printed;
    }

    const onStderr = "--logtostderr";
    let round = 0;
    const edit = () => {
        project.write("file.sh", `echo ${++round}\n`);
    };

    /** Every service refuses what it is sent, and repeats it. */
    async function failingUps(run: Run) {
        const up = ["up", "--yes", "--skip-preview", "--continue-on-error"];
        edit();
        tap.echo("upload");
        expect(await run(...up)).not.toBe(0);
        tap.echo("token");
        expect(await run(...up, "--debug", onStderr)).not.toBe(0);
        tap.echo(undefined);
    }

    /** What Pulumi itself shows is taken out; then there must be nothing left. */
    function unexplained(where: string, line: string, planted: Planted): string {
        if (!/^(output|tmp)/.test(where)) return line;
        const { ofStack, ofProviders, unknown } = planted;
        const told = [...ofStack, ...ofProviders];
        return line
            .replace(configure, (whole, value: string) => (told.includes(value) ? "" : whole))
            .replace(register, (whole, value: string) => (ofProviders.includes(value) ? "" : whole))
            .replace(registered, (whole) =>
                linesWith(whole, [...ofStack, ...unknown].flatMap(partsOf)).length > 0 ? whole : "",
            );
    }

    /** Each place where a planted value, or one that crossed the wire, is in clear. */
    function places(printed: readonly string[], planted: Planted) {
        const { ofStack, ofProviders, unknown } = planted;
        const all = [...ofStack, ...ofProviders, ...unknown, ...tap.secrets];
        const secrets = [...new Set(all.flatMap(partsOf))];
        const holders = ["token", "index.js"];
        const texts = [
            ...printed.map((text, index) => [`output ${index}`, text] as const),
            ...[...filesBelow(project.folder)].filter(
                ([path]) => !holders.includes(path) && !path.startsWith(join("mde", "login")),
            ),
        ];
        const found = texts.flatMap(([where, text]) =>
            linesWith(text, secrets).map((line) => [where, line] as const),
        );
        return {
            looked: texts.map(([where]) => where),
            bySelf: found.map(([where]) => where.replace(/\W.*/, "")),
            leaks: found.filter(
                ([where, line]) => linesWith(unexplained(where, line, planted), secrets).length > 0,
            ),
        };
    }

    it("of all kinds are in clear nowhere, but where Pulumi logs what it configures", async () => {
        const login = await execute(
            process.execPath,
            [
                ...[main, "login", "--device-code", "--tenant", tenantId],
                ...["--client-id", apps.desk, "--authority-url", tap.url],
            ],
            { env: { PATH: process.env["PATH"], ...project.environment } },
        );
        const token = issued();
        const inFile = issued();
        project.write("token", inFile);
        edit();
        const planted: Planted = {
            ofStack: [clientSecret],
            ofProviders: [otherSecret, password, token, requestToken],
            unknown: [inFile, ...keyLines],
        };
        await project.configure({ clientId: apps.secret, clientSecret });
        await project.configureOther("password", password);
        await project.configureOther("token", token);
        const program = `
            const config = new pulumi.Config("other");
            const at = { tenantId: "${tenantId}", apiUrl: "${tap.url}", authorityUrl: "${tap.url}" };
            const file = (name, provider) => new mde.LibraryFile(name, { source: "file.sh", fileName: name + ".sh" }, { provider });
            const ways = {
                secret: { clientId: "${apps.desk}", clientSecret: process.env.OTHER_SECRET },
                certificate: { clientId: "${apps.certificate}", clientCertificatePath: "app.pem", clientCertificatePassword: config.requireSecret("password") },
                given: { clientId: "${apps.federated}", oidcToken: config.requireSecret("token") },
                inFile: { clientId: "${apps.federated}", oidcTokenFilePath: "token" },
                github: { clientId: "${apps.federated}", oidcRequestUrl: "${github.url}/token", oidcRequestToken: process.env.REQUEST_TOKEN },
                login: { clientId: "${apps.desk}", useLogin: true },
            };
            for (const [name, way] of Object.entries(ways)) file(name, new mde.Provider(name, { ...at, ...way }));
            file("stack");`;
        project.program(program);
        const environment = { OTHER_SECRET: otherSecret, REQUEST_TOKEN: requestToken };
        const printed = await listen(environment, async (run) => {
            expect(await run("preview", onStderr, "--save-plan", "plan.json")).toBe(0);
            expect(await run("up", "--yes", "--plan", "plan.json", onStderr)).toBe(0);
            expect(await project.names()).toHaveLength(7);
            await failingUps(run);
            project.program(`${program}
                new mde.LibraryFile("content", { fileName: "x.sh", content: config.requireSecret("password") });`);
            expect(await run("preview", onStderr)).not.toBe(0);
            project.program(program);
            expect(await run("refresh", "--yes", onStderr)).toBe(0);
            expect(await run("destroy", "--yes", onStderr)).toBe(0);
            expect(await project.names()).toEqual([]);
        });
        const { leaks, bySelf, looked } = places([...printed, login.stdout, login.stderr], planted);
        expect(leaks).toEqual([]);
        // What comes from the stack's configuration Pulumi itself hides in what it shows.
        const shown = printed.filter((_, index) => index % 2 === 0).join("\n");
        expect(linesWith(shown, [clientSecret, password, ...partsOf(token)])).toEqual([]);
        // It was looked where something could have been, and the services did repeat what they were sent.
        expect([...new Set(bySelf)].sort()).toEqual(["output", "tmp"]);
        expect(looked).toEqual(
            expect.arrayContaining([
                "plan.json",
                "Pulumi.test.yaml",
                expect.stringMatching(/^backend.*backups/),
                expect.stringMatching(/^backend.*history/),
                expect.stringMatching(/^mde.*content/),
            ]),
        );
        // The services did repeat what they were sent, each way's own.
        const repeated = printed
            .flatMap((text) => text.split("\n"))
            .filter((line) => line.includes("Refused: "));
        const says = (pattern: string) => repeated.some((line) => new RegExp(pattern).test(line));
        expect(says(String.raw`InvalidInput: "Refused: Bearer \[token\]`)).toBe(true);
        for (const clientId of Object.values(apps))
            expect([
                clientId,
                says(String.raw`application ${clientId} .*Refused: .*\[secret\]`),
            ]).toEqual([clientId, true]);
        expect(says(String.raw`signing a person in .*Refused: .*refresh_token .*\[secret\]`)).toBe(
            true,
        );
        expect(tap.secrets.size).toBeGreaterThan(20);
        // A login is kept where it has to be, for its owner's eyes.
        const kept = join(project.folder, "mde", "login");
        for (const name of readdirSync(kept))
            expect(statSync(join(kept, name)).mode & 0o077).toBe(0);
    }, 600_000);

    it("of the environment are in clear nowhere at all", async () => {
        await project.configure({ clientId: undefined, clientSecret: undefined });
        await project.configureOther("password", undefined);
        await project.configureOther("token", undefined);
        project.program(`new mde.LibraryFile("file", { source: "file.sh" });`);
        edit();
        const environment = {
            ARM_CLIENT_ID: apps.secret,
            ARM_CLIENT_SECRET: clientSecret,
            PULUMI_DEBUG_GRPC: join(project.folder, "grpc.json"),
        };
        const printed = await listen(environment, async (run) => {
            expect(await run("up", "--yes", "--skip-preview", onStderr)).toBe(0);
            await failingUps(run);
            expect(await run("destroy", "--yes", onStderr)).toBe(0);
        });
        const planted = { ofStack: [], ofProviders: [], unknown: [clientSecret] };
        const { leaks, bySelf, looked } = places(printed, planted);
        expect({ leaks, bySelf }).toEqual({ leaks: [], bySelf: [] });
        expect(looked).toContain("grpc.json");
        expect(printed.join("\n")).toContain("Refused: ");
    });
});
