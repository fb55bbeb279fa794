import { noSecrets } from "../../../policy/claims";
import { fileWith, messages } from "../checked";

/** The kinds of what is found in a text, as what its file name says it is. */
export async function kindsIn(text: string, fileName = "Get.ps1"): Promise<readonly string[]> {
    const all = await messages(noSecrets, fileWith({ fileName, content: `a\n${text}\nb\n` }));
    return all.map((message) => /\(([\w-]+)\)$/.exec(message)?.[1] ?? message);
}

/** A password that nobody has, and a key. */
export const PASSWORD = "Xk9vQ2mLp7Rt";
export const KEY = "8f3e2a1b9c4d5e6f70819a2b3c4d5e6f";
