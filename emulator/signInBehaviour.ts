/** How people sign in to the emulator, and how long what they get lasts. */
export interface SignInBehaviour {
    /**
     * Whether a device code is approved as soon as it is issued, or when somebody opens
     * `/{tenant}/devicelogin?user_code=…` (with `&answer=decline` they decline). @default "approvedAtOnce"
     */
    readonly deviceCode: "approvedAtOnce" | "pending";
    /** Seconds between two questions about a device code, as the answer names it [D]. @default 5 */
    readonly deviceCodeIntervalSeconds: number;
    /** Seconds that a device code lasts [D]. @default 900 */
    readonly deviceCodeLifetimeSeconds: number;
    /** Seconds that an authorization code lasts: "typically, they expire after about 10 minutes" [D]. @default 600 */
    readonly codeLifetimeSeconds: number;
    /** Seconds that a refresh token lasts unused: 90 days [D]. @default 7776000 */
    readonly refreshTokenLifetimeSeconds: number;
    /**
     * Whether a public client must use PKCE. Entra ID recommends it, and asks it of single-page apps
     * alone [D]; the emulator is stricter, so that a client without it is noticed. @default "required"
     */
    readonly pkce: "required" | "optional";
}

/** The defaults of {@link SignInBehaviour}. */
export const defaultSignInBehaviour: SignInBehaviour = {
    deviceCode: "approvedAtOnce",
    deviceCodeIntervalSeconds: 5,
    deviceCodeLifetimeSeconds: 900,
    codeLifetimeSeconds: 600,
    refreshTokenLifetimeSeconds: 90 * 86_400,
    pkce: "required",
};
