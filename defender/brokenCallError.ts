import { errorLike } from "./errorLike";

/** A call that got no answer. For this room only: callers see a `NetworkError`. */
export class BrokenCallError extends Error {
    override name = "BrokenCallError" as const;
    /** Whether the service may have got the request, and acted on it. */
    readonly mayHaveArrived: boolean;
    /** Whether another attempt may go better. */
    readonly mayPass: boolean;

    constructor(cause: unknown) {
        super("a call got no answer", { cause });
        this.mayPass = !isOneOf(cause, lasting);
        this.mayHaveArrived = this.mayPass && !isOneOf(cause, beforeSending);
    }
}

/** Before a request could be sent: no address, no connection, no way through the proxy. */
const beforeSending: ReadonlySet<string> = new Set([
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "UND_ERR_PRX_CONN",
    // undici's for a proxy that refuses the tunnel; we never abort a request ourselves.
    "UND_ERR_ABORTED",
]);

/** Also before, and no matter of time: certificates, and addresses that are none. */
const lasting: ReadonlySet<string> = new Set([
    "ERR_INVALID_URL",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "UND_ERR_PRX_TLS",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_HAS_EXPIRED",
    "CERT_NOT_YET_VALID",
]);

/** Whether an error, or what caused it, has one of these codes: of several, each one. */
function isOneOf(thrown: unknown, codes: ReadonlySet<string>): boolean {
    const error = errorLike(thrown);
    if (error === undefined) return false;
    if (error.code !== undefined && codes.has(error.code)) return true;
    return error.causes.length > 0 && error.causes.every((cause) => isOneOf(cause, codes));
}
