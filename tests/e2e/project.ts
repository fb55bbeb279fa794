import { execFile, type ExecFileException } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import * as automation from "@pulumi/pulumi/automation";
import type { Request } from "undici";

import { settingKeys } from "../../defender/settings/settingsKeys";
import {
    createEmulator,
    serveEmulator,
    type Emulator,
    type EmulatorOptions,
    type ServeOptions,
} from "../../emulator";
import { runPulumi, type Operation, type Run, type RunOptions } from "./pulumiRun";

export type { Run } from "./pulumiRun";

const root = join(__dirname, "..", "..");
const execute = promisify(execFile);

/** Credentials that the emulator of the tests knows, and nothing else. */
export const tenantId = "11112222-3333-4444-8555-666677778888";
export const clientId = "aaaabbbb-cccc-4ddd-8eee-ffff00001111";
export const clientSecret = "e2e~canary~client~secret";

const secretNames = new Set(
    Object.entries(settingKeys).flatMap(([name, key]) => ("secret" in key ? [name] : [])),
);

/**
 * A Pulumi project in a folder of its own, the real CLI on it, and an emulator on a port. Programs
 * find `pulumi-mde` as a user's would: by `require` from the project's folder.
 */
export class Project {
    private constructor(
        readonly folder: string,
        /** What the CLI runs with, beside the environment of the tests. */
        readonly environment: Readonly<Record<string, string>>,
        readonly emulator: Emulator,
        /** Where the emulator is served. */
        readonly url: string,
        private stack: automation.Stack,
        private readonly closeEmulator: () => Promise<void>,
    ) {}

    /**
     * @param options.tls serves the emulator over HTTPS; `ca` is what signed its certificate, which
     * the runs then trust beside the usual ones; `hosts` are more names that it answers under.
     * @param options.answered is waited for before an answer goes out.
     * @param options.policies the runs can start a policy pack, whichever CLI it is.
     */
    static async create(
        options: {
            typescript?: boolean;
            emulator?: EmulatorOptions;
            tls?: NonNullable<ServeOptions["tls"]> & {
                readonly ca: string;
                readonly hosts?: readonly string[];
            };
            answered?: (request: Request) => Promise<void>;
            policies?: boolean;
        } = {},
    ) {
        const home = join(root, ".e2e");
        mkdirSync(home, { recursive: true });
        const folder = mkdtempSync(join(home, "project-"));
        for (const name of ["backend", "home", "mde"]) mkdirSync(join(folder, name));
        const emulator = createEmulator({
            tenants: {
                [tenantId]: {
                    apps: {
                        [clientId]: { secret: clientSecret, displayName: "pulumi-mde tests" },
                    },
                },
            },
            ...options.emulator,
        });
        const { typescript = false, tls } = options;
        const { answered = () => Promise.resolve() } = options;
        const handle: Emulator["handle"] = async (request) => {
            const answer = await emulator.handle(request);
            await answered(request);
            return answer;
        };
        const served = await serveEmulator(
            { ...emulator, handle },
            { port: 0, ...(tls && { tls, allowedHosts: tls.hosts ?? [] }) },
        );
        if (tls !== undefined) writeFileSync(join(folder, "authority.pem"), tls.ca);
        const runtime = typescript
            ? "{ name: nodejs }"
            : "{ name: nodejs, options: { typescript: false } }";
        writeFileSync(join(folder, "Pulumi.yaml"), `name: e2e\nruntime: ${runtime}\n`);
        writeFileSync(
            join(folder, "package.json"),
            JSON.stringify({ name: "e2e", main: typescript ? "index.ts" : "index.js" }),
        );
        const environment = {
            PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "e2e",
            PULUMI_HOME: join(folder, "home"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_MDE_HOME: join(folder, "mde"),
            ...(tls && { NODE_EXTRA_CA_CERTS: join(folder, "authority.pem") }),
            ...(options.policies === true && { PATH: pathForPolicies() }),
        };
        const stack = await automation.LocalWorkspace.createOrSelectStack(
            { stackName: "test", workDir: folder },
            { envVars: environment },
        );
        const project = new Project(folder, environment, emulator, served.url, stack, () =>
            served.close(),
        );
        await project.configure({
            tenantId,
            clientId,
            clientSecret,
            apiUrl: served.url,
            authorityUrl: served.url,
        });
        return project;
    }

    /** Sets `mde:` keys of the stack; `undefined` removes one. */
    async configure(values: Readonly<Record<string, string | undefined>>): Promise<void> {
        const entries = Object.entries(values);
        const gone = entries.flatMap(([name, value]) =>
            value === undefined ? [`mde:${name}`] : [],
        );
        if (gone.length > 0) await this.stack.removeAllConfig(gone);
        const set = entries.flatMap(([name, value]) =>
            value === undefined
                ? []
                : [[`mde:${name}`, { value, secret: secretNames.has(name) }] as const],
        );
        if (set.length > 0) await this.stack.setAllConfig(Object.fromEntries(set));
    }

    /** Sets variables of the environment that the runs have; `undefined` removes one. */
    setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
        for (const [name, value] of Object.entries(values)) {
            if (value === undefined) Reflect.deleteProperty(this.stack.workspace.envVars, name);
            else this.stack.workspace.envVars[name] = value;
        }
    }

    /** Sets a key of the project's own. */
    configureProject(name: string, value: string, secret = false): Promise<void> {
        return this.stack.setConfig(name, { value, secret });
    }

    /** Sets a key as somebody does who forgets `--secret`. */
    configureInClear(name: string, value: string): Promise<void> {
        return this.stack.setConfig(`mde:${name}`, { value });
    }

    /** Sets a secret of the program's own, `other:<name>`; `undefined` removes it. */
    configureOther(name: string, value: string | undefined): Promise<void> {
        const key = `other:${name}`;
        if (value === undefined) return this.stack.removeConfig(key);
        return this.stack.setConfig(key, { value, secret: true });
    }

    /** Encrypts a key that need not be. */
    configureAsSecret(name: string, value: string): Promise<void> {
        return this.stack.setConfig(`mde:${name}`, { value, secret: true });
    }

    /** Writes a file of the project, making its folder. */
    write(path: string, content: string | Uint8Array): void {
        const file = join(this.folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
    }

    remove(path: string): void {
        rmSync(join(this.folder, path), { recursive: true });
    }

    /** Sets the body of the program. */
    program(body: string): void {
        this.write(
            "index.js",
            `const mde = require("pulumi-mde");\nconst pulumi = require("@pulumi/pulumi");\n${body}\n`,
        );
    }

    up = (options: RunOptions = {}) => this.run("up", options);
    preview = (options: RunOptions = {}) => this.run("preview", options);
    refresh = (options: RunOptions = {}) => this.run("refresh", options);
    destroy = (options: RunOptions = {}) => this.run("destroy", options);

    /** Gives the stack another name. */
    async rename(name: string): Promise<void> {
        await this.stack.rename({ stackName: name });
        this.stack = await automation.LocalWorkspace.selectStack(
            { stackName: name, workDir: this.folder },
            { envVars: { ...this.environment } },
        );
    }

    outputs = () => this.stack.outputs();

    /** The files that are live. */
    live = () => this.emulator.library(tenantId).list();

    /** The names that are live. */
    names = async () => (await this.live()).map(({ fileName }) => fileName);

    /** The calls since the last time that they were asked for, discovery left out. */
    calls(): string[] {
        const calls = this.emulator.journal.entries
            .filter(({ call }) => call !== "discovery")
            .map(({ call, fileName }) => (fileName === undefined ? call : `${call} ${fileName}`));
        this.emulator.journal.clear();
        return calls;
    }

    /** All that lies below a folder of the project: the backend's state and backups, Pulumi's logs. */
    textsIn(name: "backend" | "home" | "mde"): string[] {
        const walk = (folder: string): string[] =>
            readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
                const path = join(folder, entry.name);
                return entry.isDirectory() ? walk(path) : [readFileSync(path, "utf8")];
            });
        return walk(join(this.folder, name));
    }

    /** Changes the state as text, as nobody should: for states that another release or cloud wrote. */
    async editState(edit: (text: string) => string): Promise<void> {
        const exported = await this.stack.exportStack();
        const text = edit(JSON.stringify(exported));
        await this.stack.importStack(JSON.parse(text) as automation.Deployment);
    }

    /** Runs another command of the CLI. */
    async command(...words: string[]): Promise<{ failed: boolean; output: string }> {
        const env = { ...process.env, ...this.environment };
        return execute("pulumi", [...words, "--stack", "test"], { cwd: this.folder, env }).then(
            ({ stdout, stderr }) => ({ failed: false, output: stdout + stderr }),
            (error: unknown) => {
                const { message, stdout = "", stderr = "" } = error as ExecFileException;
                return { failed: true, output: `${message}${stdout}${stderr}` };
            },
        );
    }

    /** The state as text. */
    async stateText(): Promise<string> {
        return JSON.stringify(await this.stack.exportStack());
    }

    async resources(): Promise<StateResource[]> {
        const exported: { deployment: unknown } = await this.stack.exportStack();
        return (exported.deployment as { resources?: StateResource[] }).resources ?? [];
    }

    async close(): Promise<void> {
        await this.closeEmulator();
        rmSync(this.folder, { recursive: true, force: true });
    }

    private run(operation: Operation, options: RunOptions): Promise<Run> {
        const env = { ...process.env, ...this.stack.workspace.envVars };
        return runPulumi(operation, { ...options, cwd: this.folder, env, stack: this.stack.name });
    }
}

/** The language host that can be built from Go modules is too old for a policy pack. */
export function pathForPolicies(): string {
    const host = process.env["MDE_POLICY_HOST"] ?? "";
    return [host, process.env["PATH"] ?? ""].filter((part) => part !== "").join(delimiter);
}

/** A resource as the state holds it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}
