// Puts the parts of the page that `status --html` writes into dist/, each as one file: npm run build.

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const source = join(root, "cli", "status", "page");
const target = join(root, "dist", "cli", "status", "page");

await build({
    entryPoints: { page: join(source, "main.ts") },
    outdir: target,
    bundle: true,
    format: "iife",
    minify: true,
    // What browsers have that still get updates.
    target: ["es2022"],
    tsconfig: join(source, "tsconfig.json"),
    legalComments: "none",
});
await build({
    entryPoints: { page: join(source, "page.css") },
    outdir: target,
    minify: true,
    target: ["chrome120", "firefox120", "safari17"],
});
copyFileSync(join(source, "page.html"), join(target, "page.html"));
