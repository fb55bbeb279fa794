import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { pageDataOf } from "./pageDataOf";
import { shortDigest } from "../shortDigest";
import type { StatusReport } from "./statusReport";
import { counted, verdictOf } from "./statusVerdict";

/** The built package has the page's parts beside this file; its sources use the built ones. */
const folders = [
    join(__dirname, "page"),
    join(__dirname, "..", "..", "dist", "cli", "status", "page"),
];

/**
 * The report as one page that needs nothing else: its script and style are in it, and it forbids
 * itself every network. What the report says is text, and never markup.
 *
 * @param command how the page was made, for whoever wants to make it again.
 */
export function statusPage(report: StatusReport, command: string): string {
    const [style, script] = [part("page.css"), part("page.js")];
    const verdict = verdictOf(report);
    const look = { true: ["good", "✓"], false: ["bad", "✗"], null: ["open", "?"] } as const;
    const [kind, sign] = look[`${report.ok}`];
    const parts: Readonly<Record<string, string>> = {
        title: escaped(`Live response library: ${verdict}`),
        kind,
        sign,
        verdict: escaped(verdict),
        warnings: report.unread
            .map(({ stack, why }) => {
                const what =
                    stack === ""
                        ? `Not all stacks are known: ${why}`
                        : `The state of stack ${stack} was not read: ${why}`;
                return `<p class="warning">${escaped(what)}</p>`;
            })
            .join("\n"),
        totals: totalsOf(report),
        made: madeOf(report, command),
        data: JSON.stringify(pageDataOf(report)).replaceAll("<", "\\u003c"),
        style,
        script,
        styleHash: hashOf(style),
        scriptHash: hashOf(script),
    };
    return part("page.html").replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? "");
}

function part(name: string): string {
    const path = folders.map((folder) => join(folder, name)).find((each) => existsSync(each));
    if (path === undefined)
        throw new Error(
            `the page was not written: ${name} is not beside this command. Install pulumi-mde again, or ` +
                `in a clone run "npm run build".`,
        );
    return readFileSync(path, "utf8").trim();
}

/** As a content security policy names a script or style that it lets pass. */
function hashOf(text: string): string {
    return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function totalsOf({ tenants }: StatusReport): string {
    const totals = [
        ["good", true, "as it should be", "as they should be"],
        ["bad", false, "not as it should be", "not as they should be"],
        ["open", null, "not known", "not known"],
    ] as const;
    return totals
        .map(([kind, verdict, one, several]) => {
            const count = tenants.filter(({ ok }) => ok === verdict).length;
            const what = `tenant${count === 1 ? "" : "s"} ${count === 1 ? one : several}`;
            return `<li class="${count === 0 ? "none" : kind}"><strong>${count}</strong> ${what}</li>`;
        })
        .join("\n");
}

function madeOf({ time, release, files, version }: StatusReport, command: string): string {
    const whose = release?.stack === undefined ? "" : `, of stack ${release.stack}`;
    const facts = [
        ["Made", `${time.slice(0, "2026-01-31T12:00".length).replace("T", " ")} UTC`],
        ["Files", String(files.length)],
        [
            "Release",
            release === null
                ? "none: the tenants' contents are compared with each other, and no texts"
                : `${shortDigest(release.digest)} (${counted(release.count, "file")}, tested in ` +
                  `tenant ${release.tenantId}${whose})`,
        ],
        ["By", `pulumi-mde ${version}: ${command}`],
    ] as const;
    return facts
        .map(([name, text]) => `<div><dt>${name}</dt><dd>${escaped(text)}</dd></div>`)
        .join("\n");
}

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

function escaped(text: string): string {
    return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");
}
