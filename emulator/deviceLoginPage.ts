import type { Request } from "undici";

import type { Answer } from "./answer";
import { escaped, pageAnswer } from "./page";
import type { SignInContext } from "./signInContext";

const title = "Enter code to allow access";
const form =
    `<form method="GET"><label>Code <input name="user_code" autofocus></label> ` +
    `<button>Allow</button> <button name="answer" value="decline">Decline</button></form>`;

/**
 * `GET /{tenant}/devicelogin`: with `user_code` it lets the tenant's first person in, or the one that
 * `login_hint` names; with `answer=decline` they say no. The emulator's own page: Entra ID's is not
 * documented.
 */
export function answerDeviceLogin(
    request: Request,
    tenantSegment: string,
    { directory, sessions, now }: SignInContext,
): Answer {
    const query = new URL(request.url).searchParams;
    const page = (status: number, text: string) =>
        pageAnswer(status, { title, body: `<h1>${title}</h1><p>${escaped(text)}</p>${form}` });
    const tenant = directory.find(tenantSegment);
    if (tenant === undefined) return page(400, `There is no tenant ${tenantSegment}.`);
    const userCode = query.get("user_code");
    if (userCode === null) return page(200, "Enter the code that the app shows.");
    const issued = sessions.findUserCode(userCode.trim());
    if (issued?.tenantId !== tenant.tenantId || issued.expires <= now)
        return page(400, "That code didn't work. Check the code and try again.");
    if (query.get("answer") === "decline") {
        issued.answer = "declined";
        return page(200, "The app has not been allowed to sign in.");
    }
    const user = tenant.findUser(query.get("login_hint") ?? undefined);
    if (issued.answer === "pending") issued.answer = user;
    return page(200, `You have signed in as ${user.upn}. You may now close this window.`);
}
