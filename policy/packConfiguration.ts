import { printable, quoteName } from "../library/fileName";
import { nearestWord } from "../library/nearest";
import type { Claim, Level } from "./claim";
import { readConfiguration } from "./configuration";
import { readExemptions, type Exemption } from "./exemptions";
import { lacksMandatoryKeys, mandatoryKeysProblem } from "./mandatoryKeys";
import { exemptionsName } from "./withExemptions";

/** A claim with what it was told. */
export interface ConfiguredClaim {
    readonly claim: Claim;
    readonly level: Level;
    readonly configuration: object;
}

/** The claims of a pack with their levels, and the exemptions that hold. */
export interface ConfiguredPack {
    readonly claims: readonly ConfiguredClaim[];
    readonly exemptions: readonly Exemption[];
    /** What is wrong with the other exemptions, each a whole sentence. */
    readonly exemptionProblems: readonly string[];
    /** The level of what is wrong with exemptions. */
    readonly exemptionLevel: Level;
    /** Names in the configuration that are not this pack's nor near one of it: another pack's. */
    readonly others: readonly string[];
}

/** A pack's configuration, or all that is wrong with it, each a whole sentence. */
export type ReadPack = { readonly pack: ConfiguredPack } | { readonly problems: readonly string[] };

/** All policies at once. */
const ALL = "all";
/** Environments of Pulumi ESC: newer CLIs read them, and nothing of a policy stands there. */
const ENVIRONMENTS = "environments";

/**
 * Reads the configuration of a pack, as `--policy-pack-config` takes it: by policy, a level or an
 * object with `enforcementLevel` and the policy's own keys; `all` is the level of all others.
 *
 * A policy that there is not is an error, where Pulumi passes it over: one that is called `mde-…`
 * and one that is near to such a name. Others may be of a pack of somebody's own, and are told.
 *
 * It never throws.
 *
 * @param text JSON; nothing but white space configures nothing.
 * @param options.today as `YYYY-MM-DD`, for exemptions.
 */
export function readPack(
    text: string,
    options: { claims: readonly Claim[]; today: string },
): ReadPack {
    const { claims, today } = options;
    const parsed = parsedEntries(text);
    if ("problem" in parsed) return { problems: [parsed.problem] };
    const names = [exemptionsName, ...claims.map(({ name }) => name)];
    const problems: string[] = [];
    const others: string[] = [];
    const given = new Map<string, Given>();
    for (const [name, value] of parsed.entries) {
        if (name === ENVIRONMENTS) continue;
        const unknown = name === ALL ? undefined : unknownName(name, names);
        if (unknown === "other") others.push(name);
        else if (unknown !== undefined) problems.push(unknown);
        if (unknown !== undefined) continue;
        const read = readEntry(name, value);
        if ("problem" in read) problems.push(read.problem);
        else given.set(name, read);
    }
    const levelSet = (name: string) => given.get(name)?.level ?? given.get(ALL)?.level;
    const levelOf = (name: string, usual: Level) => {
        const set = levelSet(name);
        return set === REMEDIATE ? "mandatory" : (set ?? usual);
    };

    const configured: ConfiguredClaim[] = [];
    for (const claim of claims) {
        const told = readConfiguration(claim, given.get(claim.name)?.configuration ?? {});
        if ("problems" in told) problems.push(...told.problems);
        else if (
            levelSet(claim.name) === "mandatory" &&
            lacksMandatoryKeys(claim, told.configuration)
        )
            problems.push(mandatoryKeysProblem(claim));
        else {
            const level = levelOf(claim.name, claim.level);
            configured.push({ claim, level, configuration: told.configuration });
        }
    }

    const exemptionLevel = levelOf(exemptionsName, "mandatory");
    const told = given.get(exemptionsName)?.configuration ?? {};
    const known = claims.map(({ name }) => name);
    const foreign = policiesIn(told).filter((name) => unknownName(name, known) === "other");
    const exemptions = readExemptions(told, { policies: [...known, ...foreign], today });
    if (problems.length > 0) return { problems };
    const enabled = exemptionLevel !== "disabled";
    return {
        pack: {
            claims: configured,
            exemptions: enabled ? exemptions.inForce : [],
            exemptionProblems: enabled ? exemptions.problems : [],
            exemptionLevel,
            others: [...new Set([...others, ...foreign])],
        },
    };
}

interface Given {
    readonly level: Level | typeof REMEDIATE | undefined;
    readonly configuration: Readonly<Record<string, unknown>>;
}

function parsedEntries(
    text: string,
): { readonly entries: [string, unknown][] } | { readonly problem: string } {
    if (text.trim() === "") return { entries: [] };
    let parsed: unknown;
    try {
        parsed = JSON.parse(text);
    } catch (error) {
        const why = error instanceof Error ? printable(error.message) : String(error);
        return { problem: `It is no JSON: ${why}.` };
    }
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
        return { entries: Object.entries(parsed) };
    return { problem: `It must be an object by policy, such as { "mde-file-name": "advisory" }.` };
}

/** What is wrong with a policy's name; `other` where another pack may have it. */
function unknownName(name: string, known: readonly string[]): string | undefined {
    if (known.includes(name)) return undefined;
    const nearest = nearestWord(name, known) ?? nearestWord(`mde-${name}`, known);
    if (nearest === undefined && !name.toLowerCase().startsWith("mde-")) return "other";
    const meant = nearest === undefined ? "" : `, did you mean ${nearest}?`;
    const end = nearest === undefined ? "." : "";
    return `There is no policy ${quoteName(name)}${meant}${end} There are: ${known.join(", ")}.`;
}

/**
 * A level of Pulumi's too: what is not mended then stops the run. Of a policy whose own level depends on
 * its configuration it is that very level, and a pack cannot tell that somebody has set it
 * (`usualLevel` of `policyOf`): it is taken here as not set, too.
 */
const REMEDIATE = "remediate";

const LEVELS: ReadonlyMap<unknown, Level | typeof REMEDIATE> = new Map<
    unknown,
    Level | typeof REMEDIATE
>([
    ["advisory", "advisory"],
    ["mandatory", "mandatory"],
    [REMEDIATE, REMEDIATE],
    ["disabled", "disabled"],
]);

function readEntry(name: string, value: unknown): Given | { readonly problem: string } {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (typeof value !== "string" && !isObject)
        return { problem: `${name} must be a level or an object.` };
    if (name === ALL && isObject && Object.keys(value).some((key) => key !== "enforcementLevel"))
        return { problem: `"all" has a level alone: each key is of one policy.` };
    const { enforcementLevel, ...configuration } = isObject
        ? (value as Record<string, unknown>)
        : { enforcementLevel: value };
    const level = LEVELS.get(enforcementLevel);
    if (enforcementLevel !== undefined && level === undefined) {
        const shown = printable(JSON.stringify(enforcementLevel));
        return {
            problem: `The level of ${name} is ${shown}, but must be mandatory, advisory or disabled.`,
        };
    }
    return { level, configuration };
}

/** The policies that exemptions name, as far as they are texts. */
function policiesIn({ exemptions }: Readonly<Record<string, unknown>>): string[] {
    if (!Array.isArray(exemptions)) return [];
    return exemptions.flatMap((entry: unknown) => {
        const { policy } = (entry ?? {}) as { readonly policy?: unknown };
        return typeof policy === "string" ? [policy.trim()] : [];
    });
}
