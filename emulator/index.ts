export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator";
export { folderStore } from "./folderStore";
export { FolderBusyError, type LockOptions } from "./folderLock";
export { memoryStore } from "./memoryStore";
export { readBehaviour } from "./readBehaviour";
export { readTenants } from "./readTenants";
export { serveEmulator, type ServedEmulator, type ServeOptions } from "./serve";
export { ConnectionResetError } from "./answer";
export { apiErrors, type ApiError } from "./errorCatalogue";
export type { SignInBehaviour } from "./signInBehaviour";
export type { SignInError } from "./signInError";
export { signInErrors } from "./signInErrors";
export type { Behaviour, BehaviourOptions } from "./behaviour";
export type { DeleteBehaviour } from "./deleteBehaviour";
export type { EmulatedLibrary, SomebodysTexts } from "./emulatedLibrary";
export type { FaultEffect, FaultKind, FaultMatcher } from "./fault";
export type { FaultSchedule } from "./faultSchedule";
export type { CallKind, Journal, JournalEntry, JournalSink } from "./journal";
export type { ListBehaviour, VisibleAfter } from "./listBehaviour";
export type { RateLimit, ServiceBehaviour } from "./serviceBehaviour";
export type { Change, Store, StoredFile } from "./store";
export type { SizeLimit, UploadBehaviour } from "./uploadBehaviour";
export type {
    AppOptions,
    FederatedCredential,
    PublicClientOptions,
    TenantOptions,
    UserOptions,
} from "./tenantOptions";
