export { systemClock, type Clock } from "./clock";
export { cloudRows, endpointsOf, type CloudRow, type Endpoints } from "./clouds";
export { credentialOf, type CredentialOptions } from "./credentialOf";
export type { AccessToken, Credential, TokenClaims } from "./credential";
export * from "./errors";
export {
    createLibraryClient,
    type LibraryClient,
    type LibraryClientOptions,
} from "./libraryClient";
export type { LiveLibrary } from "./liveLibrary";
export { extensionsPackage } from "./encryptingKeeper";
export { login, type Login, type LoginWay } from "./login";
export { forgetLogin, storedLogins, type LoginPlace, type StoredLogin } from "./loginCache";
export { loginCredential } from "./loginCredential";
export type { RetryLimits } from "./withRetry";
export {
    networkTransport,
    type NetworkOptions,
    type NetworkTimeouts,
    type NetworkTransport,
    type Transport,
} from "./transport";
export type { Upload } from "./upload";
