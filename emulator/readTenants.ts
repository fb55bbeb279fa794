import * as z from "zod";

import { authorities } from "./authority";
import { createDirectory, isTenantId } from "./directory";
import { problemTexts } from "./problemTexts";
import type { TenantOptions } from "./tenantOptions";

const text = z.string().min(1);
const texts = z.array(text);
const guid = text.refine(isTenantId, "must be a GUID");

const app = z.strictObject({
    displayName: text,
    secret: text.exactOptional(),
    secretExpires: z.number().exactOptional(),
    roles: texts.exactOptional(),
    certificates: texts.exactOptional(),
    federatedCredentials: z
        .array(
            z.strictObject({
                issuer: text,
                subject: text,
                audience: text.exactOptional(),
                publicKey: text,
            }),
        )
        .exactOptional(),
    publicClient: z
        .strictObject({ redirectUris: texts.exactOptional(), scopes: texts.exactOptional() })
        .exactOptional(),
    disabled: z.boolean().exactOptional(),
    consented: z.boolean().exactOptional(),
    conditionalAccess: z.enum(["block", "managedDevice"]).exactOptional(),
});

const tenant = z.strictObject({
    displayName: text.exactOptional(),
    apps: z.record(text, app),
    users: z
        .record(text, z.strictObject({ displayName: text, objectId: guid.exactOptional() }))
        .exactOptional(),
    liveResponse: z.boolean().exactOptional(),
    region: text.exactOptional(),
    authority: z.enum(authorities).exactOptional(),
});

const tenants = z.record(guid, tenant) satisfies z.ZodType<Record<string, TenantOptions>>;

/**
 * Tenants as a JSON document describes them: an object of {@link TenantOptions} by tenant id.
 *
 * @param options.readPem gives the PEM that stands for a certificate or key which is not PEM itself: a
 * file's name, say. @default there is none
 * @throws TypeError that names each problem by its place, for what describes none.
 */
export function readTenants(
    document: unknown,
    options: { readonly readPem?: (name: string) => string } = {},
): Readonly<Record<string, TenantOptions>> {
    const readPem = options.readPem ?? ((name: string) => name);
    const read = tenants.safeParse(document);
    if (!read.success) {
        throw new TypeError(problemTexts(read.error).join("; "));
    }
    const pem = (given: string) => (given.includes("-----BEGIN ") ? given : readPem(given));
    const known = mapped(read.data, (described) => ({
        ...described,
        apps: mapped(described.apps, (one) => ({
            ...one,
            certificates: (one.certificates ?? []).map(pem),
            federatedCredentials: (one.federatedCredentials ?? []).map((credential) => ({
                ...credential,
                publicKey: pem(credential.publicKey),
            })),
        })),
    }));
    // Certificates and keys that are none are found now, and not when somebody signs in.
    createDirectory(known);
    return known;
}

function mapped<T, U>(
    values: Readonly<Record<string, T>>,
    change: (value: T) => U,
): Record<string, U> {
    return Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, change(value)] as const),
    );
}
