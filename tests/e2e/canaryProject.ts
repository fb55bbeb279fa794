import { createPrivateKey } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";

import { federatedCredential, issued } from "../defender/signIn/setUpSignIn";
import { appCertificate } from "../emulator/appCertificate";
import { filesBelow, linesWith, partsOf, pulumi, wiretap, type Wiretap } from "./canaries";
import { apps, canaries } from "./canaryValues";
import { machineServices, type MachineServices } from "./machineServices";
import { Project, tenantId } from "./project";
import { unexplained, type Planted } from "./pulumiLogs";
import { installAz, standIn, type StandIn } from "./standIns";

/** Runs a command of Pulumi's, and gives its exit code. */
export type RunPulumi = (...args: string[]) => Promise<number>;

/** Signs in at a wiretap, by each of its apps. */
export class CanaryProject {
    private round = 0;

    private constructor(
        readonly project: Project,
        readonly tap: Wiretap,
        /** The lines of the certificate's private key, as MSAL is given it. */
        readonly keyLines: readonly string[],
        /** The endpoint of a runner that gives federated tokens. */
        readonly github: StandIn,
        private readonly machine: MachineServices,
    ) {}

    static async create(): Promise<CanaryProject> {
        const { clientSecret, otherSecret, machineSecret, password, requestToken } = canaries;
        const { cert, key } = await appCertificate();
        const registered = {
            [apps.secret]: { displayName: "by secret", secret: clientSecret },
            [apps.certificate]: { displayName: "by certificate", certificates: [cert] },
            [apps.federated]: {
                displayName: "by federation",
                federatedCredentials: [federatedCredential],
            },
            [apps.desk]: { displayName: "by login", secret: otherSecret, publicClient: {} },
            [apps.machine]: { displayName: "by machine", secret: machineSecret },
            [apps.azureCli]: { displayName: "by Azure CLI", secret: machineSecret },
        };
        // So short that MSAL refreshes a person's token in each run.
        const emulator = {
            tenants: { [tenantId]: { apps: registered } },
            tokenLifetimeSeconds: 290,
        };
        const project = await Project.create({ emulator });
        const tap = await wiretap(project.emulator);
        await project.configure({
            ...{ clientId: undefined, clientSecret: undefined },
            ...{ apiUrl: tap.url, authorityUrl: tap.url },
        });
        // Federation's own endpoint repeats what it was sent, too.
        const github = await standIn(({ headers }) => {
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
        const keyLines = opened.export(pem).toString().trim().split("\n").slice(2, -2);
        expect(keyLines.length).toBeGreaterThan(10);
        return new CanaryProject(project, tap, keyLines, github, await machineServices(tap));
    }

    async close(): Promise<void> {
        await this.github.close();
        await this.machine.close();
        await this.tap.close();
        await this.project.close();
    }

    /** What a machine is signed in by: an identity of its own, and the Azure CLI on PATH. */
    machineEnvironment() {
        const { metadata, azureCli } = this.machine;
        const bin = installAz(this.project.folder, {
            authority: azureCli.url,
            clientId: apps.azureCli,
            secret: "asked for by nobody",
        });
        return {
            IDENTITY_ENDPOINT: `${metadata.url}/msi/token`,
            IDENTITY_HEADER: canaries.identityHeader,
            PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
        };
    }

    /** The tokens that the machine's services gave last. */
    machineTokens = () => [...this.machine.tokens.values()];

    /** Changes the file that the programs upload. */
    edit(): void {
        this.project.write("file.sh", `echo ${++this.round}\n`);
    }

    /**
     * Has Pulumi run by these commands, and gives what it printed.
     *
     * @param loud as loudly as it can, unless told otherwise.
     */
    async listen(
        environment: Readonly<Record<string, string>>,
        commands: (run: RunPulumi) => Promise<void>,
        loud = ["-v=9"],
    ): Promise<string[]> {
        const temporary = join(this.project.folder, "tmp");
        rmSync(temporary, { recursive: true, force: true });
        mkdirSync(temporary);
        const env = {
            ...process.env,
            ...this.project.environment,
            ...environment,
            TMPDIR: temporary,
            PULUMI_EXPERIMENTAL: "true",
        };
        const printed: string[] = [];
        await commands(async (...args) => {
            const { folder: cwd } = this.project;
            const run = await pulumi([...args, "--non-interactive", ...loud], { cwd, env });
            printed.push(run.stdout, run.stderr);
            return run.code;
        });
        return printed;
    }

    /** Every service refuses what it is sent, and repeats it. */
    async failingUps(run: RunPulumi) {
        const up = ["up", "--yes", "--skip-preview", "--continue-on-error"];
        this.edit();
        this.tap.echo("upload");
        expect(await run(...up)).not.toBe(0);
        this.tap.echo("token");
        expect(await run(...up, "--debug", "--logtostderr")).not.toBe(0);
        this.tap.echo(undefined);
    }

    /** Each place where a planted value, or one that crossed the wire, is in clear. */
    places(printed: readonly string[], planted: Planted) {
        const { ofStack, ofForeign, ofProviders, unknown } = planted;
        const all = [...ofStack, ...ofForeign, ...ofProviders, ...unknown, ...this.tap.secrets];
        const secrets = [...new Set(all.flatMap(partsOf))];
        const holders = ["token", "index.js"];
        const texts = [
            ...printed.map((text, index) => [`output ${index}`, text] as const),
            ...[...filesBelow(this.project.folder)].filter(
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
                ([where, line]) =>
                    linesWith(unexplained(where, line, planted, secrets), secrets).length > 0,
            ),
        };
    }
}
