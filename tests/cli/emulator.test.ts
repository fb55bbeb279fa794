import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { fetch } from "undici";

import { emulatorCommand } from "../../cli/emulatorCommand";
import { appCertificate } from "../emulator/appCertificate";
import { temporaryFolder } from "../emulator/temporaryFolder";
import { clientId, otherTenantId, tenantId, wireOf, type SignInErrorBody } from "../emulator/wire";
import { endEmulators, runEmulator, startEmulator } from "./emulatorProcess";

afterEach(endEmulators);

const wireAt = (url: string) => wireOf((request) => fetch(request), url);

function fileOf(document: unknown): string {
    const file = join(temporaryFolder(), "document.json");
    writeFileSync(file, JSON.stringify(document));
    return file;
}

describe("pulumi-mde emulator --tenants", () => {
    it("lets in whom the file describes, and nobody else", async () => {
        const apps = { [clientId]: { displayName: "Deployer", secret: "right" } };
        const file = fileOf({ [tenantId]: { apps } });
        const wire = wireAt((await startEmulator(["--tenants", file])).url);
        const codeFor = async (options: { secret: string; tenant?: string }) => {
            const form = { grant_type: "client_credentials", client_id: clientId, scope: "x" };
            const { secret, ...where } = options;
            const response = await wire.requestToken({ ...form, client_secret: secret }, where);
            return ((await response.json()) as SignInErrorBody).error_codes[0];
        };
        expect(await codeFor({ secret: "wrong" })).toBe(7000215);
        expect(await codeFor({ secret: "right", tenant: otherTenantId })).toBe(90002);
        await wire.signIn({ secret: "right" });
        expect((await wire.list()).status).toBe(200);
    });
});

describe("pulumi-mde emulator --behaviour", () => {
    it("answers as the file says", async () => {
        const file = fileOf({ upload: { existing: "conflict" } });
        const wire = wireAt((await startEmulator(["--behaviour", file])).url);
        await wire.signIn();
        expect((await wire.upload()).status).toBe(200);
        expect((await wire.upload({ content: "other" })).status).toBe(409);
    });

    it("serves nothing with a file that says what there is not, and names it", async () => {
        const file = fileOf({ upload: { exsting: "conflict" }, list: { order: "size" } });
        const ended = await runEmulator(["--port", "0", "--behaviour", file]);
        expect(ended).toMatchObject({ code: 1 });
        const said = JSON.stringify(ended);
        for (const part of [file, "not started", "did you mean existing?", "list → order"])
            expect(said).toContain(part);
    });
});

describe("pulumi-mde emulator --host", () => {
    it("serves other machines only with --allow-remote, and names the flag", async () => {
        const ended = await runEmulator(["--port", "0", "--host", "0.0.0.0"]);
        const why = expect.stringContaining("--allow-remote") as string;
        expect(ended).toMatchObject({ code: 1, stderr: why });
    });

    it("warns of who can reach it then", async () => {
        const { url, warned } = await startEmulator(["--host", "0.0.0.0", "--allow-remote"]);
        await wireAt(`http://127.0.0.1:${new URL(url).port}`).signIn();
        await endEmulators();
        expect(warned()).toMatch(/warning: every machine that reaches .*0\.0\.0\.0.*--cert/);
    });

    it("warns of nothing on this machine alone", async () => {
        const { warned } = await startEmulator(["--allow-remote"]);
        await endEmulators();
        expect(warned()).toBe("");
    });
});

describe("pulumi-mde emulator --port", () => {
    it.each([
        [8080, "without", false],
        [8443, "with", true],
    ])("is %d where it is left out, %s a certificate", async (port, _, withCertificate) => {
        // Whether we take the port or somebody has it: nothing can be served there.
        const other = createServer();
        await new Promise((resolve) => {
            other.once("listening", resolve).once("error", resolve).listen(port, "127.0.0.1");
        });
        const { cert, key } = await appCertificate();
        const folder = temporaryFolder();
        writeFileSync(join(folder, "cert.pem"), cert);
        writeFileSync(join(folder, "key.pem"), key);
        const args = withCertificate ? ["--cert", "cert.pem", "--key", "key.pem"] : [];
        const ended = await runEmulator(args, { cwd: folder });
        other.close();
        const why = expect.stringContaining(`port ${port} of 127.0.0.1 is taken`) as string;
        expect(ended).toMatchObject({ code: 1, stderr: why });
        expect(emulatorCommand().helpInformation()).toContain(String(port));
    });
});

describe("README.md", () => {
    const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
    const lines = [...readme.matchAll(/^npx pulumi-mde emulator (.*)$/gm)].map(([, args]) => args!);
    const [, document] = /^```json\n([^]*?)```/m.exec(readme)!;

    it("has two lines that start the emulator", () => {
        expect(lines).toHaveLength(2);
    });

    it.each(lines)("starts it with %s", async (line) => {
        const folder = temporaryFolder();
        writeFileSync(join(folder, "behaviour.json"), document!);
        const outcome = await runEmulator(line.split(" "), { cwd: folder });
        if (!("url" in outcome)) throw new Error(outcome.stderr);
        const wire = wireAt(outcome.url);
        await wire.signIn();
        expect((await wire.upload()).status).toBe(200);
    });
});
