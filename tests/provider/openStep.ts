import type { Context } from "../../provider/context";
import { fakeClock, type FakeClock } from "../defender/fakeClock";
import { stepContext, type StepContext } from "./stepContext";

/** What the steps of a test work with, once it is open; it is closed after the test. */
export let context: StepContext;
/** Opens the context of a test, and gives it. */
export const open = (...options: Parameters<typeof stepContext>) =>
    (context = stepContext(...options));
afterEach(() => {
    context.close();
});

/** The library on the other side. */
export const library = () => context.emulator.library(context.tenantId);
/** Somebody else puts `Get.ps1` there. */
export const put = (text: string, texts: { description?: string; createdBy?: string } = {}) =>
    library().put("Get.ps1", Buffer.from(text), { createdBy: "Somebody", ...texts });
/** The message of a refusal. */
export const messageOf = (refused: Promise<unknown>) =>
    refused.then(
        () => "it was not refused",
        (error: unknown) => (error as Error).message,
    );

/** A clock for the tests that give it to their context. */
export let clock: FakeClock;
beforeEach(() => {
    clock = fakeClock();
});

/** The same context, whose calls that write wait until their turn comes. */
export function late(given: Context): {
    context: Context;
    waits: Promise<void>;
    comes: () => void;
} {
    const begun = Promise.withResolvers<undefined>();
    const turn = Promise.withResolvers<undefined>();
    const wait = () => {
        begun.resolve(undefined);
        return turn.promise;
    };
    const client: Context["client"] = {
        list: (options) => given.client.list(options),
        upload: async (file) => {
            await wait();
            return given.client.upload(file);
        },
        remove: async (fileName, options) => {
            await wait();
            return given.client.remove(fileName, options);
        },
    };
    return {
        context: { ...given, client },
        waits: begun.promise,
        comes: () => {
            turn.resolve(undefined);
        },
    };
}
