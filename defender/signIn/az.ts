import { execFile } from "node:child_process";

import { causesOf } from "../errorText";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import { SignInProblem } from "./signInProblem";

/** What a run of `az` came to. */
export interface AzRun {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/**
 * Runs the Azure CLI.
 *
 * @throws {SignInProblem} when it is not there, does not end, or an argument is none of ours.
 */
export type RunAz = (args: readonly string[]) => Promise<AzRun>;

/** The first run after an update takes long; nobody is asked anything. */
const TIMEOUT = 90_000;

/** How `az` is started: no shell ever reads an argument of ours. */
export interface AzCommand {
    readonly file: string;
    readonly args: readonly string[];
    readonly cwd: string | undefined;
    readonly windowsVerbatimArguments: boolean;
}

/**
 * The command for a platform. On Windows `az` is a batch file, which only `cmd.exe` runs; so the
 * arguments must be such that it sees nothing in them but letters, and it is started in a folder
 * where nobody else can lay an `az` of their own.
 *
 * @throws {SignInProblem} for an argument with other characters than addresses and options have.
 */
export function azCommand(
    args: readonly string[],
    {
        platform,
        environment,
    }: {
        readonly platform: NodeJS.Platform;
        readonly environment: Readonly<Record<string, string | undefined>>;
    },
): AzCommand {
    const odd = args.find((arg) => !/^[\w:/.-]+$/.test(arg));
    if (odd !== undefined)
        throw new SignInProblem(
            `${JSON.stringify(odd)} cannot be given to the Azure CLI: check the scope and the tenant's id.`,
        );
    if (platform !== "win32")
        return { file: "az", args, cwd: undefined, windowsVerbatimArguments: false };
    const windows = environment["SystemRoot"] ?? "C:\\Windows";
    return {
        file: environment["ComSpec"] ?? `${windows}\\System32\\cmd.exe`,
        args: ["/d", "/s", "/c", `"az ${args.join(" ")}"`],
        cwd: windows,
        windowsVerbatimArguments: true,
    };
}

/**
 * The Azure CLI of this machine, found on PATH.
 *
 * @param places where the settings are, for errors.
 */
export function azOnPath(
    environment: Readonly<Record<string, string | undefined>>,
    places: SettingPlaces = stackPlaces,
): RunAz {
    return (args) => {
        const {
            file,
            args: all,
            ...options
        } = azCommand(args, {
            platform: process.platform,
            environment,
        });
        return new Promise((resolve, reject) => {
            const child = execFile(
                file,
                [...all],
                {
                    ...options,
                    env: environment,
                    timeout: TIMEOUT,
                    windowsHide: true,
                    maxBuffer: 4 * 1_048_576,
                },
                (error, stdout, stderr) => {
                    if (error === null) resolve({ code: 0, stdout, stderr });
                    else if (error.killed === true) reject(new SignInProblem(late));
                    else if (isMissing(error.code, stderr))
                        reject(new SignInProblem(missing(places)));
                    else if (typeof error.code === "number")
                        resolve({ code: error.code, stdout, stderr });
                    else
                        reject(
                            new SignInProblem(`the Azure CLI did not run (${causesOf(error)}).`),
                        );
                },
            );
            child.stdin?.end();
        });
    };
}

const late =
    'the Azure CLI did not answer within 90 seconds. Try "az account get-access-token" yourself.';
const missing = (places: SettingPlaces) =>
    `${called(places, ["useCli"])} is true, but the Azure CLI ("az") is not on PATH: install it, or ` +
    `sign in another way.`;

function isMissing(code: unknown, stderr: string): boolean {
    return code === "ENOENT" || code === 9009 || /is not recognized as an internal/.test(stderr);
}
