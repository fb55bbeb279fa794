/** The type of a `LibraryFile`, in every state that was ever written. */
export const fileType = "pulumi-nodejs:dynamic/mde:LibraryFile";

/** The type of a pin, in every state that was ever written. */
export const pinType = "pulumi-nodejs:dynamic/mde:TenantPin";

/**
 * The door to the provider, in each resource's state: one constant line, so that no code, no
 * configuration and no secret is ever stored, and old state runs today's code.
 */
export const providerText = 'exports.handler = () => require("pulumi-mde/provider").provider;';
