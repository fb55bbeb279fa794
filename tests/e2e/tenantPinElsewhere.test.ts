import { execFile } from "node:child_process";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import {
    added,
    done,
    expectNoWrite,
    old,
    pinned,
    projectInContoso,
    stopped,
} from "./pinnedProject";
import type { Project } from "./project";
import { callsByTenant, contoso, fabrikam, namesIn } from "./tenants";

describe("a tenant that a variable was left over for", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        done(await project.destroy());
        callsByTenant(project);
        project.program(old);
    });
    afterAll(() => project.close());
    const left = {
        ARM_CLIENT_ID: fabrikam.clientId,
        ARM_CLIENT_SECRET: fabrikam.clientSecret,
    };
    const names = ["ARM_TENANT_ID", "AZURE_TENANT_ID"];
    const unset = Object.fromEntries(
        [...names, ...Object.keys(left)].map((name) => [name, undefined]),
    );
    const nowhere = async () => {
        expect(callsByTenant(project)).toEqual({});
        expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
    };

    it.each(names)("stops a first up: %s is no pin", async (name) => {
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
        });
        project.setEnvironment({ ...unset, ...left, [name]: fabrikam.tenantId });
        const output = stopped(await project.up());
        expect(output).toContain(`"pulumi config set mde:tenantId ${fabrikam.tenantId}"`);
        await nowhere();
    });

    it.each(names)("is not looked at in a stack that is configured: %s", async (name) => {
        await project.configure({ ...contoso });
        project.setEnvironment({ ...unset, ...left, [name]: fabrikam.tenantId });
        done(await project.up());
        expect(Object.keys(callsByTenant(project))).not.toContain("fabrikam");
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
    });

    it.each(names)("stops a later up that nothing else configures: %s", async (name) => {
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
        });
        project.setEnvironment({ ...unset, ...left, [name]: fabrikam.tenantId });
        for (const program of [old, added + old, added]) {
            project.program(program);
            expect(stopped(await project.up())).toMatch(pinned);
        }
        project.program(old);
        expect(stopped(await project.destroy({ runProgram: true }))).toMatch(pinned);
        await nowhere();
    });
});

const execute = promisify(execFile);
const cli = join(__dirname, "..", "..", "dist", "cli", "main.js");

interface Recorder {
    readonly url: string;
    readonly connections: () => number;
    close(): Promise<void>;
}

/** A proxy that counts who comes to it, and takes nobody further. */
async function recorder(): Promise<Recorder> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
        sockets.push(socket);
        socket.on("error", () => undefined);
        socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${port}`,
        connections: () => sockets.length,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                // Whoever was told no may keep its side open.
                for (const socket of sockets) socket.destroy();
            }),
    };
}

describe("another cloud", () => {
    let project: Project;
    /** What would be called outside of this machine: every connection goes by this proxy. */
    let proxy: Recorder;
    const moved = new RegExp(
        `(in|to) tenant ${contoso.tenantId}.*cloud (commercial|gcc|gcchigh)`,
        "s",
    );
    beforeAll(async () => {
        project = await projectInContoso();
        proxy = await recorder();
        project.setEnvironment({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url });
        await project.configure({ apiUrl: undefined, authorityUrl: undefined });
    });
    afterAll(async () => {
        await proxy.close();
        await project.close();
    });
    const expectNobodyAsked = async () => {
        expect(proxy.connections()).toBe(0);
        expect(await expectNoWrite(project)).toEqual([]);
    };

    it.each([undefined, "gcchigh"])(
        "stops a stack of the emulator at a real cloud (%s), in up, refresh and destroy",
        async (cloud) => {
            await project.configure({ cloud });
            for (const program of [added + old, added, old]) {
                project.program(program);
                expect(stopped(await project.up())).toMatch(moved);
            }
            expect(stopped(await project.preview())).toMatch(moved);
            expect(stopped(await project.refresh({ runProgram: true }))).toMatch(moved);
            expect(stopped(await project.destroy({ runProgram: true }))).toMatch(moved);
            await expectNobodyAsked();
        },
    );

    it("stops a stack of one real cloud at another, and at the emulator, without a program too", async () => {
        await project.configure({ cloud: "commercial" });
        await project.editState((text) => text.replaceAll('"cloud":"emulator"', '"cloud":"gcc"'));
        expect(stopped(await project.up())).toMatch(moved);
        expect(stopped(await project.preview())).toMatch(moved);
        // The state's own configuration is still the emulator's.
        expect(stopped(await project.refresh())).toMatch(moved);
        expect(stopped(await project.destroy())).toMatch(moved);
        await expectNobodyAsked();
    });

    it("would have been seen by the proxy", async () => {
        const environment = {
            PATH: process.env["PATH"],
            HTTPS_PROXY: proxy.url,
            AZURE_TENANT_ID: contoso.tenantId,
            AZURE_CLIENT_ID: contoso.clientId,
            AZURE_CLIENT_SECRET: contoso.clientSecret,
        };
        await execute(process.execPath, [cli, "doctor"], { env: environment }).catch(
            () => undefined,
        );
        expect(proxy.connections()).toBeGreaterThan(0);
    });
});
