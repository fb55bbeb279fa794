import { constants, Script } from "node:vm";
import { pathToFileURL } from "node:url";

/**
 * An ES module, for this package is CommonJS: `import()`, and where that is not to be had, Node's own
 * loader.
 *
 * jest runs what it tests in contexts of its own, and lets them import nothing unless it was started
 * with `--experimental-vm-modules`. Whoever tests a pack of theirs with it reads files with the same
 * policies as Pulumi does.
 *
 * @param options.load imports it.
 * @param options.path where it is: `require.resolve` of the same name.
 */
export async function esModule<Module>(options: {
    readonly load: () => Promise<Module>;
    readonly path: () => string;
}): Promise<Module> {
    try {
        return await options.load();
    } catch (error) {
        if (!REFUSED.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
        return mainLoader()(pathToFileURL(options.path()).href) as Promise<Module>;
    }
}

/** What Node says in a context that may not import, and jest where it may not require an ES module. */
const REFUSED = [
    "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING",
    "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG",
    "ERR_REQUIRE_ESM",
];

/** https://nodejs.org/api/vm.html#when-importmoduledynamically-is-vmconstantsuse_main_context_default_loader */
function mainLoader(): (url: string) => Promise<unknown> {
    const { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } = constants;
    const script = new Script("(url) => import(url)", { importModuleDynamically });
    return script.runInThisContext() as (url: string) => Promise<unknown>;
}
