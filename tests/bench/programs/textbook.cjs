// The dynamic provider of the textbook: an object for each resource, whose methods call the API.
// Content is an input, as such providers have it, and so is in the state.
const { readdirSync, readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

async function call(path, method, body) {
    const { BENCH_URL, BENCH_TENANT_ID, BENCH_CLIENT_ID, BENCH_CLIENT_SECRET } = process.env;
    const signIn = await fetch(`${BENCH_URL}/${BENCH_TENANT_ID}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: BENCH_CLIENT_ID,
            client_secret: BENCH_CLIENT_SECRET,
            scope: "https://api.securitycenter.microsoft.com/.default",
        }),
    });
    const headers = { authorization: `Bearer ${(await signIn.json()).access_token}` };
    const answer = await fetch(`${BENCH_URL}/api/libraryfiles${path}`, { method, headers, body });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer;
}

async function upload(inputs, override) {
    const form = new FormData();
    form.set("Description", inputs.description);
    form.set("OverrideIfExists", override);
    form.set("file", new Blob([inputs.content]), inputs.fileName);
    const { sha256, lastUpdatedTime } = await (await call("", "POST", form)).json();
    return { ...inputs, sha256, lastUpdatedTime };
}

class LibraryFile extends pulumi.dynamic.Resource {
    constructor(name, args) {
        const provider = {
            create: async (inputs) => ({ id: inputs.fileName, outs: await upload(inputs, false) }),
            update: async (id, olds, news) => ({ outs: await upload(news, true) }),
            delete: (id) => call(`/${encodeURIComponent(id)}`, "DELETE"),
        };
        super(provider, name, { ...args, sha256: undefined, lastUpdatedTime: undefined });
    }
}

for (const fileName of readdirSync("scripts")) {
    new LibraryFile(fileName, {
        fileName,
        content: readFileSync(`scripts/${fileName}`, "utf8"),
        description: `What ${fileName} collects for a responder`,
    });
}
