import { Request, fetch } from "undici";

import type { Send } from "./wire";

/**
 * Opens an address as a browser does that is signed in already, sends the form that comes back, and
 * gives the page that the program on loopback shows.
 */
export async function visit(url: string, send: Send): Promise<string> {
    const page = await (await send(new Request(url))).text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) return page;
    const body = new URLSearchParams();
    for (const [, name, value] of page.matchAll(/name="([^"]+)" value="([^"]*)"/g))
        body.set(name!, value!.replaceAll("&amp;", "&").replaceAll("&#39;", "'"));
    return (await fetch(action, { method: "POST", body })).text();
}
