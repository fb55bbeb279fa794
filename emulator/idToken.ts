import { createHash, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";

import { sign } from "jsonwebtoken";

import { issuerOf } from "./authority";
import type { KnownTenant, KnownUser } from "./directory";
import { fixedGuid } from "./fixedGuid";

/** Issues id tokens, and shows the key that they are signed with. */
export interface IdTokenAuthority {
    /** @param grant.now milliseconds since 1970. */
    issue(grant: {
        readonly tenant: KnownTenant;
        /** The host that was called, with its port. */
        readonly host: string;
        readonly clientId: string;
        readonly user: KnownUser;
        readonly nonce: string | undefined;
        readonly now: number;
    }): string;
    /** The public keys, as `jwks_uri` answers them. */
    keys(): { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

interface SigningKey {
    readonly privateKey: KeyObject;
    readonly publicKey: KeyObject;
    readonly id: string;
}

/** An id token lasts an hour. */
const lifetimeSeconds = 3600;

/**
 * An authority with a key of its own, which is made when it is first needed. The claims are those of
 * https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference.
 */
export function createIdTokenAuthority(): IdTokenAuthority {
    let key: SigningKey | undefined;
    const signingKey = () => (key ??= makeKey());
    return {
        issue({ tenant, host, clientId, user, nonce, now }) {
            const seconds = Math.floor(now / 1000);
            const claims = {
                aud: clientId,
                iss: issuerOf(tenant, host),
                iat: seconds,
                nbf: seconds,
                exp: seconds + lifetimeSeconds,
                name: user.displayName,
                oid: user.objectId,
                preferred_username: user.upn,
                sub: fixedGuid(`${user.objectId}/${clientId}`),
                tid: tenant.tenantId,
                uti: randomBytes(16).toString("base64url"),
                ver: "2.0",
                ...(nonce === undefined ? {} : { nonce }),
            };
            const { privateKey, id } = signingKey();
            return sign(claims, privateKey, { algorithm: "RS256", keyid: id });
        },
        keys() {
            const { publicKey, id } = signingKey();
            return { keys: [{ ...publicKey.export({ format: "jwk" }), use: "sig", kid: id }] };
        },
    };
}

function makeKey(): SigningKey {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const der = publicKey.export({ format: "der", type: "spki" });
    return {
        privateKey,
        publicKey,
        id: createHash("sha256").update(der).digest("base64url").slice(0, 27),
    };
}
