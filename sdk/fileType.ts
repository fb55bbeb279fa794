/** The type of a `LibraryFile`, in every state that was ever written. */
export const fileType = "pulumi-nodejs:dynamic/mde:LibraryFile";
