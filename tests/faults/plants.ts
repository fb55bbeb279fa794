import { readFileSync } from "node:fs";

import { Response, type Request } from "undici";

import { UnverifiedError } from "../../defender";
import type { LibraryClient } from "../../defender/libraryClient";
import { ownLiveLibrary } from "../../defender/liveLibrary";
import type { Context } from "../../provider/context";
import type { Plant } from "./doorSeat";
import { InitFailed } from "./seat";

/** Changes what the steps of every file work with. */
const inContext = (change: (context: Context) => Partial<Context>): Plant => ({
    runtime: (runtime) => ({
        ...runtime,
        context(...places) {
            const context = runtime.context(...places);
            return { ...context, ...change(context) };
        },
    }),
});

/** Changes the client of a tenant. */
const inClient = (change: (client: LibraryClient) => Partial<LibraryClient>): Plant => ({
    client: (client) => ({ ...client, ...change(client) }),
});

const emptyLibrary = () => ownLiveLibrary([], { at: 0, missing: false });
const isUpload = ({ method, url }: Request) =>
    method === "POST" && url.includes("/api/libraryfiles");

/** Changes the client of a tenant for the files that are updated. */
function inUpdate(change: (client: LibraryClient) => Partial<LibraryClient>): Plant {
    const updated = new Set<unknown>();
    return {
        seat: (seat) => ({
            ...seat,
            update: async (id, olds, news) => {
                updated.add(news["fileName"]);
                try {
                    return await seat.update(id, olds, news);
                } finally {
                    updated.delete(news["fileName"]);
                }
            },
        }),
        client: (client) => {
            const changed = { ...client, ...change(client) };
            return {
                ...client,
                upload: (file) => (updated.has(file.fileName) ? changed : client).upload(file),
                list: (age) => (updated.size > 0 ? changed : client).list(age),
            };
        },
    };
}

/**
 * Faults of a provider, each put around a part of it from outside: what the checker must find. None
 * of them changes the provider's own code.
 */
export const plants: Readonly<Record<string, Plant>> = {
    "a file is deleted although the program has it under another resource": inContext(
        ({ notes }) => ({ notes: { ...notes, isClaimed: () => false } }),
    ),
    "an upload counts without being verified": inClient((client) => ({
        upload: async (file) => {
            try {
                return await client.upload(file);
            } catch (error) {
                if (!(error instanceof UnverifiedError)) throw error;
                const times = { creationTime: "", lastUpdatedTime: "", createdBy: "" };
                return { fileName: file.fileName, sha256: file.sha256, ...file.texts, ...times };
            }
        },
    })),
    "a list that fails half-way is taken for an empty one": inClient((client) => ({
        list: (options) => client.list(options).catch(emptyLibrary),
    })),
    "a list that is not found is taken for an empty one": inClient((client) => ({
        list: async (options) => {
            const library = await client.list(options);
            return library.missing ? emptyLibrary() : library;
        },
    })),
    "an upload whose answer is lost is sent again": {
        transport: (transport) => async (request) => {
            if (!isUpload(request)) return transport(request);
            const again = request.clone();
            try {
                return await transport(request);
            } catch {
                return transport(again);
            }
        },
    },
    "a list of any age decides an override": inClient((client) => ({
        list: () => client.list(),
    })),
    "an upload that has waited for its turn is sent without a look": inClient((client) => ({
        upload: (file) => client.upload({ ...file, confirm: () => Promise.resolve() }),
    })),
    "the bytes that are read are not checked": inContext(({ content }) => ({
        content: {
            ...content,
            read: async (sha256, size) => {
                try {
                    return await content.read(sha256, size);
                } catch (error) {
                    const place = /holds the digest .* any more: (.*) now has/.exec(String(error));
                    const path = /(?:: )?(\/\S+)/.exec(String(error))?.[1];
                    if (place === null && path === undefined) throw error;
                    return readFileSync(path ?? "");
                }
            },
        },
    })),
    "names are compared with their case": inClient((client) => ({
        list: async (options) => {
            const library = await client.list(options);
            return {
                ...library,
                missing: library.missing,
                find: (name) => library.files.find(({ fileName }) => fileName === name),
            };
        },
    })),
    "another case of the name is a replacement that creates first": {
        seat: (seat) => ({
            ...seat,
            diff: async (id, olds, news) => ({
                ...(await seat.diff(id, olds, news)),
                deleteBeforeReplace: false,
            }),
        }),
    },
    "an attempt sends the form of the one before": {
        transport: (transport) => {
            const sent = new Map<string, Request>();
            return (request) => {
                if (!isUpload(request)) return transport(request);
                const key = request.headers.get("content-length") ?? "";
                const used = sent.get(key) ?? request;
                sent.set(key, used);
                return transport(used);
            };
        },
    },
    "a file is overwritten whoever has changed it": inContext(({ settings }) => ({
        settings: { ...settings, onDrift: "overwrite" },
    })),
    "adopt is not looked at": {
        seat: (seat) => ({
            ...seat,
            create: (inputs) => seat.create({ ...inputs, adopt: undefined }),
        }),
    },
    "an upload that was not verified leaves no state": {
        seat: (seat) => ({
            ...seat,
            create: async (inputs) => {
                try {
                    return await seat.create(inputs);
                } catch (error) {
                    if (error instanceof InitFailed) throw new Error(error.message);
                    throw error;
                }
            },
        }),
    },
    "what a killed run has sent is not looked at": inContext(({ sent }) => ({
        sent: { ...sent, digests: () => [] },
    })),
    "what the run has checked is not noted": {
        runtime: (runtime) => ({
            ...runtime,
            notes: () => ({ ...runtime.notes(), wanted: () => undefined }),
        }),
    },
    "any file of that name is taken over": {
        seat: (seat) => ({
            ...seat,
            create: (inputs) => seat.create({ ...inputs, adopt: true }),
        }),
    },
    "an update uploads what is there already": inUpdate((client) => ({
        list: async (age) => {
            const library = await client.list(age);
            const find = (name: string) => {
                const file = library.find(name);
                return file && { ...file, description: `${file.description} ` };
            };
            return { ...library, missing: library.missing, at: library.at, find };
        },
    })),
    "diff takes every file for changed": {
        seat: (seat) => ({
            ...seat,
            diff: async (id, olds, news) => {
                const diff = await seat.diff(id, olds, news);
                return { ...diff, changes: diff.changes || "fileName" in news };
            },
        }),
    },
    "an update of a file that has gone overwrites who comes since": inUpdate((client) => ({
        upload: (file) => client.upload({ ...file, overrideIfExists: true }),
    })),
    "a create overwrites who comes since": inClient((client) => ({
        upload: (file) => client.upload({ ...file, overrideIfExists: true }),
    })),
    "a call is sent again on a list from before it": inClient((client) => ({
        list: ({ maxAge } = {}) => client.list({ maxAge }),
    })),
    "a delete that has waited for its turn is sent without a look": inClient((client) => ({
        remove: (fileName) => client.remove(fileName),
    })),
    "a delete is sent whatever its last look has shown": inClient((client) => ({
        remove: (fileName, { confirm } = {}) =>
            client.remove(fileName, {
                confirm: async (attempt) => (await confirm?.(attempt).catch(() => true)) ?? true,
            }),
    })),
    "a delete that is not found counts as done": {
        transport: (transport) => async (request) => {
            const response = await transport(request);
            const isDone = request.method === "DELETE" && response.status === 404;
            return isDone ? new Response(null, { status: 204 }) : response;
        },
    },
    "the digests that may be live are not kept": {
        seat: (seat) => ({
            ...seat,
            update: async (id, olds, news) => {
                try {
                    return await seat.update(id, olds, news);
                } catch (error) {
                    if (!(error instanceof InitFailed)) throw error;
                    const { message, properties } = error;
                    throw new InitFailed(message, error.id, { ...properties, __pending: [] });
                }
            },
        }),
    },
};
