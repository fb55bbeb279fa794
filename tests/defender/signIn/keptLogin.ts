import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { Login } from "../../../defender/signIn/login";
import { tenantId } from "../answers";
import { deskId } from "./setUpLogin";

/** In milliseconds. */
export const day = 86_400_000;
/** Shorter than the five minutes before the end in which a token is renewed. */
export const shortLived = { tokenLifetimeSeconds: 200 };

/** Of the file of a login at that address, without its ending. */
export const fileNameFor = (url: string) =>
    `${new URL(url).host.replace(":", "-")}_${tenantId}_${deskId}`;
/** The names of all that is kept. */
export const filesOf = (userFolder: string) => readdirSync(join(userFolder, "login"));
/** What MSAL keeps of a login, in clear. */
export const cacheOf = ({ path }: Pick<Login, "path">) =>
    JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, { secret?: string }>>;
/** All tokens that are kept of a login. */
export const secretsIn = (login: Pick<Login, "path">) =>
    Object.values(cacheOf(login))
        .flatMap((entries) => Object.values(entries))
        .flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
