import { createHash } from "node:crypto";
import { symlinkSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { Library, LibraryFile, type LibraryFileArgs } from "../../sdk";
import { takeName } from "../../sdk/claimedName";
import { refusal, unlessRefused } from "../../sdk/programRun";
import { emulatorTenant } from "../../defender/settings/emulatorTenant";
import { program, tenantId, valueOf, type Program } from "./program";

let own: Program;
beforeEach(() => {
    own = program();
    own.write("scripts/Get.ps1", "Get-Process\r\n");
});
afterEach(() => {
    own.close();
});

const sha256 = createHash("sha256").update("Get-Process\r\n").digest("hex");
const make = (args: LibraryFileArgs) => new LibraryFile("x", args);

describe("LibraryFile", () => {
    it("registers digest, size and a relative source, and none of the bytes", async () => {
        const file = make({ source: "scripts/Get.ps1", description: "d" });
        expect(await valueOf(file.sha256)).toBe(sha256);
        const [{ type, inputs }] = own.registered as [Program["registered"][0]];
        expect(type).toBe("pulumi-nodejs:dynamic/mde:LibraryFile");
        expect(inputs).toEqual({
            fileName: "Get.ps1",
            sha256,
            size: 13,
            tenantId,
            source: "scripts/Get.ps1",
            description: "d",
            __resource: expect.stringMatching(/^[0-9a-f]{12}\/[0-9a-f]{6}$/) as string,
            __stack: `${pulumi.getProject()}/${pulumi.getStack()}`,
            __provider: 'exports.handler = () => require("pulumi-mde/provider").provider;',
        });
        expect(JSON.stringify(own.registered)).not.toContain("Get-Process");
    });

    it.each([
        ["a FileAsset", { source: new pulumi.asset.FileAsset("scripts/Get.ps1") }],
        [
            "a StringAsset",
            { source: new pulumi.asset.StringAsset("Get-Process\r\n"), fileName: "Get.ps1" },
        ],
        ["text", { content: "Get-Process\r\n", fileName: "Get.ps1" }],
        ["text known late", { content: pulumi.output("Get-Process\r\n"), fileName: "Get.ps1" }],
        ["a path known late", { source: pulumi.output("scripts/Get.ps1") }],
    ])("takes %s", async (_, args) => {
        const file = make(args);
        expect(await valueOf(file.sha256)).toBe(sha256);
        expect(await valueOf(file.fileName)).toBe("Get.ps1");
        expect(JSON.stringify(own.registered)).not.toContain("Get-Process");
    });

    it("follows a link, and names the file after it", async () => {
        symlinkSync(join(own.folder, "scripts/Get.ps1"), join(own.folder, "linked.ps1"));
        const file = make({ source: "linked.ps1" });
        expect(await valueOf(file.fileName)).toBe("linked.ps1");
        expect(await valueOf(file.sha256)).toBe(sha256);
    });

    it.each([
        ["a relative path", () => "../elsewhere/Get.ps1", "../elsewhere/Get.ps1"],
        ["an absolute path", () => join(own.folder, "elsewhere/Get.ps1"), "Get.ps1"],
        ["an absolute path within", () => join(process.cwd(), "in/Get.ps1"), "in/Get.ps1"],
    ])("registers no machine's path for %s", async (_, source, registered) => {
        own.write("elsewhere/Get.ps1", "x");
        own.write("program/in/Get.ps1", "x");
        process.chdir(join(own.folder, "program"));
        await valueOf(make({ source: source() }).sha256);
        expect(own.registered[0]?.inputs["source"]).toBe(registered);
    });

    it("has settings and names of its own in each run of a program in one process", async () => {
        const { fileName } = make({ source: "scripts/Get.ps1" });
        expect(await valueOf(fileName)).toBe("Get.ps1");
        // Another stack's run: another tenant, and a name that is no duplicate there.
        own.configure({ cloud: "emulator" });
        const other = new LibraryFile("another", { source: "scripts/Get.ps1" });
        expect(await valueOf(other.fileName)).toBe("Get.ps1");
        expect(own.registered.map(({ inputs }) => inputs["tenantId"])).toEqual([
            tenantId,
            emulatorTenant("project", "stack"),
        ]);
    });

    it("accepts a pin that is the content's digest, in any case", async () => {
        expect(
            await valueOf(make({ source: "scripts/Get.ps1", sha256: sha256.toUpperCase() }).sha256),
        ).toBe(sha256);
    });

    it("tells the provider the emulator's tenant, which is the same at each run", async () => {
        own.configure({ cloud: "emulator" });
        await valueOf(make({ source: "scripts/Get.ps1" }).sha256);
        expect(own.registered[0]?.inputs["tenantId"]).toBe(emulatorTenant("project", "stack"));
        expect(emulatorTenant("project", "stack")).toMatch(/^[0-9a-f-]{36}$/);
        expect(emulatorTenant("project", "other")).not.toBe(emulatorTenant("project", "stack"));
    });

    it.each<[string, object, RegExp]>([
        [
            "a file that is not there",
            { source: "nothing.ps1" },
            /there is no such file: .*nothing\.ps1/,
        ],
        ["a folder", { source: "scripts" }, /is a folder, not a file/],
        ["no content", { fileName: "x.ps1" }, /neither "source" nor "content"/],
        [
            "two contents",
            { source: "scripts/Get.ps1", content: "x" },
            /both "source" and "content"/,
        ],
        ["content without a name", { content: "x" }, /give it a "fileName"/],
        [
            "an empty name",
            { source: "scripts/Get.ps1", fileName: "" },
            /fileName "", which must not be empty/,
        ],
        [
            "a path for a name",
            { source: "scripts/Get.ps1", fileName: "a/b" },
            /must not contain "\/"/,
        ],
        [
            "a backslash in a name",
            { source: "scripts/Get.ps1", fileName: "a\\b" },
            /must not contain "\\"/,
        ],
        ["a control character", { source: "scripts/Get.ps1", fileName: "a\nb" }, /U\+000A/],
        [
            "another digest than the pin",
            { source: "scripts/Get.ps1", sha256: "0".repeat(64) },
            /pinned to sha256 0{64}/,
        ],
        [
            "a pin that is no digest",
            { source: "scripts/Get.ps1", sha256: "abc" },
            /"abc", which is no SHA-256 digest/,
        ],
        [
            "a name that is no text",
            { source: "scripts/Get.ps1", fileName: 5 },
            /"fileName" that is no text/,
        ],
        ["a source that is null", { source: null }, /neither "source" nor "content"/],
        ["no arguments at all", undefined as unknown as object, /needs its arguments/],
        [
            "a misspelt argument",
            { source: "scripts/Get.ps1", fileNmae: "x" },
            /did you mean fileName\?/,
        ],
    ])("refuses %s, before anything is registered", async (_, args, message) => {
        expect(() => make(args)).toThrow(pulumi.RunError);
        expect(() => make(args)).toThrow(message);
        await new Promise((resolve) => setImmediate(resolve));
        expect(own.registered).toEqual([]);
    });

    it("refuses a provider object's name in its place", async () => {
        const options = { provider: "contoso" } as object;
        const told = /the option "provider" is no provider object/;
        expect(() => new LibraryFile("x", { source: "scripts/Get.ps1" }, options)).toThrow(told);
        expect(() => new Library("x", { path: "scripts" }, options)).toThrow(told);
        await new Promise((resolve) => setImmediate(resolve));
        expect(own.registered).toEqual([]);
    });

    it("refuses a file over the configured limit without reading it", () => {
        own.configure({ tenantId, clientId: "app", clientSecret: "c", maxUploadBytes: "12" });
        expect(() => make({ source: "scripts/Get.ps1" })).toThrow(/13 bytes and 12 are allowed/);
    });

    it.each<[string, Record<string, string>, readonly string[], RegExp]>([
        [
            "a misspelt key",
            { tenantID: tenantId },
            [],
            /mde:tenantID is not a configuration key.*mde:tenantId/,
        ],
        [
            "a secret in clear",
            { tenantId, clientId: "a", clientSecret: "canary" },
            [],
            /--secret mde:clientSecret/,
        ],
        [
            "a missing tenant",
            { clientId: "a", clientSecret: "c" },
            ["clientSecret"],
            /mde:tenantId is missing/,
        ],
        [
            "a bad value",
            { cloud: "comercial", tenantId },
            [],
            /"comercial", but must be one of commercial/,
        ],
    ])("refuses %s in the configuration", (_, values, secretKeys, message) => {
        own.configure(values, secretKeys);
        expect(() => make({ source: "scripts/Get.ps1" })).toThrow(message);
        expect(() => make({ source: "scripts/Get.ps1" })).not.toThrow(/canary/);
    });
});

describe("a host that is neither Microsoft's nor this machine", () => {
    it("is warned about before anything is registered, once", async () => {
        const warned: string[] = [];
        const warn = jest.spyOn(pulumi.log, "warn").mockImplementation((line) => {
            warned.push(line);
            return Promise.resolve();
        });
        own.configure({
            tenantId,
            clientId: "app",
            clientSecret: "c",
            apiUrl: "https://proxy.example.com",
        });
        const file = make({ source: "scripts/Get.ps1" });
        expect(warned).toEqual([expect.stringContaining("https://proxy.example.com")]);
        await valueOf(file.sha256);
        await valueOf(make({ content: "x", fileName: "x.sh" }).sha256);
        expect(warned).toHaveLength(1);
        warn.mockRestore();
    });
});

describe("takeName", () => {
    it("refuses the same name in any case for two resources of one tenant, naming both", () => {
        const one = { owner: {}, resource: "one" };
        const two = { owner: {}, resource: "two" };
        takeName({ tenantId, fileName: "Get.ps1", ...one });
        takeName({ tenantId, fileName: "Get.ps1", ...one });
        takeName({ tenantId: "another", fileName: "Get.ps1", ...two });
        expect(() => {
            takeName({ tenantId, fileName: "GET.ps1", ...two });
        }).toThrow(/"one" and "two" name the files Get\.ps1 and GET\.ps1/);
    });
});

describe("unlessRefused", () => {
    it("holds back what was made before a refusal, with the same error for all", async () => {
        const held = [unlessRefused(1), unlessRefused(2)];
        const error = refusal("two resources name one file");
        refusal("something else");
        for (const value of held) await expect(value).rejects.toBe(error);
    });

    it("shows its message alone, whenever Pulumi comes to tell it", () => {
        const error = refusal("what and why");
        error.message = `error serializing property "fileName": ${error.message}`;
        expect(error.message).toBe("what and why");
        expect(error.stack).toBe("what and why");
    });

    it("lets everything pass where nothing was refused", async () => {
        expect(await unlessRefused("value")).toBe("value");
    });
});
