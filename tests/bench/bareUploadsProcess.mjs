// Uploads that are made of nothing but the `fetch` that the provider sends with, four at a time as it
// does: what the network itself takes of the client. In a process by themselves, for in one that has
// sent a thousand files before they would take less. Prints the processor time of each in
// milliseconds. Started by ownTime.mjs:
//
//     node bareUploadsProcess.mjs <emulator's address> <folder with scripts> <tenant>

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { fetch, FormData } from "undici";

const [url = "", folder = "", tenantId = ""] = process.argv.slice(2);

const files = readdirSync(join(folder, "scripts")).map((fileName) => ({
    fileName,
    bytes: readFileSync(join(folder, "scripts", fileName)),
}));
const signedIn = await fetch(`${url}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "aaaabbbb-cccc-4ddd-8eee-ffff00001111",
        client_secret: "bench~client~secret",
        scope: "https://api.securitycenter.microsoft.com/.default",
    }),
});
const { access_token: token } = /** @type {{ access_token: string }} */ (await signedIn.json());

const before = process.cpuUsage();
const left = files.values();
await Promise.all(
    Array.from({ length: 4 }, async () => {
        for (const file of left) await upload(file);
    }),
);
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${String((user + system) / 1000 / files.length)}\n`);

/** @param {{ fileName: string, bytes: Buffer<ArrayBuffer> }} file */
async function upload({ fileName, bytes }) {
    const form = new FormData();
    form.set("Description", `What ${fileName} collects for a responder`);
    form.set("HasParameters", "false");
    form.set("ParametersDescription", "");
    form.set("OverrideIfExists", "false");
    form.set("file", new Blob([bytes]), fileName);
    const headers = { authorization: `Bearer ${token}` };
    const path = `${url}/api/libraryfiles`;
    const answer = await fetch(path, { method: "POST", headers, body: form });
    if (!answer.ok) throw new Error(`an upload was answered with ${String(answer.status)}`);
    await answer.json();
}
