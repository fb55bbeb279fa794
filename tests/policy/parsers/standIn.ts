import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with programs of one's own, for a PATH that has nothing else. */
export class Programs {
    readonly folder = mkdtempSync(join(tmpdir(), "mde-programs-"));

    /** Puts a program of JavaScript there. */
    add(name: string, code: string): void {
        const path = join(this.folder, name);
        writeFileSync(path, `#!${process.execPath}\n${code}`);
        chmodSync(path, 0o755);
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/**
 * A stand-in of pwsh: it takes lines, and answers questions by `answer`, code that has `question`
 * (its `text` read), `say` and `line`.
 */
export function pwshStandIn(answer: string): string {
    return `
        const fs = require("node:fs"), path = require("node:path");
        const log = (entry) => fs.appendFileSync(path.join(__dirname, "log"), JSON.stringify(entry) + "\\n");
        log({ pid: process.pid, args: process.argv.slice(2), cwd: process.cwd(), term: process.env.TERM });
        const decode = (text) => Buffer.from(text, "base64").toString("utf8");
        const say = (given) => console.log("mde:" + Buffer.from(JSON.stringify(given)).toString("base64") + ":");
        require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
            const asked = /^& \\$mdeAnswer '([A-Za-z0-9+/=]+)'$/.exec(line);
            if (asked === null) { log({ line }); return; }
            const question = JSON.parse(decode(asked[1]));
            question.text = decode(question.text);
            log({ question });
            ${answer}
        });`;
}
