import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Response, type Request } from "undici";

import { serveEmulator, type Emulator } from "../../emulator";

/** What a run of the CLI came to, whatever came of it. */
export interface CliRun {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs the CLI as a person does, with nothing between. */
export function pulumi(
    args: readonly string[],
    options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<CliRun> {
    return new Promise((resolve) => {
        const limits = { maxBuffer: 256 * 1_048_576 };
        execFile("pulumi", args, { ...options, ...limits }, (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
        });
    });
}

/** Fields of a token request, and of its answer, that are secret. */
const secretFields = [
    "client_secret",
    "client_assertion",
    "refresh_token",
    "device_code",
    "access_token",
    "id_token",
];

/** An emulator that notes all secrets that cross the wire, and can give them back in its errors. */
export interface Wiretap {
    readonly url: string;
    /** All that was ever sent or issued. */
    readonly secrets: ReadonlySet<string>;
    /** Each call of that kind is refused with all that it was sent, in the service's own words. */
    readonly echo: (call: "token" | "upload" | undefined) => void;
    readonly echoes: () => boolean;
    readonly close: () => Promise<void>;
}

/** Serves an emulator under one more address. */
export async function wiretap(emulator: Emulator): Promise<Wiretap> {
    const secrets = new Set<string>();
    let echoed: "token" | "upload" | undefined;

    const note = (fields: Iterable<[string, unknown]>) => {
        for (const [name, value] of fields)
            if (secretFields.includes(name) && typeof value === "string") secrets.add(value);
    };
    const handle = async (request: Request): Promise<Response> => {
        const url = new URL(request.url);
        const isToken = /\/(token|devicecode)$/.test(url.pathname);
        const bearer = request.headers.get("authorization");
        if (echoed === "upload" && request.method === "POST" && !isToken) {
            const error = { code: "InvalidInput", message: `Refused: ${bearer ?? ""}` };
            return Response.json({ error }, { status: 400 });
        }
        if (!isToken) return emulator.handle(request);
        const form = new URLSearchParams(await request.clone().text());
        note(form);
        if (echoed === "token") {
            const all = [...form.values()].join(" ");
            const error_description = `AADSTS7000215: Refused: ${all}`;
            const body = { error: "invalid_client", error_codes: [7000215], error_description };
            return Response.json(body, { status: 401 });
        }
        const response = await emulator.handle(request);
        const body = (await response.clone().json()) as Record<string, unknown>;
        note(Object.entries(body));
        return response;
    };
    const served = await serveEmulator({ ...emulator, handle }, { port: 0 });
    return {
        url: served.url,
        secrets,
        echo: (call) => {
            echoed = call;
        },
        echoes: () => echoed !== undefined,
        close: () => served.close(),
    };
}

/** All files below a folder, by their path in it. */
export function filesBelow(folder: string): Map<string, string> {
    const files = new Map<string, string>();
    const walk = (path: string) => {
        for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
            const below = join(path, entry.name);
            if (entry.isDirectory()) walk(below);
            else if (entry.isFile()) files.set(below, readFileSync(join(folder, below), "latin1"));
        }
    };
    walk("");
    return files;
}

/** What of a secret must not be seen: of a token each part that is long enough to be its own. */
export function partsOf(secret: string): string[] {
    const isToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(secret);
    if (!isToken) return [secret];
    const [, payload = "", signature = ""] = secret.split(".");
    return [payload, signature].filter((part) => part.length >= 20);
}

/** The lines of a text that have one of these in them. */
export function linesWith(text: string, secrets: readonly string[]): string[] {
    if (!secrets.some((secret) => text.includes(secret))) return [];
    return text.split("\n").filter((line) => secrets.some((secret) => line.includes(secret)));
}
