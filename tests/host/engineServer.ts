import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";

/** Pulumi's engine, as far as the provider asks it: which resource is the root of the program. */
export async function engineServer(
    root: () => string | grpc.ServiceError,
): Promise<{ address: string; close: () => void }> {
    const server = new grpc.Server();
    server.addService(EngineService, {
        getRootResource(_call: unknown, answer: grpc.sendUnaryData<GetRootResourceResponse>) {
            const known = root();
            if (typeof known !== "string") {
                answer(known);
                return;
            }
            const response = new GetRootResourceResponse();
            response.setUrn(known);
            answer(null, response);
        },
    });
    const port = await new Promise<number>((resolve, reject) => {
        const credentials = grpc.ServerCredentials.createInsecure();
        server.bindAsync("127.0.0.1:0", credentials, (error, bound) => {
            if (error === null) resolve(bound);
            else reject(error);
        });
    });
    return {
        address: `127.0.0.1:${port}`,
        close: () => {
            server.forceShutdown();
        },
    };
}
