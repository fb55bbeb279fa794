import { errorLike, type ErrorLike } from "./errorLike";

/** What stood in the way of an answer. */
export type Obstacle =
    /** A setting that leads nowhere: an address, or a proxy's in the environment. */
    | "setting"
    /** The name of a host that nobody knows. */
    | "unknownName"
    /** A certificate of an authority that this machine does not trust. */
    | "unknownAuthority"
    /** A certificate that is valid at another time. */
    | "otherTime"
    /** A certificate of another host. */
    | "otherHost"
    /** Something else about TLS: another version, or something that speaks no TLS at all. */
    | "tls"
    | "proxyCredentials"
    | "proxyRefusal"
    /** The proxy finds no way to the host, at the moment. */
    | "proxyFailure"
    /** Something answers the connection and then says nothing. */
    | "silence"
    /** The connection could not be made. */
    | "noConnection"
    /** Anything else: a connection that broke. */
    | "broken";

/** A call that got no answer. For this room only: callers see a `NetworkError`. */
export class BrokenCallError extends Error {
    override name = "BrokenCallError" as const;
    readonly obstacle: Obstacle;
    /** Whether the service may have got the request, and acted on it. */
    readonly mayHaveArrived: boolean;
    /** Whether another attempt may go better. */
    readonly mayPass: boolean;

    constructor(cause: unknown) {
        super("a call got no answer", { cause });
        this.obstacle = obstacleOf(cause);
        this.mayPass = !lasting.has(this.obstacle);
        this.mayHaveArrived = ["silence", "broken"].includes(this.obstacle);
    }
}

/** No matter of time: somebody has to change something. */
const lasting: ReadonlySet<Obstacle> = new Set<Obstacle>([
    "setting",
    "unknownAuthority",
    "otherTime",
    "otherHost",
    "tls",
    "proxyCredentials",
    "proxyRefusal",
]);

/**
 * Codes of the system's, of undici's and of Node's TLS.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const obstacles: ReadonlyMap<string, Obstacle> = new Map<string, Obstacle>([
    ...withCodes("setting", ["ERR_INVALID_URL", "ERR_PROXY_SETTING"]),
    ...withCodes("unknownName", ["ENOTFOUND"]),
    ...withCodes("unknownAuthority", [
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "SELF_SIGNED_CERT_IN_CHAIN",
        "UNABLE_TO_GET_ISSUER_CERT",
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        "CERT_UNTRUSTED",
        "INVALID_CA",
    ]),
    ...withCodes("otherTime", ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]),
    // The last is undici's for the certificate of the proxy itself.
    ...withCodes("otherHost", [
        "ERR_TLS_CERT_ALTNAME_INVALID",
        "HOSTNAME_MISMATCH",
        "UND_ERR_PRX_TLS",
    ]),
    ...withCodes("tls", [
        "CERT_CHAIN_TOO_LONG",
        "CERT_REJECTED",
        "CERT_REVOKED",
        "CERT_SIGNATURE_FAILURE",
        "ERR_SSL_PACKET_LENGTH_TOO_LONG",
        "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
        "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
        "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
        "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
        "ERR_SSL_UNSUPPORTED_PROTOCOL",
        "ERR_SSL_WRONG_VERSION_NUMBER",
        "INVALID_PURPOSE",
        "PATH_LENGTH_EXCEEDED",
    ]),
    ...withCodes("silence", ["UND_ERR_HEADERS_TIMEOUT"]),
    ...withCodes("noConnection", [
        "EAI_AGAIN",
        "ECONNREFUSED",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "UND_ERR_CONNECT_TIMEOUT",
        "UND_ERR_PRX_CONN",
    ]),
]);

function withCodes(obstacle: Obstacle, codes: readonly string[]): [string, Obstacle][] {
    return codes.map((code) => [code, obstacle]);
}

/** By an error's own code, or what caused it; several causes count when they are all alike. */
function obstacleOf(thrown: unknown): Obstacle {
    const error = errorLike(thrown);
    if (error === undefined) return "broken";
    const own = ownObstacle(error);
    if (own !== undefined) return own;
    const [first = "broken", ...others] = error.causes.map(obstacleOf);
    return others.every((other) => other === first) ? first : "broken";
}

function ownObstacle({ code, message }: ErrorLike): Obstacle | undefined {
    // The two that undici tells in words alone: a port that fetch leaves to other protocols
    // (https://fetch.spec.whatwg.org/#port-blocking), and a proxy's refusal of the tunnel.
    if (code === undefined && message === "bad port") return "setting";

    if (code === "UND_ERR_ABORTED") return tunnelObstacle(message);
    return code === undefined ? undefined : obstacles.get(code);
}

function tunnelObstacle(message: string): Obstacle | undefined {
    const status = Number(/^Proxy response \((\d{3})\)/.exec(message)?.[1]);
    if (Number.isNaN(status)) return undefined;
    if (status === 407) return "proxyCredentials";
    const passes = status === 408 || status === 429 || status >= 500;
    return passes ? "proxyFailure" : "proxyRefusal";
}
