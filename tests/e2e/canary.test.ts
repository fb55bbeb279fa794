import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { issued } from "../defender/signIn/setUpSignIn";
import { linesWith, partsOf } from "./canaries";
import { CanaryProject, type RunPulumi } from "./canaryProject";
import { apps, canaries, foreign } from "./canaryValues";
import { tenantId, type Project } from "./project";
import type { Planted } from "./pulumiLogs";

const otherTenantId = "99992222-3333-4444-8555-666677778888";
const execute = promisify(execFile);
const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
const onStderr = "--logtostderr";
const { clientSecret, foreignKey, foreignToken, stackSecret } = canaries;

/**
 * Plants a value in every secret there is, lets Pulumi tell all that it can, lets the services repeat
 * in their errors whatever they were sent, and looks for the values everywhere.
 */
describe("secrets", () => {
    let canary: CanaryProject;
    let project: Project;

    beforeAll(async () => {
        canary = await CanaryProject.create();
        ({ project } = canary);
    });
    afterAll(() => canary.close());

    it("of all kinds are in clear nowhere, but where Pulumi logs what it configures", async () => {
        const login = await execute(
            process.execPath,
            [
                ...[main, "login", "--device-code", "--tenant", tenantId],
                ...["--client-id", apps.desk, "--authority-url", canary.tap.url],
            ],
            { env: { PATH: process.env["PATH"], ...project.environment } },
        );
        const { otherSecret, password, requestToken, machineSecret, identityHeader } = canaries;
        const token = issued();
        const inFile = issued();
        project.write("token", inFile);
        canary.edit();
        const planted: Planted = {
            ofStack: [clientSecret, stackSecret],
            ofForeign: [foreignKey, foreignToken, stackSecret],
            ofProviders: [otherSecret, password, token, requestToken],
            unknown: [inFile, ...canary.keyLines, machineSecret, identityHeader],
        };
        await project.configure({ clientId: apps.secret, clientSecret });
        await project.configureOther("password", password);
        await project.configureOther("token", token);
        await project.configureOther("foreign", stackSecret);
        const program = `
            const config = new pulumi.Config("other");
            const at = { tenantId: "${tenantId}", apiUrl: "${canary.tap.url}", authorityUrl: "${canary.tap.url}" };
            const file = (name, provider) => new mde.LibraryFile(name, { source: "file.sh", fileName: name + ".sh" }, { provider });
            const ways = {
                secret: { clientId: "${apps.desk}", clientSecret: process.env.OTHER_SECRET },
                certificate: { clientId: "${apps.certificate}", clientCertificatePath: "app.pem", clientCertificatePassword: config.requireSecret("password") },
                given: { clientId: "${apps.federated}", oidcToken: config.requireSecret("token") },
                inFile: { clientId: "${apps.federated}", oidcTokenFilePath: "token" },
                github: { clientId: "${apps.federated}", oidcRequestUrl: "${canary.github.url}/token", oidcRequestToken: process.env.REQUEST_TOKEN },
                login: { clientId: "${apps.desk}", useLogin: true },
                machine: { useMsi: true, msiClientId: "${apps.machine}" },
                az: { useCli: true },
            };
            ${foreign}
            for (const [name, way] of Object.entries(ways)) file(name, new mde.Provider(name, { ...at, ...way }));
            file("stack");`;
        project.program(program);
        const environment = {
            OTHER_SECRET: otherSecret,
            FOREIGN_KEY: foreignKey,
            FOREIGN_TOKEN: foreignToken,
            REQUEST_TOKEN: requestToken,
            ...canary.machineEnvironment(),
        };
        const printed = await canary.listen(environment, async (run) => {
            expect(await run("preview", onStderr, "--save-plan", "plan.json")).toBe(0);
            expect(await run("up", "--yes", "--plan", "plan.json", onStderr)).toBe(0);
            expect(await project.names()).toHaveLength(9);
            await canary.failingUps(run);
            project.program(`${program}
                new mde.LibraryFile("content", { fileName: "x.sh", content: config.requireSecret("password") });`);
            expect(await run("preview", onStderr)).not.toBe(0);
            project.program(program);
            expect(await run("refresh", "--yes", onStderr)).toBe(0);
            expect(await run("destroy", "--yes", onStderr)).toBe(0);
            expect(await project.names()).toEqual([]);
        });
        const { leaks, bySelf, looked } = canary.places(
            [...printed, login.stdout, login.stderr],
            planted,
        );
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
        const { secret, certificate, federated, desk } = apps;
        for (const clientId of [secret, certificate, federated, desk])
            expect([
                clientId,
                says(String.raw`application ${clientId} .*Refused: .*\[secret\]`),
            ]).toEqual([clientId, true]);
        expect(says(String.raw`signing a person in .*Refused: .*refresh_token .*\[secret\]`)).toBe(
            true,
        );
        expect(says(String.raw`managed identity .*Refused: \[secret\] \[token\]`)).toBe(true);
        expect(says(String.raw`the Azure CLI gave no token .*Refused: \[token\]`)).toBe(true);
        expect(canary.machineTokens()).toHaveLength(2);
        for (const given of canary.machineTokens()) expect(canary.tap.secrets).toContain(given);
        expect(canary.tap.secrets.size).toBeGreaterThan(20);
        // A login is kept where it has to be, for its owner's eyes.
        const kept = join(project.folder, "mde", "login");
        for (const name of readdirSync(kept))
            expect(statSync(join(kept, name)).mode & 0o077).toBe(0);
    }, 600_000);

    it("of the environment are in clear nowhere at all", async () => {
        await project.configure({ clientId: undefined, clientSecret: undefined });
        for (const name of ["password", "token", "foreign"])
            await project.configureOther(name, undefined);
        project.program(`new mde.LibraryFile("file", { source: "file.sh" });`);
        canary.edit();
        const environment = {
            ARM_CLIENT_ID: apps.secret,
            ARM_CLIENT_SECRET: clientSecret,
            PULUMI_DEBUG_GRPC: join(project.folder, "grpc.json"),
        };
        const printed = await canary.listen(environment, async (run) => {
            expect(await run("up", "--yes", "--skip-preview", onStderr)).toBe(0);
            await canary.failingUps(run);
            expect(await run("destroy", "--yes", onStderr)).toBe(0);
        });
        const planted = { ofStack: [], ofForeign: [], ofProviders: [], unknown: [clientSecret] };
        const { leaks, bySelf, looked } = canary.places(printed, planted);
        expect({ leaks, bySelf }).toEqual({ leaks: [], bySelf: [] });
        expect(looked).toContain("grpc.json");
        expect(printed.join("\n")).toContain("Refused: ");
    });

    it("of the rest of the stack are in clear nowhere, though runs are refused and stopped", async () => {
        await project.configureOther("foreign", stackSecret);
        const program = `${foreign}
            new mde.LibraryFile("file", { source: "file.sh" }, { dependsOn: foreign });`;
        project.program(program);
        canary.edit();
        const environment = {
            ...{ ARM_CLIENT_ID: apps.secret, ARM_CLIENT_SECRET: clientSecret },
            ...{ FOREIGN_KEY: foreignKey, FOREIGN_TOKEN: foreignToken },
        };
        const commands = async (run: RunPulumi) => {
            expect(await run("up", "--yes", "--skip-preview")).toBe(0);
            project.program(`${program}
                new mde.LibraryFile("a", { fileName: "a.sh", content: foreign.token });
                new mde.LibraryFile("b", { fileName: "b.sh", content: "b", description: foreign.key });`);
            expect(await run("up", "--yes", "--skip-preview", "--continue-on-error")).not.toBe(0);
            project.program(program);
            await project.configure({ tenantId: otherTenantId });
            expect(await run("up", "--yes", "--skip-preview")).not.toBe(0);
            await project.configure({ tenantId });
            expect(await run("destroy", "--yes", "--run-program")).toBe(0);
        };
        const printed = await canary.listen(environment, commands, []);
        const ofForeign = [foreignKey, foreignToken, stackSecret];
        const planted = { ofStack: [], ofProviders: [], ofForeign, unknown: [clientSecret] };
        const { leaks, bySelf } = canary.places(printed, planted);
        expect({ leaks, bySelf }).toEqual({ leaks: [], bySelf: [] });
        // What was refused was refused for what it is.
        expect(printed.join("\n")).toContain('LibraryFile "a" has a secret content');
        expect(printed.join("\n")).toContain('LibraryFile "b" has a secret description');
        expect(printed.join("\n")).toContain(`this stack is pinned to tenant ${tenantId}`);
    });
});
