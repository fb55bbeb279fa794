import type { RunResult } from "./engineRun";
import { unexplained } from "./explained";
import { differences, type Orphans } from "./library";
import { contentMark } from "./program";
import type { Entry } from "./stackState";
import type { Command, World } from "./world";

/** What a run did against a promise. */
export async function explain(
    world: World,
    run: {
        readonly command: Command;
        readonly result: RunResult;
        readonly before: readonly Entry[];
        readonly orphans: Orphans;
    },
): Promise<string[]> {
    const { command, result, before, orphans } = run;
    const { ledger, program, service, state } = world;
    const { met } = service;
    const { killed, failures } = result;
    const disturbed = (command.happenings ?? []).length > 0;
    const around = { met, killed, disturbed, ledger, program, before };
    const problems = [
        ...ledger.problems.splice(0),
        ...failures.flatMap((failure) => unexplained(failure, around) ?? []),
        ...(await orphans.found(result)),
    ];
    if (state.text.includes(contentMark)) problems.push("the state holds content");

    const isClean = !killed && failures.length === 0;
    const refreshes = command.what === "refresh" || command.what === "upRefresh";
    // A list that lies hides what somebody did, as if it came after.
    if (ledger.liedTo) ledger.drifted = true;
    else if (isClean && refreshes && met.length === 0 && !disturbed) {
        ledger.drifted = false;
        state.interrupted.clear();
    }
    const isSure = !ledger.drifted && state.interrupted.size === 0;
    const isUp = command.what === "up" || command.what === "upRefresh";
    if (isClean && isUp && isSure) problems.push(...(await differences(world, orphans)));
    if (isClean && command.what === "destroy" && isSure && state.read().length > 0)
        problems.push("destroy left something in the state");
    return problems;
}
