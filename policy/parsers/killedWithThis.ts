import type { ChildProcess } from "node:child_process";

const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;
const children = new Set<ChildProcess>();

/**
 * Has a process killed when this one ends, by itself or by a signal: one that is busy would notice
 * neither the end of its input nor a signal that it may handle. Only SIGKILL of this one is not seen.
 *
 * @returns lets the process be.
 */
export function killedWithThis(child: ChildProcess): () => void {
    if (children.size === 0) listen("on");
    children.add(child);
    return () => {
        if (children.delete(child) && children.size === 0) listen("removeListener");
    };
}

function listen(how: "on" | "removeListener"): void {
    process[how]("exit", killAll);
    for (const signal of SIGNALS) process[how](signal, end);
}

function killAll(): void {
    for (const child of children) child.kill("SIGKILL");
}

function end(signal: NodeJS.Signals): void {
    killAll();
    children.clear();
    listen("removeListener");
    // Where nobody else has taken it, it ends this process, as it would have without this listener.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
