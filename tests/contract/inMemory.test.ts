import { createEmulator } from "../../emulator";
import { contractSuite } from "./suite";

contractSuite("the emulator in memory", () =>
    Promise.resolve({
        send: createEmulator().handle,
        base: "https://api.security.microsoft.com",
        close: () => Promise.resolve(),
    }),
);
