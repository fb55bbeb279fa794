import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createEmulator, folderStore } from "../../emulator";
import { contractSuite } from "./suite";

contractSuite("the emulator in a folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "emulator-"));
    return Promise.resolve({
        send: createEmulator({ store: folderStore(folder) }).handle,
        base: "https://api.security.microsoft.com",
        close: () => {
            rmSync(folder, { recursive: true, force: true });
            return Promise.resolve();
        },
    });
});
