export { allowedDestinations } from "./allowedDestinations";
export { fileName } from "./fileName";
export { fileSize } from "./fileSize";
export { hasDescription } from "./hasDescription";
export { parametersDocumented } from "./parametersDocumented";
export { powershellSigned } from "./powershellSigned";
export { rejectedContent } from "./rejectedContent";
export { textEncoding } from "./textEncoding";
