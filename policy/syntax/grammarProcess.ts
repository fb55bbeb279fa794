import { isMainThread, parentPort, Worker } from "node:worker_threads";

import { readByGrammar } from "./grammars";
import type { Language } from "./script";

/** What the process is told to do. */
interface Question {
    readonly language: Language;
    readonly text: string;
    /** Milliseconds that it may take. */
    readonly maxTime: number;
}

if (isMainThread) answerParent();
else endInTime();

/**
 * Answers the process that started this one, and ends with it: it has nothing else to wait for.
 *
 * It has a second thread. This one may be busy for ever when its parent is killed, and would go on
 * then, for nobody.
 */
function answerParent(): void {
    const guard = new Worker(__filename, { execArgv: [] });
    guard.unref();
    process.on("message", ({ language, text, maxTime }: Question) => {
        guard.postMessage(2 * maxTime);
        const answer = (given: object) => {
            guard.postMessage(0);
            process.send?.(given);
        };
        readByGrammar(language, text).then(
            (script) => {
                answer({ script });
            },
            (error: unknown) => {
                answer({ problem: String(error) });
            },
        );
    });
}

function endInTime(): void {
    let timer: NodeJS.Timeout | undefined;
    parentPort?.on("message", (milliseconds: number) => {
        clearTimeout(timer);
        if (milliseconds === 0) return;
        timer = setTimeout(() => process.kill(process.pid, "SIGKILL"), milliseconds);
    });
}
