import * as z from "zod";

import { isMark } from "../../library/mark";
import type { SettingsReader } from "./settingsReader";

/** How a stack says whose its files are. */
export interface MarkSettings {
    /** Whether uploads are marked, and other stacks' marks respected. Default false. */
    readonly mark: boolean;
    /** Marks that count as this stack's own, `project/stack`: what it was called before. */
    readonly markAlso: readonly string[];
}

const marks = z
    .string()
    .transform((text) => text.split(",").map((each) => each.trim()))
    .pipe(z.array(z.string().refine(isMark)));

/** Reads the keys of the mark. */
export function readMarkSettings({ parsed }: SettingsReader): MarkSettings {
    const mark = parsed("mark", z.enum(["true", "false"]), "true or false");
    const markAlso = parsed(
        "markAlso",
        marks,
        `what a stack was called before, as project/stack; several with commas between them`,
    );
    return { mark: mark === "true", markAlso: markAlso ?? [] };
}
