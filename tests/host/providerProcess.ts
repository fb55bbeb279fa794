import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

const root = join(__dirname, "..", "..");

/** The constant text that each resource carries: the host finds the provider by it. */
export const __provider = 'exports.handler = () => require("pulumi-mde/provider").provider;';

/** How an unknown text or boolean arrives in a preview. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const unknownBoolean = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";

type Bag = Record<string, unknown>;

/**
 * Pulumi's own provider process (`@pulumi/pulumi/cmd/dynamic-provider`), driven over gRPC as the
 * engine drives it.
 */
export class ProviderProcess {
    private constructor(
        readonly child: ChildProcess,
        private readonly client: ResourceProviderClient,
        readonly userFolder: string,
        private readonly printed: string[],
        private readonly ownsFolder: boolean,
    ) {}

    /** Starts the process and configures it, as the engine does before anything else. */
    static async start(
        configuration: Readonly<Record<string, string>>,
        options: { engine?: string; userFolder?: string; inherit?: RegExp } = {},
    ): Promise<ProviderProcess> {
        const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), "mde-host-"));
        const child = spawn(
            process.execPath,
            [
                require.resolve("@pulumi/pulumi/cmd/dynamic-provider"),
                options.engine ?? "127.0.0.1:1",
            ],
            {
                cwd: root,
                env: {
                    ...cleanEnvironment(options.inherit),
                    PULUMI_NODEJS_PROJECT: "host",
                    PULUMI_MDE_HOME: userFolder,
                },
                stdio: ["pipe", "pipe", "pipe"],
            },
        );
        const printed: string[] = [];
        child.stderr.on("data", (data: Buffer) => printed.push(data.toString()));
        const port = await new Promise<string>((resolve, reject) => {
            child.once("exit", (code) => {
                reject(new Error(`the host ended with ${code}: ${printed.join("")}`));
            });
            createInterface({ input: child.stdout }).once("line", resolve);
        });
        child.stdout.on("data", (data: Buffer) => printed.push(data.toString()));
        const client = new ResourceProviderClient(
            `127.0.0.1:${port}`,
            credentials.createInsecure(),
        );
        const provider = new ProviderProcess(
            child,
            client,
            userFolder,
            printed,
            options.userFolder === undefined,
        );
        const request = new messages.ConfigureRequest();
        request.setArgs(struct(configuration));
        await provider.call<messages.ConfigureResponse>((done) => client.configure(request, done));
        return provider;
    }

    /** Everything that the process has printed, the port left out. */
    get output(): string {
        return this.printed.join("");
    }

    async check(olds: Bag, news: Bag) {
        const request = new messages.CheckRequest();
        request.setOlds(struct(olds));
        request.setNews(struct({ ...news, __provider }));
        const response = await this.call<messages.CheckResponse>((done) =>
            this.client.check(request, done),
        );
        return {
            inputs: bag(response.getInputs()),
            failures: response.getFailuresList().map((failure) => ({
                property: failure.getProperty(),
                reason: failure.getReason(),
            })),
        };
    }

    async diff(id: string, olds: Bag, news: Bag) {
        const request = new messages.DiffRequest();
        request.setId(id);
        request.setOlds(struct({ ...olds, __provider }));
        request.setNews(struct({ ...news, __provider }));
        const response = await this.call<messages.DiffResponse>((done) =>
            this.client.diff(request, done),
        );
        return {
            changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
            replaces: response.getReplacesList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
        };
    }

    async create(inputs: Bag) {
        const request = new messages.CreateRequest();
        request.setProperties(struct({ ...inputs, __provider }));
        const response = await this.call<messages.CreateResponse>((done) =>
            this.client.create(request, done),
        );
        return { id: response.getId(), outs: bag(response.getProperties()) };
    }

    async update(id: string, olds: Bag, news: Bag) {
        const request = new messages.UpdateRequest();
        request.setId(id);
        request.setOlds(struct({ ...olds, __provider }));
        request.setNews(struct({ ...news, __provider }));
        const response = await this.call<messages.UpdateResponse>((done) =>
            this.client.update(request, done),
        );
        return { outs: bag(response.getProperties()) };
    }

    async read(id: string, props: Bag) {
        const request = new messages.ReadRequest();
        request.setId(id);
        request.setProperties(struct({ ...props, __provider }));
        const response = await this.call<messages.ReadResponse>((done) =>
            this.client.read(request, done),
        );
        const inputs = response.getInputs();
        return {
            id: response.getId(),
            props: bag(response.getProperties()),
            inputs: inputs === undefined ? undefined : bag(inputs),
        };
    }

    async delete(id: string, props: Bag): Promise<void> {
        const request = new messages.DeleteRequest();
        request.setId(id);
        request.setProperties(struct({ ...props, __provider }));
        await this.call((done) => this.client.delete(request, done));
    }

    /** Lets its standard input end, as it does when the engine is gone. */
    loseEngine(): void {
        this.child.stdin?.destroy();
    }

    /** Kills it (SIGKILL): nothing more is written. */
    kill(): void {
        this.child.kill("SIGKILL");
    }

    /** Ends the process that this started, and removes its notes unless their folder was given. */
    async stop(): Promise<void> {
        this.client.close();
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        if (this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill("SIGTERM");
            await ended;
        }
        if (this.ownsFolder) rmSync(this.userFolder, { recursive: true, force: true });
    }

    private call<T>(
        start: (done: (error: ServiceError | null, response: T) => void) => unknown,
    ): Promise<T> {
        return new Promise((resolve, reject) => {
            start((error, response) => {
                if (error === null) resolve(response);
                else reject(error);
            });
        });
    }
}

function struct(value: Bag): Struct {
    return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}

function bag(value: Struct | undefined): Bag {
    return value?.toJavaScript() ?? {};
}

/** The environment without what would configure a provider, unless a test asks for it. */
function cleanEnvironment(inherit = /^$/): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(process.env).filter(
            ([name]) => inherit.test(name) || !/^(ARM|AZURE|MDE|PULUMI)_/.test(name),
        ),
    );
}
