import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { Command, InvalidArgumentError } from "commander";

import { createEmulator, folderStore, memoryStore, serveEmulator } from "../emulator";
import { tenantsFile } from "./tenantsFile";

interface EmulatorFlags {
    readonly port: number;
    readonly host: string;
    readonly store?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly tenants?: string;
}

/** `pulumi-mde emulator`: the service and its token endpoint on a port of this machine. */
export function emulatorCommand(): Command {
    return new Command("emulator")
        .description(
            "Serve the live response library API and its token endpoint on this machine, for any client.",
        )
        .option("--port <number>", "the port; 0 takes a free one", port, 8443)
        .option("--host <address>", "the loopback address to listen on", "127.0.0.1")
        .option("--store <folder>", "keep the library in a folder; without it, in memory")
        .option("--cert <file>", "serve HTTPS with this certificate (PEM)")
        .option("--key <file>", "and this private key (PEM)")
        .option(
            "--tenants <file>",
            "the tenants, apps and people that may sign in (JSON); without it, anybody",
        )
        .addHelpText("after", "\nExample:\n  npx pulumi-mde emulator --port 0 --store ./library")
        .action(serve);
}

async function serve(flags: EmulatorFlags): Promise<void> {
    if ((flags.cert === undefined) !== (flags.key === undefined))
        throw new Error("--cert and --key go together: give both or neither");
    const store = flags.store === undefined ? memoryStore() : folderStore(resolve(flags.store));
    const tls =
        flags.cert === undefined || flags.key === undefined
            ? {}
            : {
                  tls: {
                      cert: readFileSync(flags.cert, "utf8"),
                      key: readFileSync(flags.key, "utf8"),
                  },
              };
    const { port, host } = flags;
    const tenants = flags.tenants === undefined ? {} : { tenants: tenantsFile(flags.tenants) };
    const served = await serveEmulator(createEmulator({ store, ...tenants }), {
        port,
        host,
        ...tls,
    });
    process.stdout.write(
        `pulumi-mde emulator: api ${served.url} authority ${served.url} ` +
            `control ${served.url}/_emulator token ${served.controlToken}\n`,
    );
    const stop = () => {
        void served.close().then(() => process.exit(0));
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
}

function port(value: string): number {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
    throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}
