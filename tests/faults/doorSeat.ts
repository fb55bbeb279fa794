import { createLibraryClient, endpointsOf } from "../../defender";
import { confidentialCredential } from "../../defender/signIn/confidentialCredential";
import { dynamicDoor } from "../../provider/dynamicDoor";
import { createRuntime, type Runtime } from "../../provider/runtime";
import type { LibraryClient } from "../../defender/libraryClient";
import type { Transport } from "../../defender/transport";
import type { FakeClock } from "../defender/fakeClock";
import { __provider } from "../host/providerProcess";
import type { Lifeline } from "./lifeline";
import { InitFailed, type Bag, type Seat } from "./seat";
import { clientId, clientSecret, tenantId, type Service } from "./service";

/** Something that is put around a part of the provider, to see whether the checker finds it. */
export interface Plant {
    readonly transport?: (transport: Transport) => Transport;
    readonly client?: (client: LibraryClient) => LibraryClient;
    readonly runtime?: (runtime: Runtime) => Runtime;
    readonly seat?: (seat: Seat) => Seat;
}

/** The provider in this process, behind the door that Pulumi's host calls, in a time of its own. */
export function doorSeat(options: {
    /** Whether the stack marks its files. */
    readonly mark?: boolean;
    readonly service: Service;
    readonly clock: FakeClock;
    readonly lifeline: Lifeline;
    readonly userFolder: string;
    readonly engine: string;
    readonly plant?: Plant | undefined;
}): Seat {
    const { service, clock, lifeline, userFolder, engine, plant = {} } = options;
    const { transport = same, client = same, runtime = same, seat = same } = plant;
    let programRuns = false;
    // The time of a provider that is dead does not pass.
    const ownClock: FakeClock = {
        ...clock,
        sleep: async (ms, signal) => {
            await clock.sleep(ms, signal);
            await lifeline.unlessDead();
        },
    };
    const shared = {
        ...endpointsOf({ cloud: "emulator" }),
        tenantId,
        transport: transport(service.transport(lifeline)),
        clock: ownClock,
        random: () => 0.5,
        log: () => undefined,
    };
    const open = (configuration: (key: string) => string | undefined) =>
        createRuntime({
            configuration,
            environment: {},
            userFolder,
            engine,
            hasProgram: () => Promise.resolve(programRuns),
            now: clock.now,
            log: () => undefined,
            client: () => {
                const credential = confidentialCredential({
                    ...shared,
                    clientId,
                    how: "clientSecret",
                    proof: () => Promise.resolve({ clientSecret }),
                });
                const limits = { callsPerMinute: 100, callsPerHour: 1_500 };
                return client(
                    createLibraryClient({ ...shared, ...limits, cloud: "emulator", credential }),
                );
            },
        });
    const door = dynamicDoor((configuration) => runtime(heldReads(open(configuration), clock)));
    const configuration: Readonly<Record<string, string>> = {
        "mde:cloud": "emulator",
        "mde:mark": String(options.mark === true),
        "mde:tenantId": tenantId,
    };
    void door.configure?.({
        config: { get: (key) => configuration[key], require: (key) => configuration[key] ?? "" },
    });

    return seat({
        async check(olds, news) {
            const checked = await door.check!(wire(olds), wire(news));
            return { inputs: carried(checked.inputs), failures: checked.failures ?? [] };
        },
        async diff(id, olds, news) {
            const { changes, replaces, deleteBeforeReplace } = await door.diff!(
                id,
                wire(olds),
                wire(news),
            );
            return {
                changes: changes === true,
                replaces: replaces ?? [],
                deleteBeforeReplace: deleteBeforeReplace === true,
            };
        },
        async create(inputs) {
            const made = await kept(door.create(wire(inputs)));
            return { id: made.id, outs: carried(made.outs) };
        },
        async update(id, olds, news) {
            const updated = await kept(door.update!(id, wire(olds), wire(news)));
            return { outs: carried(updated.outs) };
        },
        async read(id, props) {
            const found = await door.read!(id, wire(props));
            const inputs = found.inputs === undefined ? undefined : carried(found.inputs);
            return { id: found.id ?? "", props: carried(found.props), inputs };
        },
        async delete(id, props) {
            await door.delete!(id, wire(props));
        },
        programStarts() {
            programRuns = true;
        },
        close: () => Promise.resolve(),
    });
}

const same = <T>(it: T): T => it;

/** What goes over gRPC. */
const wire = (bag: Bag) => JSON.parse(JSON.stringify(bag)) as Bag;

/** The host adds the provider's own text, by which it is found again. */
const carried = (bag: unknown) => wire({ ...(bag as Bag), __provider });

/** Pulumi's host takes an error with an id for a partial failure. */
async function kept<T>(step: Promise<T>): Promise<T> {
    try {
        return await step;
    } catch (error) {
        const { message, id, properties } = error as Error & { id?: string; properties?: Bag };
        if (id === undefined || properties === undefined) throw error;
        throw new InitFailed(message, id, wire(properties));
    }
}

/** Files are read one after the other and in no time, so that a schedule is the same each time. */
function heldReads(runtime: Runtime, clock: FakeClock): Runtime {
    let last: Promise<unknown> = Promise.resolve();
    return {
        ...runtime,
        context(...places) {
            const context = runtime.context(...places);
            const { content } = context;
            return {
                ...context,
                content: {
                    ...content,
                    read(sha256, size) {
                        const reading = last.then(() => content.read(sha256, size));
                        last = reading.catch(() => undefined);
                        return clock.hold(reading);
                    },
                },
            };
        },
    };
}
