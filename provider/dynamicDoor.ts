import type { dynamic } from "@pulumi/pulumi";

import { check } from "./check";
import type { Checked } from "./checked";
import { create } from "./create";
import { deleteFile } from "./delete";
import { diff } from "./diff";
import { ConfigurationError, PartialError, StepError } from "./errors";
import type { LibraryFileInputs } from "./inputs";
import { get, read } from "./read";
import type { Place, Runtime } from "./runtime";
import { idOf, idParts, readState, readStateOrId, type LibraryFileState } from "./state";
import { checkPin, createPin, deletePin, diffPin, isPin, notePin } from "./tenantPin";
import { unknown } from "./unknown";
import { update } from "./update";

/**
 * How an unknown value arrives in `check` and `diff` during a preview: a string for each kind of
 * value (Pulumi's pkg/resource/plugin/rpc.go).
 */
const sentinels = new Set<unknown>([
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
]);
const unknownBoolean = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Bag = Record<string, unknown>;

/** What Pulumi's host prints and passes on of an error. */
class DoorError extends Error {
    constructor(cause: unknown) {
        super(cause instanceof Error ? cause.message : String(cause), { cause });
        // The host prints `${error}: ${error.stack}` of all but create and update: a person gets
        // the message, and never a stack trace. No `code` and no `id` of a foreign error passes:
        // the host takes the one for a gRPC code and the other for "created".
        this.stack = this.message;
    }

    override toString(): string {
        return "pulumi-mde";
    }
}

/** Pulumi's partial failure: an error with `id` and `properties` is remembered in the state. */
class DoorPartialError extends DoorError {
    readonly properties: Bag;
    readonly reasons: string[];

    constructor(
        cause: PartialError,
        readonly id: string,
        provider: unknown,
    ) {
        super(cause);
        // The host stores these as they are, without adding the text that finds this provider.
        this.properties = plain({ ...cause.outs, __provider: provider });
        this.reasons = [cause.message];
    }
}

/**
 * The lifecycle as Pulumi's dynamic provider host calls it. Everything that belongs to that host
 * (unknown values, error shapes, what its structs can hold) is in this file and nowhere else.
 *
 * @param start makes the runtime from the configuration; called once, when it is first needed,
 * because the host caches a provider even when `configure` fails or is still running.
 */
export function dynamicDoor(
    start: (configuration: (key: string) => string | undefined) => Runtime,
): dynamic.ResourceProvider {
    let configuration: (key: string) => string | undefined = () => undefined;
    let started: Runtime | undefined;
    const runtime = () => (started ??= start(configuration));
    const getBy = (id: string) => get(runtime().context(idParts(id)), idParts(id).fileName ?? id);
    const readBy = (state: LibraryFileState) => read(runtime().context(state), state);

    return {
        configure({ config }) {
            configuration = (key) => textOf(config.get(key));
            return Promise.resolve();
        },

        check: (olds: Bag, news: Bag) =>
            told(() => {
                const checked = isPin(news) ? checkPin : check;
                const stack = textOf(news["__stack"]);
                if (stack !== undefined) runtime().servesStack(stack);
                const result = checked(runtime(), known(olds), known(news));
                if (result.pinBroken !== undefined) runtime().breakPin(result.pinBroken);
                if (result.failures.length > 0) return passedOn(result, news);
                if (isPin(news)) notePin(runtime().notes(), result.inputs, known(news));
                else noteWanted(runtime(), known(olds), result.inputs);
                return passedOn(result, news);
            }),

        diff: (_id: string, olds: Bag, news: Bag) =>
            told(() => (isPin(news) ? diffPin : diff)(known(olds), known(news))),

        create: (inputs: Bag) =>
            told(async () => {
                if (isPin(inputs)) {
                    await createPin(runtime().context(placeOf(inputs)));
                    return { id: String(inputs["tenantId"]), outs: plain(inputs) };
                }
                const wanted = wantedOf(inputs);
                const made = await partially(idOf(wanted), inputs, () =>
                    create(runtime().context(wanted), wanted),
                );
                return { id: made.id, outs: plain(made.outs) };
            }),

        update: (id: string, olds: Bag, news: Bag) =>
            told(async () => {
                if (isPin(news)) return { outs: plain(news) };
                const wanted = wantedOf(news);
                const state = readState(id, olds);
                const { outs } = await partially(id, news, () =>
                    update(runtime().context(state, wanted), state, wanted),
                );
                return { outs: plain(outs) };
            }),

        read: (id: string, props: Bag = {}) =>
            told(async () => {
                if (isPin(props)) {
                    runtime().requirePinned(placeOf(props));
                    return { id, props: plain(props), inputs: plain(props) };
                }
                const asked = props["sha256"] === undefined;
                if (asked && idParts(id).fileName === undefined)
                    throw new StepError(
                        `The id of a file is "<tenantId>/<fileName>", and ${JSON.stringify(id)} is ` +
                            `none. Nothing was read.`,
                    );
                const found = asked ? await getBy(id) : await readBy(readStateOrId(id, props));
                // The host takes a missing id for "gone".
                if (found === undefined) return {};
                return { id, props: plain(found.props), inputs: plain(found.inputs) };
            }),

        delete: (id: string, props: Bag) =>
            told(async () => {
                if (isPin(props)) {
                    await deletePin(runtime(), props);
                    return;
                }
                const state = readState(id, props);
                await deleteFile(runtime().context(state), state);
            }),
    };
}

function placeOf({ tenantId, cloud }: Bag): Place {
    return { tenantId: textOf(tenantId), cloud: textOf(cloud) };
}

function passedOn({ inputs, failures }: Checked, news: Bag): dynamic.CheckResult {
    return { inputs: withSentinels(inputs, news), failures };
}

/** A file that is being checked is one that this run wants: no delete may take it away. */
function noteWanted(runtime: Runtime, olds: Bag, inputs: Bag): void {
    const { fileName, tenantId, __resource } = inputs;
    if (typeof fileName !== "string" || typeof tenantId !== "string") return;
    const note = { tenantId, fileName, resource: textOf(__resource)?.split("/")[0] };
    const { sha256 } = olds;
    const isSameFile = olds["fileName"] === fileName && olds["tenantId"] === tenantId;
    const digests = isSameFile && typeof sha256 === "string" ? [sha256] : [];
    runtime.notes().wanted(digests.length === 0 ? note : { ...note, digests });
}

async function told<T>(step: () => T | Promise<T>): Promise<T> {
    try {
        return await step();
    } catch (error) {
        throw error instanceof DoorError ? error : new DoorError(error);
    }
}

async function partially<T>(id: string, inputs: Bag, step: () => Promise<T>): Promise<T> {
    try {
        return await step();
    } catch (error) {
        if (!(error instanceof PartialError)) throw error;
        throw new DoorPartialError(error, id, inputs["__provider"]);
    }
}

/** What `check` has made of the inputs; the engine hands it on unchanged. */
function wantedOf(inputs: Bag): LibraryFileInputs {
    const { fileName, sha256, tenantId, cloud } = inputs;
    if ([fileName, sha256, tenantId, cloud].every((value) => typeof value === "string"))
        return { ...inputs } as unknown as LibraryFileInputs;
    throw new ConfigurationError(
        `The inputs of ${String(fileName)} did not pass "check". Nothing was uploaded.`,
    );
}

function known(bag: Bag): Bag {
    return Object.fromEntries(
        Object.entries(bag).map(([key, value]) => {
            if (sentinels.has(value)) return [key, unknown];
            return [key, isBag(value) ? known(value) : value];
        }),
    );
}

function isBag(value: unknown): value is Bag {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts the sentinels back as they came; one that `check` itself derived is a boolean's. */
function withSentinels(inputs: Bag, news: Bag): Bag {
    return plain(
        Object.fromEntries(
            Object.entries(inputs).map(([key, value]) => {
                if (value !== unknown) return [key, value];
                const came = news[key];
                const kind = key === "hasParameters" ? unknownBoolean : unknownText;
                return [key, sentinels.has(came) ? came : kind];
            }),
        ),
    );
}

/** The host's structs know no `undefined`, and fail on one after the upload has been made. */
function plain(value: object): Bag {
    return JSON.parse(JSON.stringify(value)) as Bag;
}

/** A stack's values are strings; a provider object's arguments may be numbers. */
function textOf(value: unknown): string | undefined {
    if (value === undefined || value === null || sentinels.has(value)) return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
}
