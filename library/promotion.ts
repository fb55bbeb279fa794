import { fileNameKey, printable } from "./fileName";
import type { Texts } from "./liveFile";
import type { ReleaseFile } from "./release";

/** A file in which what is here is not what was tested. */
export interface PromotionDifference {
    readonly fileName: string;
    /** What the release says, and what is here, as a person reads it. */
    readonly tested: string;
    readonly here: string;
}

/** What a difference says where there is no file. */
export const NOTHING = "not there";

/**
 * Where what is to be promoted differs from the release that was tested: in a content, a text, the
 * case of a name, by a file more or a file less. Ordered by name.
 *
 * @param options.partial a file that the release has may be absent here.
 * @param options.lineEndTwins the digests that a file here would have with other line ends; asked
 * for files only whose content differs.
 */
export async function promotionDifferences(
    tested: readonly ReleaseFile[],
    here: readonly ReleaseFile[],
    options: {
        readonly partial?: boolean | undefined;
        readonly lineEndTwins?: (file: ReleaseFile) => Promise<readonly string[]>;
    } = {},
): Promise<PromotionDifference[]> {
    const { partial = false, lineEndTwins = () => Promise.resolve([]) } = options;
    const testedByKey = new Map(tested.map((file) => [fileNameKey(file.fileName), file]));
    const hereByKey = Map.groupBy(here, ({ fileName }) => fileNameKey(fileName));
    const keys = [...new Set([...testedByKey.keys(), ...hereByKey.keys()])].sort();
    const found = await Promise.all(
        keys.map(async (key): Promise<PromotionDifference[]> => {
            const there = testedByKey.get(key);
            const [own, ...alike] = hereByKey.get(key) ?? [];
            if (own === undefined)
                return partial || there === undefined
                    ? []
                    : [{ fileName: there.fileName, tested: digestOf(there), here: NOTHING }];
            if (there === undefined)
                return [own, ...alike].map((file) => ({
                    fileName: file.fileName,
                    tested: NOTHING,
                    here: digestOf(file),
                }));
            // A service that tells names apart by case may have several.
            if (alike.length > 0)
                return [own, ...alike].map((file) => ({
                    fileName: file.fileName,
                    tested: `${digestOf(there)}, once`,
                    here: digestOf(file),
                }));
            return differencesOf(there, own, lineEndTwins);
        }),
    );
    return found.flat();
}

async function differencesOf(
    tested: ReleaseFile,
    here: ReleaseFile,
    lineEndTwins: (file: ReleaseFile) => Promise<readonly string[]>,
): Promise<PromotionDifference[]> {
    const { fileName } = here;
    const name =
        tested.fileName === fileName
            ? []
            : [{ fileName, tested: `name ${tested.fileName}`, here: `name ${fileName}` }];
    const texts = (["description", "parametersDescription", "hasParameters"] as const)
        .filter((key) => tested[key] !== here[key])
        .map((key) => {
            const [there, own] = textsOf(tested, here, key);
            return { fileName, tested: there, here: own };
        });
    if (tested.sha256 === here.sha256) return [...name, ...texts];
    const isLineEnds = (await lineEndTwins(here)).includes(tested.sha256);
    const content = {
        fileName,
        tested: digestOf(tested),
        here: `${digestOf(here)}${isLineEnds ? " (only line ends differ)" : ""}`,
    };
    return [...name, content, ...texts];
}

/** So many of a digest's digits tell it apart for a person. */
const DIGITS = 12;
const digestOf = ({ sha256 }: ReleaseFile) => `sha256 ${sha256.slice(0, DIGITS)}…`;

/** More of a text would push the columns apart; what comes before its first difference helps nobody. */
const SHOWN = 40;
const BEFORE = 12;

/** The two values of a text, from shortly before where they part. */
function textsOf(tested: ReleaseFile, here: ReleaseFile, key: keyof Texts): [string, string] {
    const texts = [tested, here].map((file) => Array.from(printable(JSON.stringify(file[key]))));
    const [one = [], other = []] = texts;
    const parting = one.findIndex((character, at) => character !== other[at]);
    const start = parting > SHOWN - BEFORE ? parting - BEFORE : 0;
    const shown = (value: readonly string[]) => {
        const rest = value.slice(start);
        const cut = rest.length > SHOWN ? [...rest.slice(0, SHOWN - 1), "…"] : rest;
        return `${key} ${start > 0 ? "…" : ""}${cut.join("")}`;
    };
    return [shown(one), shown(other)];
}
