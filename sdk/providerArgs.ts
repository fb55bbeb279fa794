import type * as pulumi from "@pulumi/pulumi";

import type { CloudName, Region } from "../defender/settings/settings";
import { settingKeys, type SettingName } from "../defender/settings/settingsKeys";

type Text = pulumi.Input<string | undefined>;
type Switch = pulumi.Input<boolean | undefined>;
type WholeNumber = pulumi.Input<number | undefined>;

/**
 * The arguments of a `Provider`: the keys of the stack's configuration without `mde:`. How to sign
 * in is decided by what is given; two ways, or half a way, are an error that names them. The
 * environment serves where no argument has to do with signing in, as it does for a stack.
 */
export interface ProviderArgs {
    /**
     * The tenant's id, a GUID: the pin that the token and the state must agree with.
     *
     * @default with `cloud: "emulator"`: the emulator's tenant of this project and stack
     */
    readonly tenantId?: Text;
    /** The application's (client) id. */
    readonly clientId?: Text;
    /** The application's secret. Always secret: encrypted in the state. */
    readonly clientSecret?: Text;
    /** A certificate with its key, PEM or PFX; a path relative to the program's folder. */
    readonly clientCertificatePath?: Text;
    /** What opens the certificate's file. Always secret. */
    readonly clientCertificatePassword?: Text;
    /** Sign in by workload identity federation. */
    readonly useOidc?: Switch;
    /** The federated token itself. Always secret. */
    readonly oidcToken?: Text;
    /** A file that holds the federated token, read anew for each sign-in. */
    readonly oidcTokenFilePath?: Text;
    /** Where a runner asks for a federated token: `https:`, or `http:` on loopback. */
    readonly oidcRequestUrl?: Text;
    /** What a runner asks with. Always secret. */
    readonly oidcRequestToken?: Text;
    /** Sign in as the identity of the machine. */
    readonly useMsi?: Switch;
    /** The client id of a user-assigned identity. */
    readonly msiClientId?: Text;
    /** Sign in with the login of the Azure CLI (`az login`). */
    readonly useCli?: Switch;
    /** Sign in as the person of `npx pulumi-mde login`. */
    readonly useLogin?: Switch;
    /** @default "commercial" */
    readonly cloud?: pulumi.Input<CloudName | undefined>;
    /** A nearer host; in the commercial cloud only. */
    readonly region?: pulumi.Input<Region | undefined>;
    /** The API's address in place of the cloud's: `https://host[:port]`, `http:` on loopback only. */
    readonly apiUrl?: Text;
    /** The sign-in's address in place of the cloud's, as `apiUrl`, without the tenant. */
    readonly authorityUrl?: Text;
    /** What tokens are asked for in place of the cloud's scope; it ends in `/.default`. */
    readonly scope?: Text;
    /**
     * What to do with content that somebody changed outside Pulumi.
     *
     * @default "fail"
     */
    readonly onDrift?: pulumi.Input<"fail" | "overwrite" | undefined>;
    /**
     * End the description of each file that is uploaded with `[pulumi: project/stack]`, and leave
     * the files that another stack has marked.
     *
     * @default false
     */
    readonly mark?: Switch;
    /** Marks that count as this stack's own, each `project/stack`: what it was called before. */
    readonly markAlso?: pulumi.Input<string | readonly pulumi.Input<string>[] | undefined>;
    /**
     * Calls of one kind a minute; 0 lifts the limit.
     *
     * @default 100
     */
    readonly callsPerMinute?: WholeNumber;
    /**
     * Calls of one kind an hour; 0 lifts the limit.
     *
     * @default 1500
     */
    readonly callsPerHour?: WholeNumber;
    /**
     * The largest file, in bytes.
     *
     * @default 20971520
     */
    readonly maxUploadBytes?: WholeNumber;
}

/** The names of all arguments of a `Provider`: all configuration keys, and nothing else. */
export const providerArgNames = Object.keys(
    settingKeys,
) as SettingName[] satisfies readonly (keyof ProviderArgs)[];
