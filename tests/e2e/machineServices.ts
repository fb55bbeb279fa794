import { fetch } from "undici";

import type { Wiretap } from "./canaries";
import { apps, canaries } from "./canaryValues";
import { tenantId } from "./project";
import { Refusal, standIn, type StandIn } from "./standIns";

/** What gives a machine tokens of its own; all that it sends and gives passes the wiretap. */
export interface MachineServices {
    readonly metadata: StandIn;
    /** What the Azure CLI signs in at. */
    readonly azureCli: StandIn;
    /** The tokens that were given last, by app. */
    readonly tokens: ReadonlyMap<string, string>;
    readonly close: () => Promise<void>;
}

/** While the wiretap echoes, both refuse, and repeat what they were sent and what they gave before. */
export async function machineServices(tap: Wiretap): Promise<MachineServices> {
    const tokens = new Map<string, string>();
    const tokenOf = async (app: string) => {
        if (!tap.echoes()) {
            const body = new URLSearchParams({
                grant_type: "client_credentials",
                client_id: app,
                client_secret: canaries.machineSecret,
                scope: "https://api.securitycenter.microsoft.com/.default",
            });
            const url = `${tap.url}/${tenantId}/oauth2/v2.0/token`;
            const answer = await fetch(url, { method: "POST", body });
            const { access_token } = (await answer.json()) as { access_token: string };
            tokens.set(app, access_token);
        }
        return tokens.get(app)!;
    };
    const metadata = await standIn(async ({ headers }) => {
        const header = headers["x-identity-header"];
        const token = await tokenOf(apps.machine);
        if (tap.echoes()) return new Refusal({ message: `Refused: ${String(header)} ${token}` });
        if (header !== canaries.identityHeader) return undefined;
        const expires_on = String(Math.floor(Date.now() / 1000) + 290);
        return { access_token: token, expires_on, token_type: "Bearer" };
    });
    const azureCli = await standIn(async () => {
        const token = await tokenOf(apps.azureCli);
        if (tap.echoes()) return { error_description: `AADSTS50076: Refused: ${token}` };
        return { access_token: token, expires_in: 290 };
    });
    const close = async () => {
        for (const service of [metadata, azureCli]) await service.close();
    };
    return { metadata, azureCli, tokens, close };
}
