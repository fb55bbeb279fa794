import * as claims from "./claims";
import { policyOf } from "./policyOf";
import type { ResourceValidationPolicy } from "./pulumiPolicy";
import { withExemptions } from "./withExemptions";

export type { CheckedFile, Claim, Finding, Level } from "./claim";
export { ContentUnavailableError } from "./claim";
export { Content, positionAt, type Encoding, type Position } from "./content";
export { policyOf } from "./policyOf";
export { withExemptions } from "./withExemptions";

/** `mde-has-description`: each file says what it is for. */
export const hasDescription: ResourceValidationPolicy = policyOf(claims.hasDescription);
/** `mde-parameters-documented`: a script that takes parameters says so, and one that takes none does not. */
export const parametersDocumented: ResourceValidationPolicy = policyOf(claims.parametersDocumented);
/** `mde-file-name`: each name has documented characters alone, a length and an extension. */
export const fileName: ResourceValidationPolicy = policyOf(claims.fileName);
/** `mde-file-size`: each file is no larger than a size of your own. */
export const fileSize: ResourceValidationPolicy = policyOf(claims.fileSize);
/** `mde-no-secrets`: no file has a key, a password or another credential in it. */
export const noSecrets: ResourceValidationPolicy = policyOf(claims.noSecrets);
/** `mde-text-encoding`: each file is what its extension says, and its text reads the same everywhere. */
export const textEncoding: ResourceValidationPolicy = policyOf(claims.textEncoding);
/** `mde-powershell-signed`: each PowerShell script has a signature that holds. */
export const powershellSigned: ResourceValidationPolicy = policyOf(claims.powershellSigned);
/** `mde-powershell-parses`: no PowerShell script has syntax errors. */
export const powershellParses: ResourceValidationPolicy = policyOf(claims.powershellParses);
/** `mde-shell-parses`: no shell script has syntax errors. */
export const shellParses: ResourceValidationPolicy = policyOf(claims.shellParses);
/** `mde-risky-constructs`: no script does what nobody can review, or leaves a machine less protected. */
export const riskyConstructs: ResourceValidationPolicy = policyOf(claims.riskyConstructs);
/** `mde-script-analyzer`: what PSScriptAnalyzer says of each PowerShell script. Off by default. */
export const scriptAnalyzer: ResourceValidationPolicy = policyOf(claims.scriptAnalyzer);
/** `mde-allowed-destinations`: files go to tenants and clouds that the stack may reach alone. */
export const allowedDestinations: ResourceValidationPolicy = policyOf(claims.allowedDestinations);
/** `mde-rejected-content`: no file has a content that was rejected. */
export const rejectedContent: ResourceValidationPolicy = policyOf(claims.rejectedContent);

/** All of them, with exemptions: what the ready pack is made of. */
export const policies = withExemptions([
    hasDescription,
    parametersDocumented,
    fileName,
    fileSize,
    noSecrets,
    textEncoding,
    powershellSigned,
    powershellParses,
    shellParses,
    riskyConstructs,
    scriptAnalyzer,
    allowedDestinations,
    rejectedContent,
]);
