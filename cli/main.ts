#!/usr/bin/env node
// First: what the others load needs a Node that is new enough.
import "./requireNode";

import { adoptCommand } from "./adoptCommand";
import { checkCommand } from "./checkCommand";
import { diffCommand } from "./diffCommand";
import { doctorCommand } from "./doctorCommand";
import { emulatorCommand } from "./emulatorCommand";
import { listCommand } from "./listCommand";
import { loginCommand } from "./loginCommand";
import { logoutCommand } from "./logoutCommand";
import { createProgram } from "./program";
import { pruneCommand } from "./pruneCommand";
import { releaseCommand } from "./releaseCommand";
import { statusCommand } from "./statusCommand";
import { verifyCommand } from "./verifyCommand";

const program = createProgram([
    adoptCommand,
    checkCommand,
    diffCommand,
    doctorCommand,
    emulatorCommand,
    listCommand,
    loginCommand,
    logoutCommand,
    pruneCommand,
    releaseCommand,
    statusCommand,
    verifyCommand,
]);

program.parseAsync().catch((error: unknown) => {
    process.stderr.write(`pulumi-mde: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
