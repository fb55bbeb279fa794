// No Pulumi: a loop that lists the library and uploads what is not there as it is here.
const { createHash } = require("node:crypto");
const { readdirSync, readFileSync } = require("node:fs");

const { BENCH_URL, BENCH_TENANT_ID, BENCH_CLIENT_ID, BENCH_CLIENT_SECRET } = process.env;

async function call(path, options) {
    const answer = await fetch(`${BENCH_URL}${path}`, options);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
}

async function main(scenario) {
    const token = await call(`/${BENCH_TENANT_ID}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: BENCH_CLIENT_ID,
            client_secret: BENCH_CLIENT_SECRET,
            scope: "https://api.securitycenter.microsoft.com/.default",
        }),
    });
    const headers = { authorization: `Bearer ${(await token.json()).access_token}` };
    const list = await (await call("/api/libraryfiles", { headers })).json();
    const live = new Map(list.value.map(({ fileName, sha256 }) => [fileName, sha256]));
    if (scenario === "refresh") return;
    for (const fileName of readdirSync("scripts")) {
        const there = live.get(fileName);
        if (scenario === "destroy") {
            const path = `/api/libraryfiles/${encodeURIComponent(fileName)}`;
            if (there !== undefined) await call(path, { method: "DELETE", headers });
            continue;
        }
        const bytes = readFileSync(`scripts/${fileName}`);
        if (there === createHash("sha256").update(bytes).digest("hex")) continue;
        const form = new FormData();
        form.set("Description", `What ${fileName} collects for a responder`);
        form.set("HasParameters", "false");
        form.set("ParametersDescription", "");
        form.set("OverrideIfExists", String(there !== undefined));
        form.set("file", new Blob([bytes]), fileName);
        const upload = await call("/api/libraryfiles", { method: "POST", headers, body: form });
        await upload.json();
    }
}

main(process.argv[2]).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
});
