import { serveEmulator, type Emulator } from "../../emulator";
import { fakeClock } from "../defender/fakeClock";
import { engineServer } from "../host/engineServer";
import { ProviderProcess } from "../host/providerProcess";
import { doorSeat, type Plant } from "./doorSeat";
import { processSeat } from "./processSeat";
import { clientId, clientSecret, tenantId } from "./service";
import type { Stage } from "./world";

/**
 * The provider in this process, in a time of its own, with no socket in between.
 *
 * @param options.mark whether the stack marks its files; default: not.
 */
export function inThisProcess(plant?: Plant, { mark = false } = {}): Stage {
    const clock = fakeClock();
    return {
        clock,
        open({ number, service, lifeline, userFolder }) {
            const engine = `model-${number}`;
            const seat = doorSeat({ service, clock, lifeline, userFolder, engine, plant, mark });
            return Promise.resolve({ seat, engine });
        },
        close: () => Promise.resolve(),
    };
}

/** Pulumi's own provider process, a new one for each run, and the service on a port. */
export function inItsOwnProcess(): Stage {
    let served: Awaited<ReturnType<typeof serveEmulator>> | undefined;
    let handle: Emulator["handle"] | undefined;
    return {
        clock: undefined,
        async open({ service, lifeline, whenKilled, userFolder }) {
            handle = service.transport(lifeline);
            served ??= await serveEmulator(
                { ...service.emulator, handle: (request) => handle!(request) },
                { port: 0 },
            );
            let root = "";
            const engine = await engineServer(() => root);
            const provider = await ProviderProcess.start(
                {
                    "mde:tenantId": tenantId,
                    "mde:clientId": clientId,
                    "mde:clientSecret": clientSecret,
                    "mde:apiUrl": served.url,
                    "mde:authorityUrl": served.url,
                },
                { engine: engine.address, userFolder },
            );
            const seat = processSeat(provider, () => {
                root = "urn:pulumi:test::faults::pulumi:pulumi:Stack::faults-test";
            });
            whenKilled(seat.kill);
            const close = async () => {
                await seat.close();
                engine.close();
            };
            return { seat: { ...seat, close }, engine: engine.address };
        },
        close: async () => served?.close(),
    };
}
