import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";

import { hasProgram } from "../../provider/engine";

/** Pulumi's engine, as far as it is asked: which resource is the root of the program. */
async function engine(root: string | grpc.ServiceError) {
    const server = new grpc.Server();
    server.addService(EngineService, {
        getRootResource(_call: unknown, answer: grpc.sendUnaryData<GetRootResourceResponse>) {
            if (typeof root !== "string") {
                answer(root);
                return;
            }
            const response = new GetRootResourceResponse();
            response.setUrn(root);
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

describe("hasProgram", () => {
    it.each([
        ["urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev", true],
        ["", false],
    ])("with the root resource %j is %s", async (root, expected) => {
        const { address, close } = await engine(root);
        expect(await hasProgram(address)).toBe(expected);
        close();
    });

    it("is true where the engine does not say: rather leave a file than remove a wanted one", async () => {
        const silent = Object.assign(new Error("no"), { code: grpc.status.UNIMPLEMENTED });
        const { address, close } = await engine(silent as grpc.ServiceError);
        expect(await hasProgram(address)).toBe(true);
        close();
        expect(await hasProgram(address)).toBe(true);
        expect(await hasProgram("no-engine")).toBe(true);
    });
});
