/** Plain values, as they go between engine and provider. */
export type Bag = Record<string, unknown>;

/** An error of a create or an update that is kept in the state: Pulumi's partial failure. */
export class InitFailed extends Error {
    override name = "InitFailed" as const;

    constructor(
        message: string,
        readonly id: string,
        readonly properties: Bag,
    ) {
        super(message);
    }
}

/** A provider as the engine sees it. */
export interface Seat {
    check(
        olds: Bag,
        news: Bag,
    ): Promise<{ inputs: Bag; failures: { property: string; reason: string }[] }>;
    diff(
        id: string,
        olds: Bag,
        news: Bag,
    ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
    /** @throws {InitFailed} */
    create(inputs: Bag): Promise<{ id: string; outs: Bag }>;
    /** @throws {InitFailed} */
    update(id: string, olds: Bag, news: Bag): Promise<{ outs: Bag }>;
    /** An empty id says that it is gone. */
    read(id: string, props: Bag): Promise<{ id: string; props: Bag; inputs: Bag | undefined }>;
    delete(id: string, props: Bag): Promise<void>;
    /** The engine's own part: the program has registered its stack. */
    programStarts(): void;
    close(): Promise<void>;
}
