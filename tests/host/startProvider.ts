import { createHash } from "node:crypto";

import type { ServiceError } from "@grpc/grpc-js";

import { createEmulator, serveEmulator, type Emulator } from "../../emulator";
import { openContentIndex } from "../../library/contentIndex";
import { ProviderProcess } from "./providerProcess";

/** Where everything goes. */
export const tenantId = "11112222-3333-4444-8555-666677778888";
export const otherTenant = "99992222-3333-4444-8555-666677778888";
/** The content of a file, and what a program says of it. */
export const bytes = Buffer.from("Get-Process\r\n");
export const sha256 = createHash("sha256").update(bytes).digest("hex");
export const news = { fileName: "Get.ps1", sha256, size: bytes.length, source: "Get.ps1" };

/** One for all tests of a file; each finds it empty. */
export let emulator: Emulator;
export let served: Awaited<ReturnType<typeof serveEmulator>>;
/** The processes that are stopped after each test. */
export const started: ProviderProcess[] = [];

beforeAll(async () => {
    emulator = createEmulator();
    served = await serveEmulator(emulator, { port: 0 });
});
afterAll(() => served.close());
beforeEach(async () => {
    for (const { fileName } of await emulator.library(tenantId).list())
        await emulator.library(tenantId).remove(fileName);
    emulator.journal.clear();
});
afterEach(async () => {
    await Promise.all(started.splice(0).map((provider) => provider.stop()));
});

/** Of a stack on the emulator. */
export const configuration = () => ({
    "mde:tenantId": tenantId,
    "mde:clientId": "app",
    "mde:clientSecret": "canary-secret",
    "mde:apiUrl": served.url,
    "mde:authorityUrl": served.url,
});

/** Starts a provider that is configured and can find the file's content. */
export async function start(
    settings: Readonly<Record<string, string>> = configuration(),
    options: { engine?: string; userFolder?: string } = {},
): Promise<ProviderProcess> {
    const provider = await ProviderProcess.start(settings, options);
    started.push(provider);
    openContentIndex({ folder: provider.userFolder, now: Date.now }).keep(sha256, bytes);
    return provider;
}

/** The calls of the test, discovery left out. */
export const calls = () =>
    emulator.journal.entries.map(({ call }) => call).filter((call) => call !== "discovery");

/** The error of a step, which must have one. */
export async function failing(step: Promise<unknown>): Promise<ServiceError> {
    return step.then(
        () => {
            throw new Error("the step succeeded");
        },
        (error: unknown) => error as ServiceError,
    );
}
