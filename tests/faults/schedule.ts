import * as fc from "fast-check";

import type { BehaviourOptions, FaultEffect } from "../../emulator";
import { behaviour } from "./drawnService";
import type { Victim } from "./lifeline";
import type { Edit, NameKind } from "./program";
import type { PlannedFault } from "./service";
import type { Command } from "./world";

/** What somebody else does to the library, or to a source file. */
export interface Disturbance {
    readonly kind:
        | "put"
        | "putOther"
        /** A content that a resource might have, or have had. */
        | "putAlike"
        | "putInOtherCase"
        | "retext"
        | "remove"
        | "tear"
        /** Nobody does anything, for twenty minutes. */
        | "wait";
    readonly which: number;
    readonly value: number;
}

/** A fault, and what somebody does at the moment when a call meets it. */
export interface FaultOfRound extends Omit<PlannedFault, "meanwhile"> {
    readonly meanwhile: Disturbance | undefined;
}

/** Some edits, one command, and what goes wrong in it. */
export interface Round {
    readonly edits: readonly Edit[];
    readonly before: readonly Disturbance[];
    readonly command: Command["what"];
    readonly continueOnError: boolean;
    readonly parallel: number;
    readonly faults: readonly FaultOfRound[];
    readonly kill: { readonly at: number; readonly who: Victim } | undefined;
    readonly during: { readonly at: number; readonly what: Disturbance } | undefined;
    /** Whether `up` follows until nothing changes. */
    readonly settles: boolean;
}

export interface Schedule {
    readonly behaviour: BehaviourOptions;
    /** Default: plain ones. */
    readonly names?: NameKind;
    readonly rounds: readonly Round[];
}

const number = fc.nat({ max: 11 });

const edit: fc.Arbitrary<Edit> = fc.record({
    kind: fc.oneof(
        { weight: 6, arbitrary: fc.constant("add" as const) },
        { weight: 6, arbitrary: fc.constant("edit" as const) },
        {
            weight: 14,
            arbitrary: fc.constantFrom(
                ...(["describe", "renameResource", "renameWithAlias", "renameFile"] as const),
                ...(["changeCase", "swapNames", "adopt", "remove", "remove"] as const),
                "renameAndChangeCase" as const,
            ),
        },
    ),
    which: number,
    value: number,
});

const pause = fc.record({ kind: fc.constant("wait" as const), which: number, value: number });
const disturbance: fc.Arbitrary<Disturbance> = fc.record({
    kind: fc.constantFrom(
        ...(["put", "put", "putAlike", "putOther", "putInOtherCase"] as const),
        ...(["retext", "remove"] as const),
    ),
    which: number,
    value: number,
});

const answer = (status: number, stored = false): FaultEffect => ({
    kind: "answer",
    status,
    ...(stored && { stored }),
});
const some = <T>(one: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T | undefined> =>
    fc.oneof(
        { weight: 10 - weight, arbitrary: fc.constant(undefined) },
        { weight, arbitrary: one },
    );

/** Faults of any call. */
const anyEffect: fc.Arbitrary<FaultEffect> = fc.constantFrom<FaultEffect>(
    { kind: "resetBefore" },
    { kind: "resetAfter" },
    { kind: "resetAfter" },
    answer(500),
    answer(503, true),
    answer(504),
    answer(408),
    answer(401),
    answer(403),
    { kind: "throttle", retryAfter: "1" },
    { kind: "throttle" },
    { kind: "throttle", retryAfter: "150" },
    { kind: "throttle", retryAfter: "Wed, 07 Jan 2026 00:00:00 GMT" },
    { kind: "throttle", retryAfter: "-3" },
    { kind: "delay", ms: 20_000 },
    { kind: "truncatedBody" },
    { kind: "emptyBody" },
    { kind: "notJson" },
);
const effects: Readonly<Record<PlannedFault["call"], fc.Arbitrary<FaultEffect>>> = {
    list: fc.oneof(
        { weight: 2, arbitrary: anyEffect },
        {
            weight: 1,
            arbitrary: fc.constantFrom<FaultEffect>(
                { kind: "staleList" },
                { kind: "failingPage" },
                { kind: "failingPage", status: 403 },
                { kind: "wrongDigest" },
                answer(403),
                answer(404),
                answer(404),
            ),
        },
    ),
    upload: fc.oneof(
        { weight: 2, arbitrary: anyEffect },
        {
            weight: 1,
            arbitrary: fc.constantFrom<FaultEffect>(
                { kind: "wrongDigest" },
                { kind: "mangled" },
                { kind: "mangled" },
            ),
        },
    ),
    delete: fc.oneof(
        { weight: 3, arbitrary: anyEffect },
        { weight: 1, arbitrary: fc.constantFrom(answer(404), answer(404, true)) },
    ),
    token: fc.constantFrom<FaultEffect>(answer(500), answer(503), answer(400), {
        kind: "throttle",
    }),
};
const fault: fc.Arbitrary<FaultOfRound> = fc
    .constantFrom(
        "list" as const,
        "upload" as const,
        "upload" as const,
        "delete" as const,
        "token" as const,
    )
    .chain((call) =>
        fc.record({
            call: fc.constant(call),
            at: fc.constantFrom(0, 0, 0, 1, 1, 2, 4),
            times: fc.oneof(
                { weight: 6, arbitrary: fc.constant(1) },
                { weight: 1, arbitrary: fc.constantFrom(2, 4, 40) },
            ),
            effect: effects[call],
            meanwhile: some(disturbance, 1),
        }),
    );

/**
 * Somebody writes the file of a call that has to wait, whose answer is lost, or that is under way.
 */
const race: fc.Arbitrary<FaultOfRound> = fc.record({
    call: fc.constantFrom("upload" as const, "upload" as const, "delete" as const),
    at: fc.constantFrom(0, 0, 1),
    times: fc.constant(1),
    effect: fc.constantFrom<FaultEffect>(
        { kind: "throttle", retryAfter: "150" },
        { kind: "resetBefore" },
        answer(503),
        { kind: "delay", ms: 1 },
    ),
    meanwhile: disturbance,
});

const round: fc.Arbitrary<Round> = fc.record({
    edits: fc.array(edit, { maxLength: 3 }),
    before: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        {
            weight: 1,
            arbitrary: fc.array(
                fc.oneof({ weight: 4, arbitrary: disturbance }, { weight: 1, arbitrary: pause }),
                { minLength: 1, maxLength: 3 },
            ),
        },
    ),
    command: fc.constantFrom("up", "up", "up", "up", "up", "upRefresh", "refresh", "destroy"),
    continueOnError: fc.boolean(),
    parallel: fc.constantFrom(1, 8),
    faults: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 6, arbitrary: fc.array(fault, { minLength: 1, maxLength: 3 }) },
        { weight: 1, arbitrary: race.map((one) => [one]) },
    ),
    kill: some(
        fc.record({
            at: fc.integer({ min: 1, max: 40 }),
            who: fc.constantFrom<Victim>("cli", "cli", "provider"),
        }),
        4,
    ),
    during: some(
        fc.record({
            at: fc.integer({ min: 1, max: 40 }),
            what: fc.oneof(
                disturbance,
                fc.record({ kind: fc.constant("tear" as const), which: number, value: number }),
            ),
        }),
        2,
    ),
    settles: fc.boolean(),
});

const firstRound: fc.Arbitrary<Round> = fc
    .tuple(round, fc.array(number, { minLength: 1, maxLength: 3 }))
    .map(([first, values]) => ({
        ...first,
        edits: values.map((value) => ({ kind: "add" as const, which: 0, value })),
        command: "up" as const,
    }));

/** Random programs, faults, kills and other people. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
    behaviour,
    names: fc.oneof(
        { weight: 3, arbitrary: fc.constant("plain" as const) },
        { weight: 1, arbitrary: fc.constant("odd" as const) },
    ),
    rounds: fc
        .tuple(firstRound, fc.array(round, { maxLength: 4 }))
        .map(([first, others]) => [first, ...others]),
});
