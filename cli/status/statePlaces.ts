import { readState } from "../../provider/state";
import { fileType, pinType } from "../../sdk/fileType";
import type { StackState } from "../stackRelease";
import { isSamePlace, type TenantPlace } from "../tenantPlace";

/** The place that the stack's own configuration was for; those of provider objects lie below these. */
export function pinIn({ resources }: StackState): TenantPlace | undefined {
    const pin = resources.find(({ type, urn }) => type === pinType && !urn.includes("$"));
    const { tenantId, cloud } = pin?.outputs ?? {};
    if (typeof tenantId !== "string") return undefined;
    return {
        tenantId: tenantId.toLowerCase(),
        cloud: typeof cloud === "string" ? cloud : undefined,
    };
}

/** The places that a state has files in; one that cannot be read is told as unread elsewhere. */
export function placesIn({ resources }: StackState): TenantPlace[] {
    const places: TenantPlace[] = [];
    for (const { type, external, id = "", outputs = {} } of resources) {
        if (type !== fileType || external === true) continue;
        const place = placeOf(id, outputs);
        if (place !== undefined && !places.some((one) => isSamePlace(one, place)))
            places.push(place);
    }
    return places;
}

function placeOf(id: string, outputs: Readonly<Record<string, unknown>>): TenantPlace | undefined {
    try {
        const { tenantId, cloud } = readState(id, outputs);
        return { tenantId: tenantId.toLowerCase(), cloud };
    } catch {
        return undefined;
    }
}
