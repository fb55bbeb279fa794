import type { Transport } from "../defender";
import type { SignIn } from "../defender/settings/settings";
import { duration } from "../defender/waits";
import { failed, ok, warning, type Check } from "./check";

/** A `Date` is in whole seconds: it stands for their middle, in milliseconds. */
const MIDDLE = 500;
/** From here on a person should know, in milliseconds. */
const WORTH_TELLING = 60_000;
/** Entra ID takes an assertion that is this much off, in milliseconds. */
const TOLERATED = 300_000;

/** By how much the services' clocks are ahead of this machine's. */
export interface ServiceClock {
    /** Notes the `Date` of each answer. */
    readonly around: (transport: Transport) => Transport;
    /** Of the first of these origins that has answered, in milliseconds. */
    readonly ahead: (
        ...origins: readonly string[]
    ) => { readonly host: string; readonly ms: number } | undefined;
}

/** @param now this machine's clock, milliseconds since 1970. */
export function serviceClock(now: () => number): ServiceClock {
    const seen = new Map<string, number>();
    return {
        around: (transport) => async (request) => {
            const { origin } = new URL(request.url);
            const asked = now();
            const response = await transport(request);
            const date = Date.parse(response.headers.get("date") ?? "");
            // The answer was dated at some time between.
            if (!Number.isNaN(date)) seen.set(origin, date + MIDDLE - (asked + now()) / 2);
            return response;
        },
        ahead(...origins) {
            for (const origin of origins) {
                const ms = seen.get(origin);
                if (ms !== undefined) return { host: new URL(origin).host, ms };
            }
            return undefined;
        },
    };
}

/**
 * This machine's clock against a service's. It matters where this machine, or another one by its
 * clock, has signed what proves who we are.
 */
export function clockCheck(
    { host, ms }: { readonly host: string; readonly ms: number },
    { how, isSignedIn }: { readonly how: SignIn["how"]; readonly isSignedIn: boolean },
): Check {
    const off = Math.abs(ms);
    const behindSeconds = Math.round(ms / 1000);
    const values = { host, behindSeconds };
    const told = `this machine's clock is ${duration(off)} ${ms > 0 ? "behind" : "ahead of"} that of ${host}`;
    if (off < WORTH_TELLING) {
        const right = `this machine's clock agrees with that of ${host}`;
        return ok("clock", Math.abs(behindSeconds) < 3 ? right : told, values);
    }
    const advice = "Let this machine set its clock by the network (NTP).";
    const byAssertion = how === "clientCertificate" || how === "oidc";
    if (byAssertion && !isSignedIn && off > TOLERATED)
        return failed(
            "clock",
            `${told}, and Entra ID takes what was signed at most ${duration(TOLERATED)} off. ${advice}`,
            values,
        );
    return warning("clock", `${told}. ${advice}`, values);
}
