import { readSettings } from "../../defender/settings/settings";
import type { Checked } from "../../provider/checked";
import type { PinNote } from "../../library/runNoteLines";
import type { RunNotes } from "../../library/runNotes";
import { check } from "../../provider/check";
import { checkPin, deletePin, diffPin, isPin, notePin } from "../../provider/tenantPin";

const tenant = "11112222-3333-4444-8555-666677778888";
const other = "99992222-3333-4444-8555-666677778888";
const app = { clientId: "app", clientSecret: "secret" };

interface Run {
    readonly configuration?: Readonly<Record<string, string>>;
    readonly environment?: NodeJS.ProcessEnv;
    readonly olds?: object;
    readonly news?: object;
    readonly provider?: string;
}

function checked({ configuration = {}, environment = {}, ...run }: Run): Checked {
    const { settings, problems } = readSettings({
        configuration: (name) => configuration[name],
        environment,
    });
    const context = { provider: run.provider };
    return checkPin(
        settings === undefined
            ? { ...context, configuration: { problems } }
            : { ...context, configuration: { settings } },
        { ...run.olds },
        { ...run.news },
    );
}

const reasons = ({ failures }: Checked) => failures.map(({ reason }) => reason);

describe("checkPin", () => {
    it("gives the inputs that keep tenant and cloud, and that tell a pin from a file", () => {
        const { inputs, failures } = checked({ configuration: { tenantId: tenant, ...app } });
        expect(failures).toEqual([]);
        expect(inputs).toEqual({ __kind: "tenantPin", tenantId: tenant, cloud: "commercial" });
        expect(isPin(inputs)).toBe(true);
        expect(isPin({ fileName: "Get.ps1" })).toBe(false);
    });

    it("takes the emulator's tenant of the stack where none is configured", () => {
        const { inputs } = checked({
            configuration: { cloud: "emulator" },
            news: { tenantId: other },
        });
        expect(inputs).toMatchObject({ tenantId: other, cloud: "emulator" });
    });

    it.each([
        ["tenant", { tenantId: other, cloud: "commercial" }],
        ["cloud", { tenantId: tenant, cloud: "emulator" }],
    ])("fails, and breaks the pin of the process, when the state is of another %s", (_, olds) => {
        const found = checked({ configuration: { tenantId: tenant, ...app }, olds });
        expect(reasons(found)).toEqual([
            expect.stringContaining(`pinned to tenant ${olds.tenantId}`),
        ]);
        expect(found.pinBroken).toBe(reasons(found)[0]);
    });

    it("fails when the stack was renamed, whose default tenant the files are in", () => {
        const found = checked({
            configuration: { cloud: "emulator" },
            olds: { tenantId: other, cloud: "emulator" },
            news: { tenantId: tenant },
        });
        expect(reasons(found)).toEqual([expect.stringContaining("has been renamed")]);
    });

    const environment = {
        ARM_TENANT_ID: tenant,
        ARM_CLIENT_ID: "app",
        ARM_CLIENT_SECRET: "secret",
    };

    it("fails for a first tenant that comes from the environment alone", () => {
        expect(reasons(checked({ environment }))).toEqual([
            expect.stringContaining(`with "pulumi config set mde:tenantId ${tenant}"`),
        ]);
        expect(reasons(checked({ environment, provider: "contoso" }))).toEqual([
            expect.stringContaining('as the argument tenantId of mde.Provider "contoso"'),
        ]);
    });

    it("lets the environment confirm a tenant that the state has", () => {
        const olds = { tenantId: tenant, cloud: "commercial" };
        expect(reasons(checked({ environment, olds }))).toEqual([]);
        expect(reasons(checked({ environment, olds: { ...olds, tenantId: other } }))).toEqual([
            expect.stringContaining(`pinned to tenant ${other}`),
        ]);
    });

    it("tells all that is wrong with a configuration", () => {
        const found = checked({ configuration: { tenantId: "x", cloud: "moon" } });
        expect(reasons(found).join(" ")).toMatch(
            /mde:tenantId.*mde:cloud|mde:cloud.*mde:tenantId/s,
        );
    });
});

describe("deletePin", () => {
    const urn = "urn:pulumi:dev::project::pulumi-nodejs:dynamic/mde:TenantPin::mde";
    const state = {
        __pin: "pulumi-nodejs:dynamic/mde:TenantPin::mde",
        tenantId: tenant,
        cloud: "gcc",
    };
    const ended = async (checkedInRun: readonly object[], hasProgram = true) => {
        const noted: PinNote[] = [];
        const notes = {
            pinned: (note: PinNote) => noted.push(note),
            pinNote: (pin: string) => noted.find((note) => note.pin === pin),
        } as unknown as RunNotes;
        for (const inputs of checkedInRun) notePin(notes, { ...inputs }, { __urn: urn });
        const program = () => Promise.resolve(hasProgram);
        await deletePin({ provider: undefined, notes: () => notes, hasProgram: program }, state);
    };

    it("fails for one that is to follow in another tenant or cloud, and names itself", async () => {
        const told = `pinned to tenant ${tenant} (cloud gcc), but`;
        await expect(ended([{ ...state, tenantId: other }])).rejects.toThrow(told);
        await expect(ended([{ ...state, cloud: "dod" }])).rejects.toThrow(told);
        await expect(ended([{ ...state, tenantId: other }])).rejects.toThrow(
            `"pulumi state delete '${urn}'"`,
        );
    });

    it.each<[string, readonly object[], boolean]>([
        ["the same tenant", [state], true],
        ["another pin", [{ ...state, __pin: "another", tenantId: other }], true],
        ["none", [], true],
        [
            "a run without a program, whose notes are an earlier run's",
            [{ ...state, tenantId: other }],
            false,
        ],
    ])("ends it before %s", async (_, inputs, hasProgram) => {
        await expect(ended(inputs, hasProgram)).resolves.toBeUndefined();
    });

    it("knows it again under a stack of another name, and as another one by its provider object", () => {
        const pinned = (__urn: string) =>
            checked({ configuration: { tenantId: tenant, ...app }, news: { __urn } }).inputs;
        const one = pinned(urn);
        expect(diffPin(one, pinned(urn.replace(":dev:", ":prod:"))).changes).toBe(false);
        expect(diffPin(one, pinned(`${urn}2`))).toEqual({
            changes: true,
            replaces: [],
            deleteBeforeReplace: false,
        });
    });
});

describe("what a transformation has given another provider object", () => {
    const configuration = { tenantId: tenant, ...app };
    const told = `for tenant ${other}, but it is served by mde.Provider "two", which names tenant ${tenant}`;

    it("fails, a pin and a file alike, and breaks the pin of the process", () => {
        const { settings } = readSettings({
            configuration: (name) => ({ ...configuration })[name as "tenantId"],
            environment: {},
        });
        const context = { provider: "two", configuration: { settings: settings! } };
        const found = [
            checkPin(context, {}, { tenantId: other }),
            check(context, {}, { tenantId: other, fileName: "Get.ps1", sha256: "0".repeat(64) }),
        ];
        for (const { failures, pinBroken } of found) {
            expect(failures.map(({ reason }) => reason).join()).toContain(told);
            expect(pinBroken).toContain(told);
        }
        expect(checkPin(context, {}, { tenantId: tenant }).failures).toEqual([]);
        expect(checkPin(context, {}, {}).failures).toEqual([]);
    });
});
