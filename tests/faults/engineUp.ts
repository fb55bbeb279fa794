import { EngineRun } from "./engineRun";
import type { Bag, InitFailed } from "./seat";
import { isPin, type Entry } from "./stackState";

/** What a program registers. */
export interface Registration {
    readonly urn: string;
    readonly aliases: readonly string[];
    readonly props: Bag;
    /** Just before it is sent to the engine: the program's own notes. */
    readonly beforehand: () => void;
}

/** `pulumi up --skip-preview`: the engine's rules for each resource of a program (step_generator.go). */
export class EngineUp extends EngineRun {
    private readonly seen = new Set<string>();

    /** @param start runs the synchronous part of the program. */
    async up(start: () => readonly Registration[]): Promise<void> {
        this.seat.programStarts();
        const registrations = start();
        for (const registration of registrations) {
            this.goesOn();
            await this.register(registration);
            // All files depend on the pin.
            if (isPin(registration.urn)) await this.settled();
        }
        await this.settled();
        // A resource that failed to register makes the program fail, whether or not it goes on: what
        // it no longer has is then not known.
        if (this.failures.length > 0) return;
        const unwanted = this.entries.filter(
            ({ urn, isOld }) => isOld === true || !this.seen.has(urn),
        );
        await this.deleteAll(unwanted);
    }

    private async register({ urn, aliases, props, beforehand }: Registration): Promise<void> {
        beforehand();
        const known = [urn, ...aliases];
        const old = this.entries.find((entry) => known.includes(entry.urn) && !entry.isOld);
        this.seen.add(urn);
        if (old !== undefined) this.seen.add(old.urn);
        const inputs = await this.checked(urn, old?.inputs ?? {}, props);
        if (inputs === undefined) return;
        if (old === undefined) {
            await this.begin(() => this.create({ urn, inputs }));
            return;
        }
        const { changes, replaces, deleteBeforeReplace } = await this.call(() =>
            this.seat.diff(old.id, old.outputs, inputs),
        );
        if (old.awaitsReplacement || (changes && replaces.length > 0)) {
            // What the engine checked had the old inputs before it: a replacement has none.
            const anew = await this.checked(urn, {}, props);
            if (anew === undefined) return;
            await this.begin(() => this.replace({ urn, inputs: anew }, old, deleteBeforeReplace));
        } else if (changes || old.initErrors !== undefined) {
            await this.begin(() => this.update({ urn, inputs }, old));
        } else {
            await this.begin(async () => {
                this.ops.push({ op: "same", resource: urn });
                await this.write(replacing(old, { ...old, urn, inputs }));
            });
        }
    }

    private async checked(urn: string, olds: Bag, news: Bag): Promise<Bag | undefined> {
        try {
            const { inputs, failures } = await this.call(() => this.seat.check(olds, news));
            if (failures.length === 0) return inputs;
            for (const { property, reason } of failures)
                this.fail("check", urn, `${property}: ${reason}`);
        } catch (error) {
            await this.unlessDead();
            this.fail("check", urn, error);
        }
        this.goesOn();
        return undefined;
    }

    private async create(made: { urn: string; inputs: Bag }): Promise<void> {
        const { id, outs } = await this.step(
            "create",
            made,
            () => this.seat.create(made.inputs),
            (error) => this.write((all) => [...all, partly(made, error)]),
        );
        await this.write((all) => [...all, { ...made, id, outputs: outs }]);
    }

    private async update(made: { urn: string; inputs: Bag }, old: Entry): Promise<void> {
        const { outs } = await this.step(
            "update",
            made,
            () => this.seat.update(old.id, old.outputs, made.inputs),
            (error) => this.write(replacing(old, partly(made, error))),
        );
        await this.write(replacing(old, { ...made, id: old.id, outputs: outs }));
        this.state.interrupted.delete(`update ${made.urn}`);
    }

    private async replace(
        made: { urn: string; inputs: Bag },
        old: Entry,
        deletesFirst: boolean,
    ): Promise<void> {
        let before = old;
        if (deletesFirst && !old.awaitsReplacement) {
            await this.step("delete", made, () => this.seat.delete(old.id, old.outputs));
            before = { ...old, awaitsReplacement: true };
            await this.write(replacing(old, before));
            this.state.interrupted.delete(`delete ${made.urn}`);
        }
        const replaced = (entry: Entry) => (all: Entry[]) => {
            const others = all.filter((each) => each !== before);
            if (before.awaitsReplacement) return [...others, entry];
            return [...others, { ...before, isOld: true as const }, entry];
        };
        const { id, outs } = await this.step(
            "replace",
            made,
            () => this.seat.create(made.inputs),
            (error) => this.write(replaced(partly(made, error))),
        );
        await this.write(replaced({ ...made, id, outputs: outs }));
    }
}

const replacing = (old: Entry, entry: Entry) => (all: Entry[]) =>
    all.map((each) => (each === old ? entry : each));

function partly(made: { urn: string; inputs: Bag }, error: InitFailed): Entry {
    return { ...made, id: error.id, outputs: error.properties, initErrors: [error.message] };
}
