import * as fc from "fast-check";

import type { BehaviourOptions } from "../../emulator";

/** A list that shows a change so much later. */
const hiddenFor = (ms: number) => ({ upload: ms, override: ms, delete: ms });

/** How the service answers where nobody knows. */
export const behaviour: fc.Arbitrary<BehaviourOptions> = fc.record({
    upload: fc.record({
        answer: fc.constantFrom("entity", "entity", "created", "empty", "notJson"),
        existing: fc.constantFrom("badRequest", "conflict", "silent", "overwritten"),
        storedTexts: fc.constantFrom("asSent", "trimmed"),
        names: fc.constant("any"),
    }),
    delete: fc.record({
        decoding: fc.oneof(
            { weight: 4, arbitrary: fc.constant("once" as const) },
            { weight: 1, arbitrary: fc.constant("raw" as const) },
        ),
        missing: fc.constantFrom("resourceNotFound", "notFound", "emptyBody"),
    }),
    list: fc.record({
        pageSize: fc.constantFrom(Infinity, 1),
        visibleAfterMs: fc.oneof(
            { weight: 4, arbitrary: fc.constant(hiddenFor(0)) },
            { weight: 1, arbitrary: fc.constantFrom(hiddenFor(20_000), hiddenFor(90_000)) },
        ),
    }),
    service: fc.record({
        nameCase: fc.oneof(
            { weight: 4, arbitrary: fc.constant("insensitive" as const) },
            { weight: 1, arbitrary: fc.constant("sensitive" as const) },
        ),
    }),
});
