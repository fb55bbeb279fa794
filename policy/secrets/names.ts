import { isKey, isKeyOrPassword, isPassword } from "./likeness";
import type { Found } from "./patterns";
import type { SecretKind } from "./secret";

/** Names, or how they end, of what is a secret when its value is like one. */
export interface Names {
    readonly kind: SecretKind;
    /** Where none of these is in the text, in lower case, there is no such name. */
    readonly hints: readonly string[];
    readonly name: string;
    readonly holds: (found: Found) => boolean;
}

/** Names of passwords; `$bypass` and `$compass` are none. */
export const PASSWORDS: Names = {
    kind: "password",
    hints: ["pass", "kennwort", "pwd", "pw"],
    name: "(?:password|passwd|passphrase|passwort|kennwort|(?<!by|com|tres|sur|tran|under|over|en)pass|pwd|(?<![a-z0-9])pw)",
    holds: isPassword,
};

/** Each name belongs to the first of them. */
export const NAMES: readonly Names[] = [
    { kind: "client-secret", hints: ["client"], name: "client[_-]?secret", holds: isKeyOrPassword },
    {
        kind: "api-key",
        hints: ["key", "token", "secret"],
        name: "(?:api_?key|access_?token|auth_?token|bearer_?token|refresh_?token|shared_?key|workspace_?key|storage_?key|secret_?key|app_?secret|app_?key|(?:x-)?api-?key|ocp-apim-subscription-key|x-functions-key)",
        holds: isKey,
    },
    {
        kind: "api-key",
        hints: ["token", "secret"],
        // The token of a key of .NET is public.
        name: "(?:(?<!client[_-]?)secret|(?<!publickey)token)",
        holds: isKeyOrPassword,
    },
    PASSWORDS,
];
