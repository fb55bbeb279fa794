import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Content } from "../content";
import type { Language, ReadScript, Script } from "./script";

/** How many characters a grammar is given, and how long it may take, in milliseconds. */
const MAX_CHARACTERS = 2 ** 20;
const MAX_TIME = 5_000;
/** The same for the first text, for which the process has to start. */
const MAX_START = 20_000;

/** A process runs what is built; the sources use it too. */
const program = [
    join(__dirname, "grammarProcess.js"),
    join(__dirname, "..", "..", "dist", "policy", "syntax", "grammarProcess.js"),
];

/**
 * The grammars are large functions of WebAssembly, and V8's optimising compiler gives up on one of
 * them by ending the process (nodejs/node#63421). This keeps it from trying, works on the command
 * line alone, and costs a third of the speed.
 */
const FLAGS = ["--liftoff-only"];

/** What it answers. */
type Answer = { readonly script: Script } | { readonly problem: string };

/** Reads a content by the grammar of a language. It never throws. */
export type ReadByGrammar = (language: Language, content: Content) => Promise<ReadScript>;

/**
 * Reads contents by grammars, in a process of its own that is started for the first one and ended
 * when one takes too long: no content keeps a run waiting for longer, or takes it down. It ends with
 * this process, which does not wait for it.
 *
 * Each content is read once, however many policies look at it.
 *
 * @param options.maxTime milliseconds for one content. Default: 5 seconds, and 20 for the first.
 */
export function grammarReader(options: { maxTime?: number } = {}): ReadByGrammar {
    const { maxTime } = options;
    const known = new WeakMap<Content, Map<Language, Promise<ReadScript>>>();
    let reader: ChildProcess | undefined;
    // One after the other: each text has all of its time.
    let last: Promise<unknown> = Promise.resolve();

    function ask(language: Language, text: string): Promise<ReadScript> {
        const time = maxTime ?? (reader === undefined ? MAX_START : MAX_TIME);
        const asked = (reader ??= startReader());
        return new Promise((resolve) => {
            const end = (answer: ReadScript, broken: boolean) => {
                clearTimeout(timer);
                asked.removeAllListeners();
                // It may break before it is asked again: that is seen then.
                asked.on("error", () => undefined);
                asked.channel?.unref();
                asked.unref();
                if (broken) {
                    reader = undefined;
                    asked.kill("SIGKILL");
                }
                resolve(answer);
            };
            const fail = (how: string) => {
                end({ unread: `makes the grammar fail (${how})` }, true);
            };
            const timer = setTimeout(() => {
                end({ unread: `keeps the grammar busy for more than ${time / 1000} s` }, true);
            }, time);
            asked.on("message", (answer: Answer) => {
                if ("script" in answer) end(answer.script, false);
                else fail(answer.problem);
            });
            asked.on("error", (error) => {
                fail(error.message);
            });
            asked.on("exit", (code, signal) => {
                fail(`its process ended with ${code ?? signal}`);
            });
            asked.ref();
            asked.channel?.ref();
            asked.send({ language, text, maxTime: time });
        });
    }

    function read(language: Language, content: Content): Promise<ReadScript> {
        const unread = unreadable(content);
        if (unread !== undefined) return Promise.resolve({ unread });
        const reading = last.then(() => ask(language, content.text));
        last = reading;
        return reading;
    }

    return (language, content) => {
        const ofContent = known.get(content) ?? new Map<Language, Promise<ReadScript>>();
        known.set(content, ofContent);
        const reading = ofContent.get(language) ?? read(language, content);
        ofContent.set(language, reading);
        return reading;
    };
}

/** Reads for all policies of this process. */
export const readScript: ReadByGrammar = grammarReader();

/** Why a content is given to no grammar. */
function unreadable(content: Content): string | undefined {
    const { encoding, text } = content;
    if (encoding === "unknown" || encoding === "utf-32")
        return "is neither UTF-8 nor UTF-16 with a byte order mark";
    if (text.includes("\0")) return "has a NUL character, which no text has";
    if (text.length > MAX_CHARACTERS) {
        const [has, may] = [text.length, MAX_CHARACTERS].map((n) => n.toLocaleString("en-US"));
        return `has ${has} characters, and the grammar is given no more than ${may}`;
    }
    return undefined;
}

function startReader(): ChildProcess {
    const file = program.find((one) => existsSync(one)) ?? "grammarProcess.js";
    const { SystemRoot } = process.env;
    return fork(file, [], {
        // Neither the options of this process nor what its environment says: it reads, and no more.
        execArgv: FLAGS,
        env: SystemRoot === undefined ? {} : { SystemRoot },
        serialization: "advanced",
        stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
}
