import type { BehaviourOptions } from "../../emulator";
import type { Edit } from "./program";
import type { FaultOfRound, Round, Schedule } from "./schedule";

const add: Edit = { kind: "add", which: 0, value: 0 };
const edit = (kind: Edit["kind"], value = 1): Edit => ({ kind, which: 0, value });
const round = (edits: readonly Edit[], more: Partial<Round> = {}): Round => ({
    edits,
    before: [],
    command: "up",
    continueOnError: false,
    parallel: 1,
    faults: [],
    kill: undefined,
    during: undefined,
    settles: false,
    ...more,
});
const fault = (
    call: FaultOfRound["call"],
    at: number,
    effect: FaultOfRound["effect"],
): FaultOfRound => ({ call, at, times: 1, effect, meanwhile: undefined });
const at = (behaviour: BehaviourOptions, ...rounds: Round[]): Schedule => ({ behaviour, rounds });
const of = (...rounds: Round[]): Schedule => at({}, ...rounds);
const lagging = (ms: number): BehaviourOptions => ({
    upload: { answer: "empty" },
    list: { visibleAfterMs: { upload: ms, override: ms, delete: ms } },
});
const forbidden = { kind: "answer", status: 403 } as const;
const killed = (at: number): Partial<Round> => ({ kill: { at, who: "cli" } });

/** Schedules that chance rarely makes: each is the shortest way into a trap. */
export const written: readonly Schedule[] = [
    // The list is not found when a file is to be deleted.
    of(
        round([add]),
        round([edit("remove")], { faults: [fault("list", 0, { ...forbidden, status: 404 })] }),
    ),
    // The list fails half-way then.
    of(
        round([add, { ...add, value: 1 }]),
        round([edit("remove")], {
            faults: [fault("list", 0, { kind: "failingPage", status: 403 })],
        }),
    ),
    // The answer to an upload is lost.
    of(round([add], { faults: [fault("upload", 0, { kind: "resetAfter" })] })),
    // The same name in another case.
    of(round([add]), round([edit("changeCase")])),
    // An upload is accepted and cannot be verified; then its resource leaves the program.
    of(
        round([add], {
            faults: [fault("upload", 0, { kind: "emptyBody" }), fault("list", 1, forbidden)],
        }),
        round([edit("remove")]),
    ),
    // A replacement is interrupted before its delete, then another one back, then nothing changes.
    of(
        round([add]),
        round([edit("renameFile")], { faults: [fault("delete", 0, forbidden)] }),
        round([edit("renameFile", 0)], { faults: [fault("delete", 0, forbidden)] }),
        round([]),
    ),
    // The same, back to the old name in another case.
    of(
        round([add]),
        round([edit("renameFile")], { faults: [fault("delete", 0, forbidden)] }),
        round([edit("renameFile", 0), edit("changeCase")], {
            faults: [fault("delete", 0, forbidden)],
        }),
        round([]),
    ),
    // A call waits for longer than a list is good for, and somebody puts the next file meanwhile.
    ...[0, 1].map((which) =>
        of(
            round([add, { ...add, value: 1 }]),
            round([edit("edit"), { ...edit("edit", 2), which: 1 }], {
                faults: [
                    {
                        ...fault("upload", 0, { kind: "throttle", retryAfter: "150" }),
                        meanwhile: { kind: "put", which, value: 3 },
                    },
                ],
            }),
        ),
    ),
    // The same with files that are new, where an upload replaces whatever is there.
    ...[0, 1].map((which) =>
        at(
            { upload: { existing: "overwritten" } },
            round([add, { ...add, value: 1 }], {
                faults: [
                    {
                        ...fault("upload", 0, { kind: "throttle", retryAfter: "150" }),
                        meanwhile: { kind: "put", which, value: 3 },
                    },
                ],
            }),
        ),
    ),
    // A name in another case is another file, and somebody's; the stack's own is there, or not.
    ...(["put", "remove"] as const).map((kind) =>
        at(
            { service: { nameCase: "sensitive" } },
            round([add]),
            round([edit("remove")], {
                before: [
                    { kind, which: 0, value: 3 },
                    { kind: "putInOtherCase", which: 0, value: 3 },
                ],
            }),
        ),
    ),
    // The list shows an upload only later: within the time that is waited for it, and not.
    ...[20_000, 90_000].map((ms) =>
        at(lagging(ms), round([add]), round([edit("edit")]), round([edit("remove")])),
    ),
    // A run is killed at each moment around its first upload, and the script is edited then.
    ...Array.from({ length: 12 }, (_, index) =>
        of(round([add], killed(14 + index)), round([edit("edit")])),
    ),
    // The same with an update.
    ...Array.from({ length: 12 }, (_, index) =>
        of(round([add]), round([edit("edit")], killed(14 + index)), round([edit("edit", 2)])),
    ),
];
