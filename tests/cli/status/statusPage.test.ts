import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { source as axe } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { statusPage } from "../../../cli/status/statusPage";
import type { StatusReport } from "../../../cli/status/statusReport";
import { startChromium } from "./chromium";
import { live, release, reportOf, tenant, unreadTenant } from "./readings";

const hostile = `</script><img src=x onerror="window.hit=1">{{data}}<!--.ps1`;
const screen = { width: 1280, height: 900 };

/** Tenants by files, with every condition among them. */
function reportBy(tenants: number, files: number): StatusReport {
    const names = Array.from({ length: files }, (_, at) => `script-${at}.ps1`);
    const contents = Object.fromEntries(names.map((name) => [name, "v2"]));
    const readings = Array.from({ length: tenants }, (_, at) => {
        const isOdd = at % 3 === 1;
        const contentOf = (file: number) => (isOdd && file % 5 === 2 ? "v1" : "v2");
        const own = names
            .map((name, file) =>
                live(name, contentOf(file), contentOf(file) === "v1" ? "02-01" : "03-01"),
            )
            .filter((_, file) => !isOdd || file % 5 !== 1);
        const owned = Object.fromEntries(names.map((name, file) => [name, contentOf(file)]));
        const more = isOdd
            ? [live("theirs.ps1", "x"), live("silent.ps1", undefined), live("kept.ps1", "k")]
            : [];
        const known = isOdd ? { ...owned, "kept.ps1": "k", [names[0]!]: "v0" } : owned;
        return tenant(`customer-${at} 北京`, [...own, ...more], known);
    });
    const about = release(contents, { time: "2026-06-01T00:00:00Z" });
    return reportOf([...readings, unreadTenant("gone")], { release: about });
}

describe("the page of a status", () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), "mde-page-"));
        browser = await startChromium();
    });
    afterAll(async () => {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
    });

    /** Opens the page, looks at it, and demands that nothing went wrong and nobody was asked. */
    const opened = async (
        report: StatusReport,
        look: (page: Page) => Promise<void>,
        options: BrowserContextOptions = {},
    ) => {
        const file = join(folder, "status.html");
        writeFileSync(file, statusPage(report, "npx pulumi-mde status --html 'a <b>.html'"));
        const context = await browser.newContext({ viewport: screen, ...options });
        const wrong: string[] = [];
        try {
            const page = await context.newPage();
            page.on("console", (message) => wrong.push(message.text()));
            page.on("pageerror", (error) => wrong.push(error.message));
            page.on("dialog", (dialog) => {
                wrong.push(dialog.message());
                void dialog.dismiss();
            });
            page.on("request", (request) => {
                if (request.url() !== pathToFileURL(file).href) wrong.push(request.url());
            });
            await page.goto(pathToFileURL(file).href);
            await page.locator("html.ready").waitFor({ state: "attached" });
            await look(page);
            expect(wrong).toEqual([]);
        } finally {
            await context.close();
        }
    };
    const violations = async (page: Page, within = "html") => {
        await page.evaluate(axe);
        const found = await page.evaluate(`axe.run("${within}")`);
        return (
            found as { violations: { id: string; nodes: { target: string[] }[] }[] }
        ).violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(" "))]);
    };

    it.each<[string, BrowserContextOptions]>([
        ["light", { colorScheme: "light" }],
        ["dark", { colorScheme: "dark" }],
        ["on a telephone", { viewport: { width: 400, height: 800 } }],
    ])("is without a fault, and can be used by everybody: %s", async (_, options) => {
        const look = async (page: Page) => {
            expect(await violations(page)).toEqual([]);
            const [wide, seen] = await page.evaluate<[number, number]>(
                `[document.documentElement.scrollWidth, innerWidth]`,
            );
            expect(wide).toBeLessThanOrEqual(seen);
            const cut = await page.evaluate<string[]>(
                `[...document.querySelectorAll("#grid .cell")]
                    .filter((cell) => cell.scrollWidth > cell.clientWidth)
                    .map((cell) => cell.textContent)`,
            );
            expect(cut).toEqual([]);
        };
        await opened(reportBy(4, 12), look, options);
    });

    it("says first how things are, when and how it was made, and each condition by sign and word", async () => {
        await opened(reportBy(4, 12), async (page) => {
            expect(await page.locator("h1").innerText()).toMatch(
                /3 of 5 tenants run release .*; 1 does not; of 1 it is not known\.$/s,
            );
            expect(await page.locator(".made").innerText()).toMatch(
                /2026-11-30 12:00 UTC[^]*npx pulumi-mde status --html 'a <b>\.html'/,
            );
            const tiles = await page.locator("#conditions button .condition").allInnerTexts();
            expect(tiles.map((tile) => tile.replace(/\s+/g, " "))).toEqual([
                "! drifted",
                "▼ behind",
                "○ absent",
                "+ unmanaged",
                "± extra",
                "? not known",
                "✓ as wanted",
            ]);
            expect(await page.locator("#tenants-wrong").innerText()).toMatch(
                /^customer-1 北京[^]*gone[^]*Nobody answered\./,
            );
            const [row] = await page.locator("#files-wrong tr").allInnerTexts();
            expect(row).toMatch(/^script-0\.ps1[^]*drifted[^]*customer-1 北京[^]*3 as wanted/);
        });
    });

    it("is filtered by tenant, by file and by condition", async () => {
        await opened(reportBy(4, 12), async (page) => {
            const found = () => page.locator("#found").innerText();
            expect(await found()).toBe("5 of 5 tenants, 15 of 15 files");
            await page.getByLabel("Tenant", { exact: true }).fill("CUSTOMER-1");
            await page.getByLabel("File", { exact: true }).fill("script-1");
            expect(await found()).toBe("1 of 5 tenants, 3 of 15 files");
            expect(await page.locator("#grid .rowhead").allInnerTexts()).toEqual([
                "script-1.ps1",
                "script-10.ps1",
                "script-11.ps1",
            ]);
            await page.getByRole("button", { name: "Show all" }).click();
            await page.getByText("5 of 5 tenants, 15 of 15 files").waitFor();
            const tile = page.locator("#conditions button[value=absent]");
            await tile.click();
            expect(await tile.getAttribute("aria-pressed")).toBe("true");
            expect(await found()).toMatch(/^1 of 5 tenants, [23] of 15 files$/);
            await tile.click();
            await page.locator("#filter-condition").selectOption("wrong");
            expect(await found()).toMatch(/^2 of 5 tenants/);
            await page.getByLabel("File", { exact: true }).fill("no such file");
            await page.getByText("No file in a tenant is like the filter.").waitFor();
        });
    });

    it("tells of files that are not as they should be in the tenants that a filter leaves", async () => {
        await opened(reportBy(6, 12), async (page) => {
            const wrong = () => page.locator("#files-wrong tr:not([hidden])").allInnerTexts();
            const all = await wrong();
            const filter = page.getByLabel("Tenant", { exact: true });
            await filter.fill("customer-4");
            const some = await wrong();
            expect(some).toHaveLength(all.length);
            for (const row of some) expect(row).toMatch(/customer-4/);
            for (const row of some) expect(row).not.toMatch(/customer-[0-35]/);
            await filter.fill("customer-0");
            expect(await wrong()).toEqual([]);
            await page.getByText("No file that is other than it should be is like the").waitFor();
            await filter.fill("");
            expect(await wrong()).toEqual(all);
        });
    });

    it("has the tenants that were not read right after those that are wrong", async () => {
        const files = [live("a.ps1", undefined), live("b.ps1", undefined)];
        const report = reportOf(
            [tenant("silent", files), unreadTenant("gone"), tenant("empty", [])],
            { release: release({ "a.ps1": "v1", "b.ps1": "v1" }) },
        );
        await opened(report, async (page) => {
            const names = await page.locator("#tenants-wrong .name").allInnerTexts();
            expect(names).toEqual(["empty", "gone", "silent"]);
        });
    });

    it("is used with the keyboard alone", async () => {
        await opened(reportBy(4, 40), async (page) => {
            const focused = () => page.evaluate<string>(`document.activeElement.id`);
            const reached = new Set<string>();
            for (let at = 0; at < 30; at++) {
                await page.keyboard.press("Tab");
                reached.add(await focused());
            }
            for (const id of ["filter-tenant", "filter-file", "filter-condition", "grid"])
                expect(reached).toContain(id);
            await page.evaluate(`document.activeElement.blur(); scrollTo(0, 0)`);
            await page.locator(".skip a").last().focus();
            await page.keyboard.press("Enter");
            expect(await focused()).toBe("grid");
            const active = async () => {
                const id = await page.locator("#grid").getAttribute("aria-activedescendant");
                return page.locator(`#${id}`).innerText();
            };
            const detail = () => page.locator("#detail").innerText();
            await page.keyboard.press("ArrowRight");
            await page.keyboard.press("ArrowDown");
            await page.keyboard.press("ArrowDown");
            expect(await detail()).toMatch(/^script-1\.ps1 · customer-1 北京/);
            await page.keyboard.press("Control+End");
            expect(await detail()).toMatch(/^theirs\.ps1 · gone\n+[^]*not known/);
            expect(await active()).toMatch(/not known/);
            await page.keyboard.press("Home");
            await page.keyboard.press("PageUp");
            expect(await active()).toMatch(/as wanted/);
            expect(await detail()).toMatch(/SHA-256\s+[0-9a-f]{64}\s+Changed\s+2026-03-01 12:00/);
            expect(await violations(page)).toEqual([]);
        });
    });

    it("repaints 300 tenants with 300 files in less than 100 ms after a key", async () => {
        await opened(reportBy(300, 300), async (page) => {
            await page.evaluate(`
                window.times = [];
                addEventListener("keydown", ({ timeStamp }) => {
                    requestAnimationFrame(() => {
                        // What comes after a frame's callbacks comes after its painting.
                        const { port1, port2 } = new MessageChannel();
                        port1.onmessage = () => times.push(performance.now() - timeStamp);
                        port2.postMessage(0);
                    });
                });
            `);
            const keyed = async () => {
                await page.evaluate(`times.length = 0`);
                let count = 0;
                for (const id of ["filter-file", "filter-tenant"])
                    for (const key of ["1", "2", "Backspace", "Backspace", "5", "Backspace"]) {
                        await page.locator(`#${id}`).focus();
                        await page.keyboard.press(key);
                        await page.evaluate(`new Promise((done) => {
                            const look = () => (times.length < ${++count} ? setTimeout(look, 5) : done());
                            look();
                        })`);
                    }
                const times = await page.evaluate<number[]>(`times`);
                return times.sort((one, other) => one - other)[times.length / 2]!;
            };
            // What else the machine does in a round is not the page's.
            let median = await keyed();
            for (let round = 1; round < 3 && median >= 100; round++) median = await keyed();
            expect(median).toBeLessThan(100);
            const cells = await page.locator("#grid .cell").count();
            expect(cells).toBeLessThan(600);
            expect(await page.locator("#grid").getAttribute("aria-rowcount")).toBe("304");
            expect(await violations(page, "#matrix")).toEqual([]);
        });
    });

    it("shows a hostile name as it is, and can be made to ask nobody", async () => {
        const report = reportOf(
            [
                tenant(`<b>${hostile}`, [live(hostile, "v1", "01-01", { createdBy: hostile })]),
                unreadTenant("gone", hostile),
            ],
            { unread: [{ stack: hostile, why: hostile }] },
        );
        const file = join(folder, "hostile.html");
        writeFileSync(file, statusPage(report, hostile));
        const context = await browser.newContext({ viewport: screen });
        const page = await context.newPage();
        let asked = 0;
        const server = createServer((_, answer) => {
            asked += 1;
            answer.end();
        }).listen(0, "127.0.0.1");
        await once(server, "listening");
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        await page.goto(pathToFileURL(file).href);
        await page.locator("html.ready").waitFor({ state: "attached" });
        expect(await page.locator("#grid .rowhead").first().innerText()).toBe(`<b>${hostile}`);
        expect(await page.locator("img, b").count()).toBe(0);
        expect(await page.evaluate(`window.hit`)).toBeUndefined();
        const sent = await page.evaluate(`Promise.allSettled([
            fetch("${url}"),
            new Promise((resolve, reject) => {
                const image = new Image();
                image.onerror = reject;
                image.onload = resolve;
                image.src = "${url}x.png";
            }),
        ]).then((all) => all.map(({ status }) => status))`);
        expect(sent).toEqual(["rejected", "rejected"]);
        expect(asked).toBe(0);
        await context.close();
        server.close();
    });

    it("says on paper what a filter lets through", async () => {
        await opened(reportBy(4, 12), async (page) => {
            const said = page.locator("#filtered");
            await page.emulateMedia({ media: "print" });
            expect(await said.isVisible()).toBe(false);
            await page.emulateMedia({ media: "screen" });
            await page.getByLabel("Tenant", { exact: true }).fill(" customer-1");
            await page.locator("#filter-condition").selectOption("behind");
            expect(await said.isVisible()).toBe(false);
            await page.emulateMedia({ media: "print" });
            expect(await said.innerText()).toMatch(
                /^Filter: tenants like “customer-1”, condition “behind”\. Below are 1 of 5 tenants, \d of 15 files\.$/,
            );
        });
    });

    it("prints a small grid whole, and of a large one what is not as it should be", async () => {
        await opened(reportBy(2, 60), async (page) => {
            await page.emulateMedia({ media: "print" });
            await page.locator("#grid .row").nth(63).waitFor();
            expect(await page.locator("#filter").isVisible()).toBe(false);
        });
        await opened(reportBy(60, 60), async (page) => {
            await page.emulateMedia({ media: "print" });
            await page.getByText("The grid is not printed").waitFor();
            expect(await page.locator("#grid").isVisible()).toBe(false);
            expect(await page.locator("#tenants-wrong").isVisible()).toBe(true);
        });
    });
});
