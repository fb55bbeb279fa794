import * as pulumi from "@pulumi/pulumi";

import { textsToSend } from "../library/describedFolder";
import { releaseOf, type Release } from "../library/release";
import { refuseStrangeProvider, refuseUnknownArguments } from "./arguments";
import { argsWithFacts } from "./content";
import { fileType } from "./fileType";
import { behindGate } from "./gate";
import { LibraryFile } from "./libraryFile";
import { libraryArgNames, type LibraryArgs } from "./libraryArgs";
import { readLibraryFolder, type LibraryFolderFile } from "./libraryFolder";
import { placeBy } from "./place";
import { programRun, refusal } from "./programRun";
import { promotionPassed, stillAsPassed } from "./promotion";
import { promotionArgNames } from "./promotionArgs";
import { libraryType, nameOfChild } from "./resourceNames";
import { noneUnmanaged, unmanagedMode, type UnmanagedMode } from "./unmanaged";

/**
 * A folder of scripts, kept the same in a tenant's library: one `LibraryFile` for each file, named
 * `<component>-<file name in lower case>`, so that a file that moves to another subfolder is the
 * same resource.
 */
export class Library extends pulumi.ComponentResource {
    /** One digest for all that is live: it changes when a name, a content or a text does. */
    public readonly digest: pulumi.Output<string>;
    /** What is live: names, digests and texts. */
    public readonly release: pulumi.Output<Release>;
    /** The files, by the name that each has in the library. */
    public readonly files: Readonly<Record<string, LibraryFile>>;

    /**
     * @param name the component's name in the program.
     * @throws {pulumi.RunError} with all that is wrong with the folder, its sidecar or the
     * arguments: nothing is registered then.
     */
    constructor(name: string, args: LibraryArgs, opts?: pulumi.ComponentResourceOptions) {
        programRun(); // Before anything that an older Node lacks.
        refuseUnknownArguments(`Library "${name}"`, args, libraryArgNames);
        refuseStrangeProvider(`Library "${name}"`, opts?.provider);
        const unmanaged = unmanagedMode(name, args.unmanaged);
        const found = readLibraryFolder(name, args);
        super(libraryType, name, {}, opts);

        const promoted = this.promotion(name, args, found);
        const passed = this.gate(name, unmanaged, promoted);
        const gate = passed && { passed, isPromotion: promoted !== undefined };
        this.files = Object.fromEntries(
            found.map(({ fileName, source, options, facts }) => [
                fileName,
                new LibraryFile(
                    nameOfChild(name, fileName),
                    behindGate(argsWithFacts({ ...options, fileName, source }, facts), gate),
                    { parent: this },
                ),
            ]),
        );
        this.release = releaseOutput(name, Object.values(this.files), promoted);
        this.digest = this.release.apply(({ digest }) => digest);
        this.registerOutputs({ digest: this.digest });
    }

    /** What the files wait for before any of them is registered. */
    private gate(
        name: string,
        mode: UnmanagedMode,
        promoted: Promise<unknown> | undefined,
    ): Promise<unknown> | undefined {
        if (mode === "ignore") return promoted;
        const place = placeBy(this.getProvider(fileType));
        const warn = (message: string) => void pulumi.log.warn(message, this);
        // Nobody signs in to a tenant to which nothing may go.
        const looked = Promise.resolve(promoted).then(() =>
            noneUnmanaged({ name, mode, place, warn }),
        );
        // Each file that waits for it fails by it.
        looked.catch(() => undefined);
        return looked;
    }

    /** Passes when what is here is as it was tested. */
    private promotion(
        name: string,
        args: LibraryArgs,
        files: readonly LibraryFolderFile[],
    ): ReturnType<typeof promotionPassed> | undefined {
        // One that is given and has no value is refused: its variable may not be set.
        if (!promotionArgNames.some((key) => key in args)) return undefined;
        if (!("promotedFrom" in args))
            throw refusal(
                `Library "${name}" has rules for a release and no "promotedFrom", the release ` +
                    `itself. Nothing was registered.`,
            );
        const passed = promotionPassed({
            name,
            args,
            files,
            place: placeBy(this.getProvider(fileType)),
            warn: (message) => void pulumi.log.warn(message, this),
        });
        // Each file that waits for it fails by it.
        passed.catch(() => undefined);
        return passed;
    }
}

/** Made from what the children report as live, never from the folder. */
function releaseOutput(
    name: string,
    files: readonly LibraryFile[],
    promoted: ReturnType<typeof promotionPassed> | undefined,
): pulumi.Output<Release> {
    const live = files.map((file) => ({
        fileName: file.fileName,
        sha256: file.sha256,
        // Pulumi's mocks leave out what `check` would have added.
        texts: pulumi
            .all([file.description, file.parametersDescription, file.hasParameters])
            .apply(([description, parametersDescription, hasParameters]) =>
                textsToSend({ description, parametersDescription, hasParameters }),
            ),
        tenantId: file.tenantId,
        cloud: file.cloud,
    }));
    return pulumi.output(live).apply(async (known) => {
        const files = known.map(({ fileName, sha256, texts }) => ({ fileName, sha256, ...texts }));
        const passed = await promoted;
        if (passed !== undefined) await stillAsPassed(name, { passed, live: files });
        const first = known[0];
        return releaseOf({
            tenantId: first?.tenantId ?? "",
            cloud: first?.cloud ?? "",
            files,
        });
    });
}
