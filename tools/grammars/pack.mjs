// Puts the grammars into dist/, each with its licence: npm run build. Their own packages build native
// programs on installation and weigh 20 MB each; a user gets the one file of each that is used.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const require = createRequire(import.meta.url);
const target = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "grammars");

const grammars = [
    { name: "powershell", file: "tree-sitter-pwsh/tree-sitter-powershell.wasm" },
    { name: "bash", file: "tree-sitter-bash/tree-sitter-bash.wasm" },
];

mkdirSync(target, { recursive: true });
for (const { name, file } of grammars) {
    const wasm = require.resolve(file);
    const bytes = readFileSync(wasm);
    // Of the same bytes, the same file: it changes with the locked version alone.
    const params = {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(join(target, `${name}.wasm.br`), brotliCompressSync(bytes, { params }));
    const licence = readFileSync(join(dirname(wasm), "LICENSE"));
    writeFileSync(join(target, `${name}.LICENSE`), licence);
}
