import type { BehaviourOptions } from "../../emulator";
import type { Edit } from "./program";
import type { Disturbance, FaultOfRound, Round, Schedule } from "./schedule";

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
/** What somebody does while a call meets an effect; a short delay is none but a moment for it. */
const meanwhile = (
    call: FaultOfRound["call"],
    what: Partial<Disturbance>,
    effect: FaultOfRound["effect"] = { kind: "delay", ms: 1 },
): Partial<Round> => ({ faults: [{ ...fault(call, 0, effect), meanwhile: somebody(what) }] });
const somebody = (what: Partial<Disturbance>): Disturbance => ({
    kind: "put",
    which: 0,
    value: 3,
    ...what,
});
const at = (behaviour: BehaviourOptions, ...rounds: Round[]): Schedule => ({ behaviour, rounds });
const of = (...rounds: Round[]): Schedule => at({}, ...rounds);
const lagging = (ms: number): BehaviourOptions => ({
    upload: { answer: "empty" },
    list: { visibleAfterMs: { upload: ms, override: ms, delete: ms } },
});
const forbidden = { kind: "answer", status: 403 } as const;
const longWait = { kind: "throttle", retryAfter: "150" } as const;
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
    // A resource is called otherwise, without an alias.
    of(round([add]), round([edit("renameResource")])),
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
    // A call waits for longer than a list is good for, and somebody puts the next file meanwhile, or
    // its own.
    ...[1, 0].map((which) =>
        of(
            round([add, { ...add, value: 1 }]),
            round(
                [edit("edit"), { ...edit("edit", 2), which: 1 }],
                meanwhile("upload", { which }, longWait),
            ),
        ),
    ),
    // The same with files that are new, where an upload replaces whatever is there.
    ...[0, 1].map((which) =>
        at(
            { upload: { existing: "overwritten" } },
            round([add, { ...add, value: 1 }], meanwhile("upload", { which }, longWait)),
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
    // Somebody puts a file at the very moment of its upload: a new one, and one that had gone.
    of(round([add], meanwhile("upload", {}))),
    of(
        round([add]),
        round([edit("edit")], {
            before: [somebody({ kind: "remove" })],
            ...meanwhile("upload", {}),
        }),
    ),
    // A delete waits for its turn, and somebody writes the file meanwhile.
    of(round([add]), round([edit("remove")], meanwhile("delete", {}, longWait))),
    // The answer to a call that can be sent again is lost, and somebody has written the file.
    ...([{ kind: "resetBefore" }, { kind: "answer", status: 503 }] as const).flatMap((effect) => [
        of(round([add]), round([edit("edit")], meanwhile("upload", {}, effect))),
        of(round([add]), round([edit("remove")], meanwhile("delete", {}, effect))),
    ]),
    // The same after it has been carried out.
    of(
        round([add]),
        round([edit("remove")], {
            faults: [fault("delete", 0, { kind: "resetAfter" })],
            during: { at: 15, what: somebody({}) },
        }),
    ),
    // A delete answers that there is no such file, which is there: once, and each time.
    of(
        round([add]),
        round([edit("remove")], { faults: [fault("delete", 0, { kind: "answer", status: 404 })] }),
    ),
    ...(["resourceNotFound", "notFound", "emptyBody"] as const).map((missing): Schedule => ({
        ...at(
            { delete: { decoding: "raw", missing }, upload: { names: "any" } },
            round([add, { ...add, value: 3 }]),
            round([edit("remove")]),
        ),
        names: "odd",
    })),
    // An update is changed on its way and stored so, which its answer tells; then comes the next.
    of(
        round([add]),
        round([edit("edit")], { faults: [fault("upload", 0, { kind: "mangled" })] }),
        round([edit("edit", 2)]),
    ),
    // A file that somebody has removed is given up; then somebody puts the content back that it had,
    // and the resource returns with another.
    of(
        round([add]),
        round([edit("renameFile")], { before: [somebody({ kind: "remove", which: 1 })] }),
        round([edit("renameFile", 0), edit("edit")], {
            before: [somebody({ kind: "putAlike", value: 0 })],
        }),
    ),
    // The same after a refresh has found it gone, and a while.
    of(
        round([add]),
        round([], { command: "refresh", before: [somebody({ kind: "remove" })] }),
        round([edit("edit")], {
            before: [somebody({ kind: "wait" }), somebody({ kind: "putAlike", value: 0 })],
        }),
    ),
    // A script is saved after the program has read it, before its upload.
    of(round([add], { during: { at: 9, what: somebody({ kind: "tear" }) } })),
    // An update is killed after its upload, and nothing is edited.
    of(round([add]), round([edit("edit")], killed(19)), round([])),
    // A run waits for more than a day, and then deletes what it has a claim on.
    of(
        round([add, { ...add, value: 1 }]),
        round([edit("renameResource"), { ...edit("edit", 2), which: 1 }], {
            faults: [
                { ...fault("upload", 0, { kind: "throttle", retryAfter: "3600" }), times: 26 },
            ],
        }),
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
