import { createRequire } from "node:module";

/** How long the engine, which is on this machine, may take to answer, in milliseconds. */
const PATIENCE = 10_000;

/** Of Pulumi's generated client, what is used here. */
interface EngineModules {
    readonly EngineClient: new (
        address: string,
        credentials: unknown,
    ) => {
        getRootResource(
            request: unknown,
            options: { deadline: number },
            answer: (error: Error | null, response?: { getUrn(): string }) => void,
        ): void;
        close(): void;
    };
    readonly GetRootResourceRequest: new () => unknown;
    readonly credentials: { createInsecure(): unknown };
}

/**
 * Whether a program is part of this run. It makes its stack the engine's root resource (Pulumi's
 * sdk/nodejs/runtime/stack.ts), which a refresh or a destroy without a program never does.
 *
 * Where the engine cannot be asked it is `true`: then the notes of a program count, and a file is
 * rather left than taken away from a program that has it.
 *
 * @param address the engine's, as Pulumi's host is given it.
 */
export async function hasProgram(address: string): Promise<boolean> {
    try {
        const { EngineClient, GetRootResourceRequest, credentials } = engineModules();
        const client = new EngineClient(address, credentials.createInsecure());
        try {
            const options = { deadline: Date.now() + PATIENCE };
            return await new Promise((resolve) => {
                client.getRootResource(new GetRootResourceRequest(), options, (error, response) => {
                    resolve(error !== null || response?.getUrn() !== "");
                });
            });
        } finally {
            client.close();
        }
    } catch {
        return true;
    }
}

/** Pulumi's own copies: its gRPC package is no dependency of ours. */
function engineModules(): EngineModules {
    const own = createRequire(__filename);
    const pulumis = createRequire(own.resolve("@pulumi/pulumi"));
    return {
        ...(own("@pulumi/pulumi/proto/engine_grpc_pb") as Pick<EngineModules, "EngineClient">),
        ...(own("@pulumi/pulumi/proto/engine_pb") as Pick<EngineModules, "GetRootResourceRequest">),
        ...(pulumis("@grpc/grpc-js") as Pick<EngineModules, "credentials">),
    };
}
