import * as grpc from "@grpc/grpc-js";

import { hasProgram } from "../../provider/engine";
import { engineServer } from "../host/engineServer";

describe("hasProgram", () => {
    it.each([
        ["urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev", true],
        ["", false],
    ])("with the root resource %j is %s", async (root, expected) => {
        const { address, close } = await engineServer(() => root);
        expect(await hasProgram(address)).toBe(expected);
        close();
    });

    it("is true where the engine does not say: rather leave a file than remove a wanted one", async () => {
        const silent = Object.assign(new Error("no"), { code: grpc.status.UNIMPLEMENTED });
        const { address, close } = await engineServer(() => silent as grpc.ServiceError);
        expect(await hasProgram(address)).toBe(true);
        close();
        expect(await hasProgram(address)).toBe(true);
        expect(await hasProgram("no-engine")).toBe(true);
    });
});
