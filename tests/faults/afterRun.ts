import type { RunResult } from "./engineRun";
import { unexplained } from "./explained";
import { differences, type Orphans } from "./library";
import { isNotFound } from "./lies";
import { contentMark } from "./program";
import type { Entry } from "./stackState";
import { isDisturbed, type Command, type World } from "./world";

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
    const disturbed = isDisturbed(command);
    const around = { met, killed, disturbed, ledger, program, before };
    const problems = [
        ...ledger.problems.splice(0),
        ...failures.flatMap((failure) => unexplained(failure, around) ?? []),
        ...(await orphans.found(result)),
        // A list that is not found, or lags, says to whoever looks that nothing was stored.
        ...(ledger.liedTo || ledger.hidden.longest > 0 || met.some(isNotFound)
            ? []
            : replayed(world)),
    ];
    if (state.text.includes(contentMark)) problems.push("the state holds content");

    const isClean = !killed && failures.length === 0;
    const refreshes = command.what === "refresh" || command.what === "upRefresh";
    // A list that lies hides what somebody did, as if it came after.
    if (ledger.liedTo || ledger.hidden.misshown.size > 0) ledger.drifted = true;
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

/** Uploads that were to replace nothing, and were sent again after the service had stored them. */
function replayed({ ledger, service }: World): string[] {
    const uploads = service.emulator.journal.of("upload");
    return [...ledger.stored].flatMap(([what, calls]) => {
        const same = uploads.filter(
            ({ fileName = "", sha256 = "" }) => `${ledger.keyOf(fileName)} ${sha256}` === what,
        );
        const again = same.slice(calls + 1).filter(({ overrideIfExists }) => !overrideIfExists);
        return again.length === 0 ? [] : [`${what} was sent again after it had been stored`];
    });
}
