export { systemClock, type Clock } from "./clock";
export { cloudRows, endpointsOf, type CloudRow, type Endpoints } from "./clouds";
export { credentialOf, type CredentialOptions } from "./signIn/credentialOf";
export type { AccessToken, Credential, TokenClaims } from "./signIn/credential";
export * from "./errors";
export {
    createLibraryClient,
    type LibraryClient,
    type LibraryClientOptions,
} from "./libraryClient";
export type { LiveLibrary } from "./liveLibrary";
export { extensionsPackage } from "./signIn/encryptingKeeper";
export { login, type Login, type LoginWay } from "./signIn/login";
export { forgetLogin, storedLogins, type LoginPlace, type StoredLogin } from "./signIn/loginCache";
export { loginCredential } from "./signIn/loginCredential";
export type { RetryLimits } from "./withRetry";
export {
    networkTransport,
    type NetworkOptions,
    type NetworkTimeouts,
    type NetworkTransport,
    type Transport,
} from "./transport";
export type { Attempt, Upload } from "./upload";
