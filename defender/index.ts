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
export type { RetryLimits } from "./withRetry";
export {
    networkTransport,
    type NetworkOptions,
    type NetworkTimeouts,
    type NetworkTransport,
    type Transport,
} from "./transport";
export type { Upload } from "./upload";
