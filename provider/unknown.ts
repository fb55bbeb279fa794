/** Stands for a value that is known only after other resources exist: seen in previews. */
export const unknown: unique symbol = Symbol("unknown");
/** The type of {@link unknown}. */
export type Unknown = typeof unknown;
