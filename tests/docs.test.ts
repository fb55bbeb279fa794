import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { endpointsOf } from "../defender/clouds";
import { readSettings, regions, type CloudName, type Region } from "../defender/settings/settings";
import { keyProblems, settingKeys } from "../defender/settings/settingsKeys";
import { userFolderPath } from "../library/userFolder";

const root = join(__dirname, "..");
const page = readFileSync(join(root, "docs", "authentication.md"), "utf8");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Blocks of commands, each with the heading that it is under. */
function shellBlocks(): { heading: string; text: string }[] {
    return page.split(/^(?=##+ )/m).flatMap((section) => {
        const heading = /^#+ (.*)$/m.exec(section)?.[1] ?? "";
        const blocks = [...section.matchAll(/```sh\n([^]*?)```/g)];
        return blocks.map(([, text = ""]) => ({ heading, text }));
    });
}

const how: Readonly<Record<string, string>> = {
    "Client secret": "clientSecret",
    "Client certificate": "clientCertificate",
    "A federated token": "oidc",
    "GitHub Actions": "oidc",
    "Azure Pipelines": "oidc",
    "Managed identity": "managedIdentity",
    "The Azure CLI": "azureCli",
    "A person at a desk": "login",
};

/** What the runners set by themselves, or the page says beside the commands. */
const runner = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example/token",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "token",
};

describe("docs/authentication.md", () => {
    const blocks = shellBlocks().filter(({ text }) => /mde:|ARM_|AZURE_/.test(text));

    it("has commands for each way of signing in", () => {
        expect(new Set(blocks.map(({ heading }) => how[heading] ?? ""))).toEqual(
            new Set(["", ...Object.values(how)]),
        );
    });

    it.each(blocks)("has true commands under $heading: $text", ({ heading, text }) => {
        const configuration: Record<string, string> = {};
        const secretKeys: string[] = [];
        const command = /^pulumi config set (--secret )?(mde:\w+)(?: (\S+))?$/gm;
        for (const [, secret, key = "", value] of text.matchAll(command)) {
            configuration[key] = value ?? "prompted";
            if (secret !== undefined) secretKeys.push(key);
        }
        const environment = Object.fromEntries(
            [...text.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value = ""]) => [
                name,
                name === "ARM_OIDC_TOKEN" ? "a.b.c" : value,
            ]),
        ) as Record<string, string>;
        const known = Object.values(settingKeys).flatMap((key): string[] => [...key.environment]);
        expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
        expect(keyProblems({ keys: Object.keys(configuration), secretKeys })).toEqual([]);
        if (how[heading] === undefined || text.startsWith("az ")) return;
        const { problems, settings } = readSettings({
            configuration: (name) =>
                name === "tenantId"
                    ? "00001111-aaaa-2222-bbbb-3333cccc4444"
                    : configuration[`mde:${name}`],
            environment: text.includes("oidcTokenFilePath") ? {} : { ...runner, ...environment },
        });
        expect(problems).toEqual([]);
        expect(settings?.signIn.how).toBe(how[heading]);
    });

    it("names tests that there are", () => {
        const named = [
            ...page.matchAll(/`(tests\/[\w/]+\.test\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/g),
        ];
        expect(named.length).toBeGreaterThan(6);
        for (const [, file = "", titles = ""] of named) {
            expect(existsSync(join(root, file))).toBe(true);
            const text = readFileSync(join(root, file), "utf8");
            for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g))
                expect(text).toContain(`it("${title}"`);
        }
    });

    it("has a row for each cloud and region, as the code has them", () => {
        const rows = page
            .split("\n")
            .map((line) => line.split("|").map((cell) => cell.trim()))
            .filter(([, cloud = ""]) => /^`(commercial|gcc|gcchigh|dod)`$/.test(cloud))
            .map((cells) => cells.slice(1, 6).map((cell) => cell.replace(/`([^`]*)`.*/, "$1")));
        const row = (cloud: CloudName, region?: Region) => {
            const { apiUrl, authorityUrl, scope } = endpointsOf({ cloud, region });
            return [cloud, region ?? "", apiUrl, authorityUrl, scope];
        };
        expect(rows).toEqual([
            row("commercial"),
            ...regions.map((region) => row("commercial", region)),
            row("gcc"),
            row("gcchigh"),
            row("dod"),
        ]);
        const inferred = page.split("\n").filter((line) => line.includes("(inferred)"));
        expect(inferred).toHaveLength(3);
        for (const line of inferred) expect(line).toMatch(/^\| `(gcc|gcchigh|dod)`/);
    });
});

describe("README.md", () => {
    it("has a row for each configuration key, with its environment variables in order", () => {
        const table = /## Configuration\n[^]*?\n## /.exec(readme)?.[0] ?? "";
        for (const [name, { environment }] of Object.entries(settingKeys)) {
            const row = table.split("\n").find((line) => line.includes(`\`${name}\``));
            expect(`${name}: ${row ?? "no row"}`).not.toContain("no row");
            const places = environment.map((variable) => row?.indexOf(`\`${variable}\``) ?? -1);
            expect({ name, missing: places.includes(-1) }).toEqual({ name, missing: false });
            expect([...places].sort((one, other) => one - other)).toEqual(places);
        }
    });

    it("says where pulumi-mde keeps its notes, and how to have them elsewhere", () => {
        const configuration = /## Configuration\n[^]*?\n## /.exec(readme)?.[0] ?? "";
        const [, paragraph = ""] = /^(`PULUMI_MDE_HOME`[^]*?)\n\n/m.exec(configuration) ?? [];
        const shown = userFolderPath({}).replace(homedir(), "~");
        // Elsewhere on this machine, where XDG_CACHE_HOME says so.
        const usual = process.env["XDG_CACHE_HOME"] === undefined ? shown : "~/.cache/pulumi-mde";
        expect(paragraph).toContain(`\`${usual.replace(/.*Local/, "%LOCALAPPDATA%")}\``);
        expect(paragraph.replace(/\s+/g, " ")).toContain("when that disk is full");
    });
});
