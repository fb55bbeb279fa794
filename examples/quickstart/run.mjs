// npm run quickstart [-- up | preview | refresh | destroy | cancel | any other Pulumi command]
//
// Runs the real Pulumi CLI on the program in this folder, with a backend of its own: nothing of the
// user's own Pulumi (login, stacks, plugins) is read or changed. All that is written lies in
// .pulumi-mde beside this file.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { createEmulator, folderStore } from "pulumi-mde/emulator";
import { pulumiEnvironment } from "../../tools/pulumi-cli/environment.mjs";
import { findPulumiCli } from "../../tools/pulumi-cli/index.mjs";
import { libraryTable } from "./libraryTable.mjs";

const program = dirname(fileURLToPath(import.meta.url));
const project = dirname(dirname(program));
const emulatorFolder = join(program, ".pulumi-mde");
const own = join(emulatorFolder, "pulumi");
const backend = join(own, "backend");
const stackName = "quickstart";
const stackConfig = join(own, `Pulumi.${stackName}.yaml`);

const onTerminal = process.stdout.isTTY === true;
const say = (text = "") => process.stdout.write(`${text}\n`);
// Whoever reads through a pipe may leave early; Pulumi still has to finish.
process.stdout.on("error", () => undefined);
const bold = (/** @type {string} */ text) => (onTerminal ? styleText("bold", text) : text);

/** What each command is run with; the person's own arguments come after. */
const quiet = onTerminal ? [] : ["--non-interactive", "--suppress-progress"];
const shown = ["--suppress-outputs", "--config-file", stackConfig, ...quiet];
const commands = new Map([
    ["up", ["--yes", "--skip-preview", ...shown]],
    ["preview", shown],
    ["refresh", ["--yes", "--skip-preview", "--clear-pending-creates", ...shown]],
    ["destroy", ["--yes", "--skip-preview", "--remove", ...shown]],
    ["cancel", ["--yes"]],
    ["config", ["--config-file", stackConfig]],
]);

try {
    process.exitCode = await main(process.argv.slice(2));
} catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
}

/**
 * @param {string[]} words the command line
 * @returns {Promise<number>} the exit code
 */
async function main([command = "up", ...rest]) {
    const { bin, how } = await findPulumiCli({ log: say });
    mkdirSync(backend, { recursive: true });
    // Pulumi writes a log of each run and keeps them all.
    rmSync(join(own, "home", "logs"), { recursive: true, force: true });
    const cli = {
        pulumi: join(bin, "pulumi"),
        env: {
            ...pulumiEnvironment({ bin, backend, home: join(own, "home"), passphrase: "" }),
            PULUMI_STACK: stackName,
        },
    };
    if (command === "up") {
        say(`Pulumi CLI: ${how} (${bin})`);
    }
    createStackOnce(cli);

    // A destroyed stack has no outputs any more.
    const tenantBefore = command === "destroy" ? tenantOf(cli) : undefined;
    const code = await run(cli, [command, ...(commands.get(command) ?? []), ...rest]);
    if (code !== 0) {
        explainLock();
        return code;
    }
    if (command === "up" || command === "refresh" || command === "destroy") {
        await showLibrary(tenantBefore ?? tenantOf(cli), command);
    }
    return 0;
}

/**
 * Creates the stack in a project of the same name in our own folder: the file with its encryption
 * salt would otherwise lie in the root of the clone.
 *
 * @param {{ pulumi: string, env: Record<string, string> }} cli
 */
function createStackOnce({ pulumi, env }) {
    if (existsSync(join(backend, ".pulumi", "stacks", "quickstart", `${stackName}.json`))) {
        return;
    }
    writeFileSync(join(own, "Pulumi.yaml"), "name: quickstart\nruntime: nodejs\n");
    const made = spawnSync(pulumi, ["stack", "init", stackName, "--non-interactive"], {
        cwd: own,
        env: { ...env, PULUMI_STACK: "" },
        encoding: "utf8",
    });
    if (made.status !== 0) {
        throw new Error(
            `The stack "${stackName}" could not be created in ${backend}, so nothing was run. Pulumi said: ` +
                `${(made.stderr || String(made.error)).trim()}`,
        );
    }
}

/**
 * Runs the CLI in the project's root and waits for its end. Control-C goes to the CLI, which
 * finishes what is under way and gives its lock back.
 *
 * @param {{ pulumi: string, env: Record<string, string> }} cli
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
async function run({ pulumi, env }, args) {
    const child = spawn(pulumi, args, {
        cwd: project,
        env,
        stdio: ["inherit", onTerminal ? "inherit" : "pipe", "inherit"],
    });
    const ignore = () => undefined;
    const forward = () => child.kill("SIGTERM");
    process.on("SIGINT", ignore).on("SIGTERM", forward);
    child.stdout?.setEncoding("utf8").on("data", changesOnly());
    try {
        return await new Promise((done, failed) => {
            child.on("error", failed).on("close", (code) => done(code ?? 1));
        });
    } finally {
        process.off("SIGINT", ignore).off("SIGTERM", forward);
    }
}

/**
 * Off a terminal each resource has a line for its beginning and one for its end, or one that says
 * that nothing happened; and the diagnostics at the end repeat every warning. What is left is what
 * changed.
 *
 * @returns {(text: string) => void}
 */
function changesOnly() {
    const resource = /^ (?:[-+~><= ]{2}) +[\w-]+:[\w:/-]+ \S+ +/;
    const beginning =
        /^(?:(?:running|(?:creat|updat|delet|refresh|read|replac)ing \(\d+s\)) *(?:\[diff: .*\])? *(?:warning: .*)?|warning: .*|\d+ warnings?|)$/;
    const isNoChange = (/** @type {string} */ line) => {
        const row = resource.exec(line)?.[0];
        return (
            line.startsWith("@ ") ||
            (row !== undefined && beginning.test(line.slice(row.length).trim()))
        );
    };
    let rest = "";
    let emptyLine = false;
    return (text) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines.filter((one) => !isNoChange(one))) {
            if (line !== "" && emptyLine) {
                say();
            }
            emptyLine = line === "";
            if (!emptyLine) {
                say(line);
            }
        }
    };
}

/**
 * @param {{ pulumi: string, env: Record<string, string> }} cli
 * @returns {string | undefined} the emulator's tenant of the stack, while it has outputs
 */
function tenantOf({ pulumi, env }) {
    const { stdout } = spawnSync(pulumi, ["stack", "output", "--json"], {
        cwd: project,
        env,
        encoding: "utf8",
    });
    return JSON.parse(stdout || "{}").release?.tenantId;
}

/**
 * Reads the library as anybody would who looks into the tenant, and says what to try next.
 *
 * @param {string | undefined} tenant
 * @param {string} after the command that was run
 */
async function showLibrary(tenant, after) {
    const emulator = createEmulator({ store: folderStore(emulatorFolder) });
    const files = tenant === undefined ? [] : await emulator.library(tenant).list();
    say();
    if (tenant === undefined || files.length === 0) {
        say("The live response library is empty. To fill it again: npm run quickstart");
        return;
    }
    say(bold(`The live response library of the emulated tenant ${tenant}`));
    say(libraryTable(files, { width: process.stdout.columns ?? 100, bold }));
    if (after === "destroy") {
        say("These files are not Pulumi's, so they stayed.");
        return;
    }
    const here = (/** @type {string[]} */ ...names) =>
        relative(process.cwd(), join(program, ...names));
    const edited = here("scripts", "linux", "linux-triage.sh");
    const live = here(".pulumi-mde", tenant, "files", "run-tool.sh");
    say();
    say(bold("Try next"));
    say(`1. Edit a script:                       echo "# reviewed" >> ${edited}`);
    say("   and upload just that one:            npm run quickstart");
    say(`2. Change the library behind its back:  echo "# hotfix" >> ${live}`);
    say(
        "   see it, and put git's version back:  npm run quickstart -- refresh && npm run quickstart",
    );
    say("3. Clean up:                            npm run quickstart -- destroy");
}

/** A lock that is there after a failed run is another run's, or was left by one that was killed. */
function explainLock() {
    const locks = join(backend, ".pulumi", "locks", "organization", "quickstart", stackName);
    if (existsSync(locks) && readdirSync(locks).length > 0) {
        process.stderr.write(
            "\nThe stack is locked: another quickstart is running, or one was killed. " +
                "When none is running: npm run quickstart -- cancel\n",
        );
    }
}
