export { LibraryFile } from "./libraryFile";
export type { LibraryFileArgs, LibraryFileOptions } from "./libraryFileArgs";
export { Library } from "./library";
export type { LibraryArgs } from "./libraryArgs";
export type { PromotionArgs } from "./promotionArgs";
export type { Release, ReleaseFile } from "../library/release";
export type { RejectedContent } from "../library/promotionRules";
export type { Provenance, ReleaseDocument } from "../library/readRelease";
export { Provider } from "./provider";
export type { ProviderArgs } from "./providerArgs";
export {
    getLibrary,
    type GetLibraryOptions,
    type LiveLibrary,
    type LiveLibraryFile,
} from "./getLibrary";
