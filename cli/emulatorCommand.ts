import { resolve } from "node:path";

import { Command, InvalidArgumentError } from "commander";

import { createEmulator, folderStore, memoryStore, serveEmulator } from "../emulator";
import { loopback } from "../emulator/loopback";
import { behaviourFile } from "./behaviourFile";
import { emulatorFile } from "./emulatorFile";
import { tenantsFile } from "./tenantsFile";

interface EmulatorFlags {
    readonly port?: number;
    readonly host: string;
    readonly allowRemote?: true;
    readonly store?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly tenants?: string;
    readonly behaviour?: string;
}

/** `pulumi-mde emulator`: the service and its token endpoint on a port of this machine. */
export function emulatorCommand(): Command {
    return new Command("emulator")
        .description(
            "Serve the live response library API and its token endpoint on this machine, for any client.",
        )
        .option(
            "--port <number>",
            "the port; 0 takes a free one (default: 8080, and 8443 with a certificate)",
            port,
        )
        .option("--host <address>", "the address to listen on", "127.0.0.1")
        .option(
            "--allow-remote",
            "let --host be one that other machines reach: each of them may change the libraries",
        )
        .option("--store <folder>", "keep the library in a folder; without it, in memory")
        .option("--cert <file>", "serve HTTPS with this certificate (PEM)")
        .option("--key <file>", "and this private key (PEM)")
        .option(
            "--tenants <file>",
            "the tenants, apps and people that may sign in (JSON, see docs/login.md); without it, anybody",
        )
        .option(
            "--behaviour <file>",
            "what the emulator does where the API's pages are silent (JSON); without it, the likeliest",
        )
        .addHelpText(
            "after",
            "\nThe exit code is 1 when it cannot be served." +
                "\n\nExample:\n  npx pulumi-mde emulator --port 0 --store ./library",
        )
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
                      cert: emulatorFile("--cert", flags.cert),
                      key: emulatorFile("--key", flags.key),
                  },
              };
    const { host, allowRemote = false } = flags;
    const port = flags.port ?? ("tls" in tls ? 8443 : 8080);
    const tenants = flags.tenants === undefined ? {} : { tenants: tenantsFile(flags.tenants) };
    const behaviour =
        flags.behaviour === undefined ? {} : { behaviour: behaviourFile(flags.behaviour) };
    const emulator = createEmulator({ store, ...tenants, ...behaviour });
    const served = await serveEmulator(emulator, { port, host, allowRemote, ...tls }).catch(
        (cause: unknown) => {
            if (!isTaken(cause)) throw cause;
            throw new Error(
                `The emulator was not started: port ${port} of ${host} is taken. Choose another one ` +
                    `with --port, or 0 for one that is free.`,
                { cause },
            );
        },
    );
    if (!loopback.includes(host)) process.stderr.write(warningOf(served.url));
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

function isTaken(cause: unknown): boolean {
    return cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
}

function warningOf(url: string): string {
    const clear = url.startsWith("http:")
        ? ", and what is sent, secrets and tokens too, can be read on the way (--cert, --key)"
        : "";
    return (
        `pulumi-mde emulator: warning: every machine that reaches ${url} may read and change the ` +
        `emulated libraries${clear}. Send it no secret that is worth anything.\n`
    );
}
