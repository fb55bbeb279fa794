import type { CallKind } from "./journal";

/** Which call a fault is for: everything named must fit. */
export interface FaultMatcher {
    readonly call: CallKind;
    /** Compared without case. */
    readonly fileName?: string;
    readonly tenant?: string;
}

/** What goes wrong. */
export type FaultEffect =
    /** An answer of one's own; the call takes effect only with `stored`. A body absent is the one that fits the status. */
    | {
          readonly kind: "answer";
          readonly status: number;
          readonly headers?: Readonly<Record<string, string>>;
          readonly body?: string;
          readonly stored?: boolean;
      }
    /** 429 with `Retry-After` exactly as written here; without one where it is absent. */
    | { readonly kind: "throttle"; readonly retryAfter?: string }
    /**
     * The connection breaks. Whether an upload took effect is for `behaviour.upload.lostAnswer` to
     * say; every other call did.
     */
    | { readonly kind: "reset" }
    /** The connection breaks before the call took effect. */
    | { readonly kind: "resetBefore" }
    /** The connection breaks after the call took effect. */
    | { readonly kind: "resetAfter" }
    /** The answer comes this many milliseconds late. */
    | { readonly kind: "delay"; readonly ms: number }
    /** The connection breaks in the middle of the body. */
    | { readonly kind: "truncatedBody" }
    | { readonly kind: "emptyBody" }
    | { readonly kind: "notJson" }
    /** The answer reports other digests than the right ones. */
    | { readonly kind: "wrongDigest" }
    /** An upload is stored with other bytes than were sent, and reported so: a broken proxy. */
    | { readonly kind: "mangled" }
    /** A list as it was before the latest change that this emulator made. */
    | { readonly kind: "staleList" }
    /** A list in two pages, the second of which fails (default 500). */
    | { readonly kind: "failingPage"; readonly status?: number };

/** The name of an effect. */
export type FaultKind = FaultEffect["kind"];

/** What a fault is matched against. */
export interface FaultSubject {
    readonly call: CallKind;
    readonly tenant: string | undefined;
    readonly fileName: string | undefined;
    /** Query of the call, for the pages of a list. */
    readonly search: string;
}

/** A predicate of the emulator's own, for what {@link FaultMatcher} cannot say. */
export type FaultPredicate = (subject: FaultSubject) => boolean;

/** Whether a fault is for a call. */
export function matches(matcher: FaultMatcher, subject: FaultSubject): boolean {
    const same = (wanted: string | undefined, actual: string | undefined) =>
        wanted === undefined || wanted.toLowerCase() === actual?.toLowerCase();
    return (
        matcher.call === subject.call &&
        same(matcher.fileName, subject.fileName) &&
        same(matcher.tenant, subject.tenant)
    );
}
