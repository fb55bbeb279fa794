#!/usr/bin/env node
import { emulatorCommand } from "./emulatorCommand";
import { createProgram } from "./program";

const program = createProgram([emulatorCommand]);

program.parseAsync().catch((error: unknown) => {
    process.stderr.write(`pulumi-mde: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
