import { printable, quoteName } from "../../library/fileName";
import { textTable } from "../../library/textTable";
import { shortDigest } from "../shortDigest";
import { conditions, conditionWords, isFine, type Condition } from "./condition";
import { NOT_READ } from "./fileAcross";
import { isNamedByStacks } from "./stackWords";
import type { StatusCell, StatusFile, StatusReport, StatusTenant } from "./statusReport";
import { counted, verdictOf } from "./statusVerdict";

/** How much a person is shown; `--json` and `--html` have all of it. */
export interface StatusTextOptions {
    /** The files were asked for by name: all of them are shown, with all tenants. */
    readonly isDetailed: boolean;
}

/** More rows than these do not fit a screen. */
const TENANTS = 40;
const FINE_TENANTS = 10;
const FILES = 10;
const NAMES = 3;
const REASONS = 5;
const DAY = "2026-01-31".length;

/**
 * The report for a person: one sentence, the tenants, the worst first, then each file that is not as
 * it should be with the tenants that run the same digest. What has no fixed length is in the last
 * column, so that a narrow terminal breaks it there.
 */
export function statusText(report: StatusReport, { isDetailed }: StatusTextOptions): string {
    const parts = [
        ...unreadStates(report),
        `${verdictOf(report)}\n`,
        tenantsTable(report),
        ...reasons(report),
        ...noFile(report),
        ...filesTables(report, isDetailed),
    ];
    return parts.join("\n");
}

function unreadStates({ unread }: StatusReport): string[] {
    return unread.map(({ stack, why }) =>
        stack === ""
            ? `Not all stacks are known: ${printable(why)}\n`
            : `The state of stack ${printable(stack)} was not read, so that what is its own, and what ` +
              `was changed outside Pulumi, is not known: ${printable(why)}\n`,
    );
}

function tenantsTable(report: StatusReport): string {
    const { tenants } = report;
    const worst = (ok: boolean | null) =>
        [...tenants].filter((tenant) => tenant.ok === ok).sort(byFineFiles);
    const wrong = [...worst(false), ...worst(null)];
    const fine = worst(true);
    const shownFine = fine.length > FINE_TENANTS ? [] : fine;
    const rows = [...wrong.slice(0, TENANTS), ...shownFine];
    const good = report.release === null ? "newest" : "as-wanted";
    const table = textTable({
        head: [conditionWords[good], "otherwise", "tenant"],
        body: rows.map((tenant) => [
            ratioOf(tenant, good),
            otherwiseOf(tenant, good),
            printable(tenant.name),
        ]),
    });
    const left = [
        ...(wrong.length > TENANTS ? [`${wrong.length - TENANTS} more are not`] : []),
        ...(shownFine.length < fine.length ? [`${fine.length} more are as they should be`] : []),
    ];
    const more = left.length === 0 ? "" : `and ${left.join(", ")}\n`;
    return rows.length === 0 ? more : `${table}\n${more}`;
}

const total = ({ counts }: StatusTenant) =>
    conditions.reduce((sum, condition) => sum + (counts[condition] ?? 0), 0);

function byFineFiles(one: StatusTenant, other: StatusTenant): number {
    const wrong = ({ counts }: StatusTenant) =>
        conditions
            .filter((condition) => condition !== "as-wanted" && condition !== "newest")
            .reduce((sum, condition) => sum + (counts[condition] ?? 0), 0);
    // One that was not read may be any of them.
    const isUnread = ({ error }: StatusTenant) => Number(error !== null);
    return isUnread(other) - isUnread(one) || wrong(other) - wrong(one);
}

function ratioOf(tenant: StatusTenant, good: Condition): string {
    return tenant.error === null ? `${tenant.counts[good] ?? 0} of ${total(tenant)}` : "not read";
}

function otherwiseOf({ counts, error }: StatusTenant, good: Condition): string {
    if (error !== null) return "";
    const found = conditions.filter((condition) => condition !== good && counts[condition]);
    const [first, second, ...rest] = found.map(
        (condition) => `${counts[condition] ?? 0} ${conditionWords[condition]}`,
    );
    const more = rest.length === 0 ? [] : ["…"];
    return [first, second, ...more].filter((part) => part !== undefined).join(", ");
}

/** Why tenants were not read, the same reason once. */
function reasons({ tenants }: StatusReport): string[] {
    const failed = tenants.filter(({ error }) => error !== null);
    const shown = failed.slice(0, REASONS).map((tenant) => {
        const whose = isNamedByStacks(tenant) ? "The tenant of " : "";
        return `${whose}${printable(tenant.name)} was not read: ${printable(tenant.error ?? "")}\n`;
    });
    const left = failed.length - shown.length;
    return left > 0
        ? [...shown, `${counted(left, "more tenant")} not read: --json says why.\n`]
        : shown;
}

/** Where all tenants were read the command has stopped. */
function noFile({ files, names }: StatusReport): string[] {
    if (names.length === 0 || files.length > 0) return [];
    const like = names.map(quoteName).join(", ");
    return [`No tenant that was read has a file with a name like ${like}.\n`];
}

function filesTables(report: StatusReport, isDetailed: boolean): string[] {
    const { files } = report;
    const isShown = ({ condition, why }: StatusCell) =>
        isFine(condition, report) !== true && why !== NOT_READ;
    const wrong = files.filter(({ tenants }) => isDetailed || tenants.some(isShown));
    if (wrong.length === 0) return [];
    const shown = isDetailed ? wrong : worstFirst(wrong).slice(0, FILES);
    const left = wrong.length - shown.length;
    const more =
        left === 0
            ? []
            : [
                  `and ${counted(left, "more file")}: name files with --name, or see --json or --html.\n`,
              ];
    return [...shown.map((file) => fileTable(file, isDetailed)), ...more];
}

/** By the worst condition of each, and the more tenants the sooner; else by name, as they are. */
function worstFirst(files: readonly StatusFile[]): StatusFile[] {
    const ranked = files.map((file) => {
        const ranks = file.tenants.map(({ condition }) => conditions.indexOf(condition));
        const worst = Math.min(...ranks);
        return { file, worst, count: ranks.filter((rank) => rank === worst).length };
    });
    ranked.sort((one, other) => one.worst - other.worst || other.count - one.count);
    return ranked.map(({ file }) => file);
}

/** A file with its groups: the tenants in the same condition that run the same digest. */
function fileTable({ fileName, tenants }: StatusFile, isDetailed: boolean): string {
    const groups = Map.groupBy(
        tenants.filter(({ why }) => isDetailed || why !== NOT_READ),
        ({ condition, sha256, why }) => JSON.stringify([condition, sha256, why]),
    );
    const rank = ([cell]: readonly StatusCell[]) =>
        conditions.indexOf(cell?.condition ?? "unknown");
    const rows = [...groups.values()]
        .sort((one, other) => rank(one) - rank(other) || other.length - one.length)
        .map((cells) => {
            const [
                { condition, sha256, why } = {
                    condition: "unknown" as const,
                    sha256: null,
                    why: null,
                },
            ] = cells;
            const names = cells.map(({ tenant }) => printable(tenant));
            const listed = isDetailed || names.length <= NAMES + 1 ? names : names.slice(0, NAMES);
            const left = names.length - listed.length;
            const who = `${listed.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
            return [
                `  ${conditionWords[condition]}`,
                sha256 === null ? "" : shortDigest(sha256),
                sinceOf(cells),
                why === null ? who : `${who} (${why})`,
            ];
        });
    const [head = [], ...body] = rows;
    return `${printable(fileName)}\n${textTable({ head, body })}\n`;
}

/** The day on which the first of them has changed it. */
function sinceOf(cells: readonly StatusCell[]): string {
    const [first = ""] = cells
        .flatMap(({ lastUpdatedTime }) => (lastUpdatedTime === null ? [] : [lastUpdatedTime]))
        .sort();
    return printable(first.slice(0, DAY));
}
