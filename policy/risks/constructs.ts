import { codeConstructs } from "./codeConstructs";
import type { Construct } from "./construct";
import { protectionConstructs } from "./protectionConstructs";
import { traceConstructs } from "./traceConstructs";

/** The constructs that are looked for, in the order of the page. */
export const constructs: readonly Construct[] = [
    ...codeConstructs,
    ...protectionConstructs,
    ...traceConstructs,
];
