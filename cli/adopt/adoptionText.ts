import { printable, quoteName } from "../../library/fileName";
import type { ComparedFile } from "../../library/adoption";
import { textTable } from "../../library/textTable";
import { shellWord } from "../shellWord";
import type { Adoption, FolderFile } from "./adoption";
import { advice } from "./advice";
import type { AdoptionOutcome } from "./outcome";

type Compared = ComparedFile<FolderFile>;

const DAY = "2026-01-31".length;

/** What needs a decision stands last, where a person looks. */
const order = ["same", "managed", "marked", "onlyHere", "onlyLive", "different"] as const;

/**
 * The comparison for a person.
 *
 * @param columns of the terminal; `undefined` where there is none.
 */
export function adoptionText(
    adoption: Adoption,
    outcome: AdoptionOutcome,
    columns: number | undefined,
): string {
    const { files, folder, tenantId, cloud } = adoption;
    const sorted = [...files].sort(
        (one, other) =>
            Number(one.needsDecision) - Number(other.needsDecision) ||
            order.indexOf(one.status) - order.indexOf(other.status),
    );
    const table = textTable(
        {
            head: ["file", "library and folder", "by", "changed"],
            body: sorted.map((file) => [
                printable(file.fileName),
                statusText(file),
                printable(file.live?.createdBy ?? ""),
                printable(file.live?.lastUpdatedTime.slice(0, DAY) ?? ""),
            ]),
        },
        { columns, narrowed: [0, 1, 2] },
    );
    const parts = [
        outcome.ownersUnknown === undefined
            ? ""
            : `Whose the live files are is not known: ${printable(outcome.ownersUnknown)}`,
        table,
        `Tenant ${printable(tenantId)} (${cloud}) and the folder ${printable(folder.path)}: ${counts(files)}. ` +
            `Nothing was written to the tenant.`,
        ...advice(adoption, outcome),
        sidecarText(adoption, outcome),
        nextSteps(adoption, outcome),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function statusText(file: Compared): string {
    const { status, live, here, stacks, mark, onlyLineEndsDiffer, undocumented } = file;
    switch (status) {
        case "same":
            return "the same";
        case "different":
            if (live?.sha256 === undefined) return "no digest reported";
            if (live.sha256 === here?.sha256) return "the same, with texts that cannot be sent";
            return onlyLineEndsDiffer ? "different (only line ends)" : "different";
        case "onlyLive":
            return "only live";
        case "onlyHere":
            return `only in the folder${undocumented.length > 0 ? " (strange name)" : ""}`;
        case "managed":
            return `managed by ${stacks.map(printable).join(", ")}`;
        case "marked":
            return `marked by ${printable(mark ?? "")}`;
    }
}

function counts(files: readonly Compared[]): string {
    const words = {
        same: "the same",
        managed: "managed already",
        marked: "marked by another stack",
        onlyHere: "only in the folder",
        onlyLive: "only live",
        different: "different",
    };
    const found = order.flatMap((status) => {
        const count = files.filter((file) => file.status === status).length;
        return count === 0 ? [] : [`${count} ${words[status]}`];
    });
    return found.join(", ") || "no file at all";
}

function sidecarText({ sidecar }: Adoption, { dryRun }: AdoptionOutcome): string {
    if (sidecar.changes.length === 0) return "";
    const texts = sidecar.changes.map(
        ({ fileName, texts: said }) => `  ${printable(fileName)}: ${Object.keys(said).join(", ")}`,
    );
    const what = dryRun ? "To be written" : "Written";
    return `${what} to ${printable(sidecar.path)}, as they are live:\n${texts.join("\n")}`;
}

function nextSteps(adoption: Adoption, outcome: AdoptionOutcome): string {
    const { stack, importFile, notImported, dryRun } = outcome;
    const isSame = adoption.files.some(({ status }) => status === "same");
    if (dryRun || !isSame) return "";
    const program = `The program has ${libraryLine(adoption, outcome)}`;
    const { pulumi, pathWord } = outcome.command;
    const onStack = stack === undefined ? "" : ` --stack ${shellWord(stack)}`;
    if (importFile === undefined && notImported.length > 0)
        return (
            `${program}\nNo import file was written: nothing is left to import.\nNext:\n` +
            `  ${pulumi} stack --show-urns${onStack}\n` +
            `Run no "pulumi up" before the resources above are looked at: it would make these files of ` +
            `them, and may delete the live files that they are now.`
        );
    if (importFile === undefined)
        return (
            `${program}\nNext:\n  ${pulumi} preview${onStack}\n  ${pulumi} up${onStack}\n` +
            `The preview shows the same files as created. "up" finds them live, takes them over without ` +
            `an upload (with mde:mark by one that marks them), and says so.`
        );
    return (
        `${program}\nNext:\n` +
        `  ${pulumi} import --file ${pathWord(importFile)} --generate-code=false --yes${onStack}\n` +
        `  ${pulumi} preview --diff${onStack}\n` +
        `Run no "pulumi up" before that preview has shown what you expect: no update, no delete, and ` +
        `nothing created but what is said above. A delete there means that the program has another ` +
        `name or place for the Library, or other files. Pulumi protects what it has imported until the ` +
        `first "pulumi up" with the right program: that one stops before it deletes anything.`
    );
}

function libraryLine({ folder }: Adoption, { library, pathInProgram }: AdoptionOutcome): string {
    const { include, exclude } = folder;
    const args = [
        `path: ${quoteName(pathInProgram)}`,
        ...(include === undefined ? [] : [`include: ${JSON.stringify(include)}`]),
        ...(exclude === undefined ? [] : [`exclude: ${JSON.stringify(exclude)}`]),
    ];
    const name = quoteName(library ?? "response");
    return `new mde.Library(${name}, { ${args.join(", ")} });`;
}
