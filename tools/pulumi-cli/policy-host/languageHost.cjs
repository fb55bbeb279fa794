// A Node.js language host that starts policy packs too, in front of one that is too old to: the last
// that can be had as a Go module. It answers RunPlugin itself, as current hosts do (Pulumi's
// sdk/nodejs/cmd/pulumi-language-nodejs/main.go), and hands every other call on, byte by byte.
//
// It is started as `pulumi-language-nodejs`, earlier on PATH than the old one.

const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const { delimiter, join } = require("node:path");
const { existsSync, realpathSync } = require("node:fs");
const { createInterface } = require("node:readline");

const grpc = require("@grpc/grpc-js");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb.js");
const { RunPluginResponse } = require("@pulumi/pulumi/proto/language_pb.js");

const name = "pulumi-language-nodejs";
const limits = {
    "grpc.max_receive_message_length": 400 * 2 ** 20,
    "grpc.max_send_message_length": 400 * 2 ** 20,
};

/** @returns {string} the language host that PATH leads to without this folder */
function nextOnPath() {
    const here = realpathSync(__dirname);
    const found = (process.env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => existsSync(folder) && realpathSync(folder) !== here)
        .map((folder) => join(folder, name))
        .find((file) => existsSync(file));
    if (found === undefined) throw new Error(`There is no other ${name} on PATH.`);
    return found;
}

/**
 * Starts a policy pack (or another plugin) with the @pulumi/pulumi that the pack itself finds, and
 * streams what it writes.
 *
 * @param {import("@grpc/grpc-js").ServerWritableStream<import("@pulumi/pulumi/proto/language_pb.js").RunPluginRequest, unknown>} call
 */
function runPlugin(call) {
    const { request } = call;
    const folder = request.getInfo()?.getProgramDirectory() || request.getProgram();
    const command = request.getKind() === "analyzer" ? "run-policy-pack" : "run-plugin";
    const find = createRequire(join(realpathSync(folder), "package.json"));
    const run = find.resolve(`@pulumi/pulumi/cmd/${command}`);
    const child = spawn(process.execPath, [run, ...request.getArgsList(), folder], {
        cwd: command === "run-policy-pack" ? folder : request.getPwd(),
        env: environmentOf(request.getEnvList()),
        stdio: ["ignore", "pipe", "pipe"],
    });
    /** @param {(response: InstanceType<typeof RunPluginResponse>) => void} fill */
    const send = (fill) => {
        const response = new RunPluginResponse();
        fill(response);
        call.write(response);
    };
    child.stdout.on("data", (bytes) => send((response) => response.setStdout(bytes)));
    child.stderr.on("data", (bytes) => send((response) => response.setStderr(bytes)));
    child.on("error", (error) => call.destroy(error));
    child.on("close", (code) => {
        send((response) => response.setExitcode(code ?? 1));
        call.end();
    });
    call.on("cancelled", () => child.kill());
}

/**
 * @param {string[]} lines `NAME=value`
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf(lines) {
    const given = lines.map((line) => {
        const at = line.indexOf("=");
        return [line.slice(0, at), line.slice(at + 1)];
    });
    return { ...process.env, ...Object.fromEntries(given) };
}

/** @param {string} address of the old host */
function serve(address) {
    const client = new grpc.Client(address, grpc.credentials.createInsecure(), limits);
    const server = new grpc.Server(limits);
    /** @param {Buffer} bytes */
    const asIs = (bytes) => bytes;
    /** @type {Record<string, import("@grpc/grpc-js").MethodDefinition<any, any>>} */
    const definition = {};
    /** @type {import("@grpc/grpc-js").UntypedServiceImplementation} */
    const handlers = {};
    for (const [key, method] of Object.entries(LanguageRuntimeService)) {
        if (key === "runPlugin") {
            definition[key] = method;
            handlers[key] = runPlugin;
            continue;
        }
        const { path, responseStream } = method;
        definition[key] = { ...method, requestDeserialize: asIs, responseSerialize: asIs };
        handlers[key] = responseStream ? streamed(path) : single(path);
    }

    /**
     * @param {string} path
     * @returns {import("@grpc/grpc-js").handleUnaryCall<Buffer, Buffer>}
     */
    function single(path) {
        return ({ request, metadata }, answer) => {
            client.makeUnaryRequest(path, asIs, asIs, request, metadata, answer);
        };
    }

    /**
     * @param {string} path
     * @returns {import("@grpc/grpc-js").handleServerStreamingCall<Buffer, Buffer>}
     */
    function streamed(path) {
        return (call) => {
            const { request, metadata } = call;
            const answers = client.makeServerStreamRequest(path, asIs, asIs, request, metadata);
            answers.on("data", (answer) => call.write(answer));
            answers.on("error", (error) => call.destroy(error));
            answers.on("end", () => call.end());
        };
    }

    server.addService(definition, handlers);
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) throw error;
        process.stdout.write(`${String(port)}\n`);
    });
}

const host = spawn(nextOnPath(), process.argv.slice(2), { stdio: ["pipe", "pipe", "inherit"] });
host.on("close", (code) => process.exit(code ?? 1));
process.on("SIGINT", () => host.kill("SIGINT"));
process.on("SIGTERM", () => host.kill("SIGTERM"));
// An engine that is gone leaves nobody to serve.
process.on("exit", () => host.kill());

const lines = createInterface({ input: host.stdout });
lines.once("line", (port) => serve(`127.0.0.1:${port.trim()}`));
