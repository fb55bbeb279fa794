import { Command } from "commander";

import { forgetLogin, storedLogins } from "../defender";
import { guid } from "../defender/settings/guid";
import { userFolderPath } from "../library/userFolder";

interface Flags {
    readonly tenant?: string;
    readonly clientId?: string;
}

/** `pulumi-mde logout`: forgets what `pulumi-mde login` has kept. */
export function logoutCommand(): Command {
    return new Command("logout")
        .description("Forget the logins of this machine: all, or those of a tenant or application.")
        .option("--tenant <id>", "only the logins to this tenant")
        .option("--client-id <id>", "only the logins with this application")
        .addHelpText(
            "after",
            "\nIt removes the tokens from this machine. To make them useless wherever they are, an " +
                "administrator revokes the person's sessions in the Entra admin center. The exit code is 1 " +
                "when a login could not be removed." +
                "\n\nExample:\n  npx pulumi-mde logout --tenant 00001111-aaaa-2222-bbbb-3333cccc4444",
        )
        .action(run);
}

async function run(flags: Flags): Promise<void> {
    for (const [flag, value] of [
        ["--tenant", flags.tenant],
        ["--client-id", flags.clientId],
    ] as const) {
        if (value === undefined || guid.test(value)) continue;
        throw new Error(
            `nobody was logged out: ${flag} is ${JSON.stringify(value)}, but must be an id, a GUID.`,
        );
    }
    const place = { userFolder: userFolderPath(process.env) };
    const same = (wanted: string | undefined, actual: string) =>
        wanted === undefined || wanted.toLowerCase() === actual;
    const chosen = storedLogins(place).filter(
        ({ tenantId, clientId }) => same(flags.tenant, tenantId) && same(flags.clientId, clientId),
    );
    if (chosen.length === 0) {
        const to = flags.tenant === undefined ? "" : ` to tenant ${flags.tenant}`;
        const by = flags.clientId === undefined ? "" : ` with application ${flags.clientId}`;
        process.stdout.write(`There is no login${to}${by} on this machine.\n`);
    }
    for (const stored of chosen) {
        const left = await forgetLogin(stored, place);
        const { host, tenantId, clientId } = stored;
        process.stdout.write(
            `Logged out of tenant ${tenantId} (application ${clientId}, at ${shownHost(host)}).` +
                `${left === undefined ? "" : ` Encrypted tokens may be left in the system's keyring, for ${left}.`}\n`,
        );
    }
}

/** A host as it is written in addresses: the name of a file has no colon before the port. */
function shownHost(host: string): string {
    return host.replace(/-(\d+)$/, ":$1");
}
