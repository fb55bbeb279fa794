import type { Settings } from "../defender/settings/settings";
import type { SettingProblem } from "../defender/settings/settingsKeys";
import type { CheckFailure } from "./inputs";

/** What `check` needs to know beside the inputs. No network. */
export interface CheckContext {
    /** The configuration, or what is wrong with it. */
    readonly configuration:
        { readonly settings: Settings } | { readonly problems: readonly SettingProblem[] };
    /** The name of the `mde.Provider` whose arguments it is; `undefined` for the stack's own. */
    readonly provider?: string | undefined;
}

/** Plain values; one that is not known yet is the symbol `unknown`. */
export type Bag = Readonly<Record<string, unknown>>;

/** What `check` has made of the program's inputs. */
export interface Checked {
    readonly inputs: Bag;
    /** All problems at once. */
    readonly failures: CheckFailure[];
    /** Why the tenant pin is broken, when it is. */
    readonly pinBroken?: string | undefined;
}

/** All that is wrong with the configuration. */
export function configurationFailures({ configuration }: CheckContext): CheckFailure[] {
    if (!("problems" in configuration)) return [];
    return configuration.problems.map(({ message }) => ({ property: "tenantId", reason: message }));
}
