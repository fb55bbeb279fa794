import { createEmulator, readBehaviour, type BehaviourOptions } from "../../emulator";
import { behaviourOf } from "../../emulator/behaviour";
import { nearestWord } from "../../library/nearest";
import { wireOf } from "./wire";

const read = (document: unknown) => readBehaviour(document, { nearest: nearestWord });

describe("readBehaviour", () => {
    it("reads what an emulator works with", async () => {
        const behaviour = read({ upload: { existing: "silent", answer: "created" } });
        const wire = wireOf(createEmulator({ behaviour }).handle);
        await wire.signIn();
        expect((await wire.upload()).status).toBe(201);
        expect((await wire.upload({ content: "other" })).status).toBe(201);
    });

    it("takes every default that JSON can say", () => {
        const { upload, ...others } = behaviourOf();
        const { refusesContent, ...sayable } = upload;
        expect(refusesContent).toBeInstanceOf(Function);
        const said = JSON.stringify({ upload: sayable, ...others }, (_key, value: unknown) =>
            value === Infinity ? undefined : value,
        );
        const document: unknown = JSON.parse(said);
        expect(read(document)).toEqual(document);
    });

    it.each<BehaviourOptions>([
        {},
        { upload: { storedTexts: { cutAt: 40 } } },
        { upload: { storedTexts: "trimmed", deniedExtensions: [".exe"], maxFiles: 3 } },
        { list: { pageSize: 2, timestampDigits: 7 } },
        { service: { rateLimit: false, foreignRegion: 404 } },
        { service: { rateLimit: { perMinute: 3, window: "fixed" }, foreignRegion: "redirect" } },
    ])("takes %j", (document) => {
        expect(read(document)).toEqual(document);
    });

    it.each<[unknown, string]>([
        [[], "the document: Invalid input: expected object, received array"],
        [{ uploads: {} }, 'the document: there is no "uploads": did you mean upload?'],
        [{ sign: 1 }, 'the document: there is no "sign": there are list, delete, service, upload'],
        [
            { upload: { exsting: "silent" } },
            'upload: there is no "exsting": did you mean existing?',
        ],
        [
            { upload: { existing: "sillent" } },
            'upload → existing: Invalid option: expected one of "b',
        ],
        [{ upload: { descriptionRequired: "yes" } }, "upload → descriptionRequired: Invalid input"],
        [{ upload: { maxFiles: -1 } }, "upload → maxFiles: Too small"],
        [{ upload: { sizeLimit: { bytes: 1, of: "file" } } }, "upload → sizeLimit → status: "],
        [{ upload: { storedTexts: 40 } }, '"asSent"|"trimmed", or Invalid input: expected object'],
        [
            { upload: { storedTexts: { cutAt: "4" } } },
            "upload → storedTexts → cutAt: Invalid input",
        ],
        [{ upload: { storedTexts: { cutat: 4 } } }, 'there is no "cutat": did you mean cutAt?'],
        [{ upload: { refusesContent: "x" } }, '"refusesContent": it is a function, which only'],
        [{ list: { pageSize: 0 } }, "list → pageSize: Too small"],
        [
            { service: { rateLimit: true } },
            "service → rateLimit: Invalid input: expected false, or",
        ],
        [
            { service: { rateLimit: { perMinut: 1 } } },
            'service → rateLimit: there is no "perMinut": did you mean perMinute?',
        ],
        [{ service: { rateLimit: { perHour: "x" } } }, "service → rateLimit → perHour: Invalid"],
    ])("names the problem of %j", (document, problem) => {
        expect(() => read(document)).toThrow(problem);
        expect(() => read(document)).toThrow(TypeError);
    });

    it("names all that is wrong at once", () => {
        const document = { upload: { exsting: 1, answr: 1, emptyText: 1 }, list: { order: 1 } };
        expect(() => read(document)).toThrow(
            /upload → emptyText.*"exsting".*"answr".*list → order/,
        );
    });
});
