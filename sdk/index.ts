export { LibraryFile } from "./libraryFile";
export type { LibraryFileArgs, LibraryFileOptions } from "./libraryFileArgs";
export { Library, type LibraryArgs } from "./library";
export type { Release, ReleaseFile } from "../library/release";
