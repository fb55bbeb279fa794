import * as z from "zod";

import { behaviourOf, type BehaviourOptions } from "./behaviour";
import type { DeleteBehaviour } from "./deleteBehaviour";
import type { ListBehaviour } from "./listBehaviour";
import { problemTexts } from "./problemTexts";
import type { RateLimit, ServiceBehaviour } from "./serviceBehaviour";
import type { UploadBehaviour } from "./uploadBehaviour";

const whole = z.int().min(0);
const texts = z.array(z.string().min(1)).readonly();

/** A schema for each option, that takes all of its values and no others; else it does not compile. */
function schemasOf<T>() {
    return <S extends { readonly [K in keyof T]: z.ZodType<T[K]> }>(
        schemas: S & { readonly [K in keyof T]: [T[K]] extends [z.output<S[K]>] ? unknown : never },
    ): S => schemas;
}

const upload = schemasOf<Omit<UploadBehaviour, "refusesContent">>()({
    existing: z.enum(["badRequest", "invalidInput", "conflict", "silent", "overwritten"]),
    fileFieldCase: z.enum(["both", "lower-only"]),
    otherFields: z.enum(["exact", "any-case", "reject-unknown"]),
    booleans: z.enum(["lenient", "strict"]),
    descriptionRequired: z.boolean(),
    emptyText: z.enum(["null", "empty"]),
    storedTexts: z.union([z.enum(["asSent", "trimmed"]), z.strictObject({ cutAt: whole })]),
    hasParametersAbsent: z.enum(["false", "derived"]),
    hasParametersWithoutText: z.enum(["accepted", "refused"]),
    overrideCreationTime: z.enum(["reset", "kept"]),
    overrideCreatedBy: z.enum(["caller", "kept"]),
    overrideAbsentFields: z.enum(["reset", "kept"]),
    names: z.enum(["documented", "any"]),
    maxNameLength: whole,
    answer: z.enum(["entity", "created", "empty", "notJson"]),
    sizeLimit: z.strictObject({
        bytes: whole,
        of: z.enum(["file", "body"]),
        status: z.literal([400, 413]),
    }),
    zeroBytes: z.enum(["accepted", "refused"]),
    deniedExtensions: texts,
    maxFiles: whole,
    maxTotalBytes: whole,
    concurrentWrites: z.enum(["lastWins", "conflict", "serverError"]),
    lostAnswer: z.enum(["stored", "notStored"]),
});

const list = schemasOf<ListBehaviour>()({
    absentParametersDescription: z.enum(["null", "omitted"]),
    contextHost: z.enum(["backend", "called"]),
    visibleAfterMs: z.strictObject({ upload: whole, override: whole, delete: whole }),
    delayedAt: z.enum(["everywhere", "otherHosts"]),
    pageSize: z.int().min(1),
    query: z.enum(["ignored", "applied", "refused"]),
    order: z.enum(["fileName", "insertion"]),
    timestampDigits: z.literal([0, 3, 6, 7]),
    digestAfterMs: whole,
    empty: z.enum(["emptyList", "notFound"]),
});

const deletion = schemasOf<DeleteBehaviour>()({
    decoding: z.enum(["once", "raw"]),
    encodedSlash: z.enum(["decoded", "notFound"]),
    trailingDot: z.enum(["kept", "dropped"]),
    missing: z.enum(["resourceNotFound", "notFound", "emptyBody"]),
});

const rateLimit = schemasOf<RateLimit>()({
    perMinute: whole,
    perHour: whole,
    minuteMs: whole,
    hourMs: whole,
    scope: z.enum(["tenantAndCall", "tenant"]),
    window: z.enum(["sliding", "fixed"]),
});

const service = schemasOf<Omit<ServiceBehaviour, "rateLimit">>()({
    nameCase: z.enum(["insensitive", "insensitive-renames", "sensitive"]),
    contentType: z.string().min(1),
    retryAfter: z.enum(["seconds", "absent", "date", "fraction"]),
    createdBy: z.enum(["displayName", "objectId", "upn"]),
    wrongAudience: z.literal([401, 403]),
    audiences: texts,
    governmentAudience: z.enum(["anyRegistered", "sameHost"]),
    liveResponseOff: z.enum(["refused", "works"]),
    foreignRegion: z.literal(["works", 401, 403, 404, "redirect"]),
    gatewayBody: z.enum(["html", "empty", "json"]),
});

const some = <S extends z.ZodRawShape>(schemas: S) => z.strictObject(schemas).partial();
const behaviour = some({
    upload: some(upload),
    list: some(list),
    delete: some(deletion),
    service: some({ ...service, rateLimit: z.union([z.literal(false), some(rateLimit)]) }),
});

/**
 * The behaviour that a JSON document describes: an object of {@link BehaviourOptions}, but for what is
 * a function. A limit that is to be no limit is left out.
 *
 * @param options.nearest gives the known key that a misspelt one most likely stands for. @default none
 * @throws TypeError that names each problem by its place, for what describes none.
 */
export function readBehaviour(
    document: unknown,
    options: {
        readonly nearest?: (key: string, known: readonly string[]) => string | undefined;
    } = {},
): BehaviourOptions {
    const read = behaviour.safeParse(document);
    // Only a program can give a key the value undefined; a document of JSON has the key or not.
    if (read.success) return read.data as BehaviourOptions;
    const hint = (key: string, place: readonly PropertyKey[]) => {
        if (key === "refusesContent") return "it is a function, which only a program can give";
        const known = keysAt(place);
        const nearest = options.nearest?.(key, known);
        return nearest === undefined ? `there are ${known.join(", ")}` : `did you mean ${nearest}?`;
    };
    throw new TypeError(problemTexts(read.error, { hint }).join("; "));
}

/** The keys that a document may have at a place: those that the defaults have. */
function keysAt(place: readonly PropertyKey[]): string[] {
    const { upload: uploadDefaults, ...others } = behaviourOf();
    const all = { ...others, upload: { ...uploadDefaults, storedTexts: { cutAt: 0 } } };
    const at = place.reduce<unknown>((value, key) => Reflect.get(Object(value), key), all);
    return Object.entries(at as object)
        .filter(([, value]) => typeof value !== "function")
        .map(([key]) => key);
}
