import { Agent, fetch } from "undici";

import { createEmulator, serveEmulator } from "../../emulator";
import { privateAuthority } from "../emulator/authority";
import { contractSuite } from "./suite";

const authority = privateAuthority();

contractSuite("the emulator on a port, over HTTPS", async () => {
    const { ca, key, cert } = await authority;
    const served = await serveEmulator(createEmulator(), { port: 0, tls: { key, cert } });
    const dispatcher = new Agent({ connect: { ca } });
    return {
        send: (request) => fetch(request, { dispatcher }),
        base: served.url,
        close: async () => {
            await dispatcher.destroy();
            await served.close();
        },
    };
});
