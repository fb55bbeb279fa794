import { Command } from "commander";

import {
    extensionsPackage,
    login,
    networkTransport,
    systemClock,
    type Login,
    type LoginWay,
} from "../defender";
import { listed } from "../defender/settings/settingPlaces";
import { userFolderPath } from "../library/userFolder";
import { loginTarget, type LoginFlags, type LoginTarget } from "./loginFlags";

interface Flags extends LoginFlags {
    readonly deviceCode?: boolean;
    /** `--no-browser` */
    readonly browser: boolean;
}

/** `pulumi-mde login`: a person signs in to one tenant, for `mde:useLogin`. */
export function loginCommand(): Command {
    return new Command("login")
        .description(
            "Sign in to a tenant as a person, with an application of your own; mde:useLogin uses it.",
        )
        .option("--tenant <id>", "the tenant's id (ARM_TENANT_ID, AZURE_TENANT_ID)")
        .option(
            "--client-id <id>",
            "your public-client application, redirect URI http://localhost (ARM_CLIENT_ID, AZURE_CLIENT_ID)",
        )
        .option("--cloud <name>", "commercial, gcc, gcchigh or dod (MDE_CLOUD)")
        .option("--authority-url <url>", "another sign-in address (MDE_AUTHORITY_URL)")
        .option("--scope <scope>", "another scope (MDE_SCOPE)")
        .option("--device-code", "sign in by a code, in a browser on any machine")
        .option("--no-browser", "only print the address, for a browser of this machine")
        .addHelpText(
            "after",
            "\nThe exit code is 1 when nobody was signed in." +
                "\n\nExample:\n  npx pulumi-mde login --tenant 00001111-aaaa-2222-bbbb-3333cccc4444 " +
                "--client-id 11112222-bbbb-3333-cccc-4444dddd5555",
        )
        .action(run);
}

async function run(flags: Flags): Promise<void> {
    const target = loginTarget(flags, process.env);
    const network = networkTransport();
    try {
        const done = await login({
            ...target,
            ...target.endpoints,
            userFolder: userFolderPath(process.env),
            transport: network.transport,
            clock: systemClock,
            random: Math.random,
            log: (line) => process.stderr.write(`${line}\n`),
            way: wayOf(flags),
        });
        say(summary(done, target));
    } finally {
        await network.close();
    }
}

function wayOf(flags: Flags): LoginWay {
    if (flags.deviceCode === true)
        return {
            by: "deviceCode",
            show: (page, code) => {
                say(`Open ${page} in a browser and enter the code ${code}.`);
            },
        };
    return {
        by: "browser",
        open: async (url) => {
            say(`Sign in at this address, in a browser of this machine:\n${url}`);
            if (flags.browser) await openBrowser(url);
        },
    };
}

/** The address is printed: where no browser can be opened, a person opens it. */
async function openBrowser(url: string): Promise<void> {
    try {
        const { default: open } = await import("open");
        const browser = await open(url);
        browser.on("error", () => undefined);
    } catch {
        say("(No browser could be opened. On a machine without one, use --device-code.)");
    }
}

function summary(done: Login, { tenantId, clientId, cloud, endpoints }: LoginTarget): string {
    const { userName, path, inClear } = done;
    // A login is kept for its sign-in address: the stack must have the same one.
    const where = endpoints.knownAuthority
        ? [`mde:authorityUrl ${endpoints.authorityUrl}`]
        : cloud === "commercial"
          ? []
          : [`mde:cloud ${cloud}`];
    const same = listed(["mde:tenantId", "mde:clientId", ...where], "and");
    const install =
        inClear?.installed === true ? "" : `run "npm install ${extensionsPackage}" and `;
    const kept =
        inClear === undefined
            ? `The tokens are kept encrypted by ${extensionsPackage} (${path}).`
            : `The tokens are kept in clear in ${path}, which only you can read, because ` +
              `${inClear.why}. To have them encrypted, ${install}log in again` +
              `${inClear.installed ? " where it works" : ""}.`;
    return (
        `Logged in to tenant ${tenantId} as ${userName}, with application ${clientId}. ${kept}\n` +
        `A stack uses it with mde:useLogin true, and with the ${same} of this ` +
        `login; ` +
        `"npx pulumi-mde logout" ends it.`
    );
}

function say(text: string): void {
    process.stdout.write(`${text}\n`);
}
