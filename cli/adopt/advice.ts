import type { ComparedFile } from "../../library/adoption";
import { printable, quoteName } from "../../library/fileName";
import { SIDECAR_NAME } from "../../library/sidecar";
import type { Adoption, FolderFile } from "./adoption";
import type { AdoptionOutcome } from "./outcome";

type Compared = ComparedFile<FolderFile>;

/** What a person has to decide or to know before the next step, a paragraph each. */
export function advice(adoption: Adoption, outcome: AdoptionOutcome): string[] {
    const { files, inexact } = adoption;
    const { ownersUnknown, notImported, objectPins } = outcome;
    const namesOf = (isIt: (file: Compared) => boolean) =>
        listed(files.filter(isIt).map(({ fileName }) => fileName));
    const different = namesOf(({ status }) => status === "different");
    const ofOthers = namesOf(
        ({ status, needsDecision }) =>
            needsDecision && (status === "managed" || status === "marked"),
    );
    const onlyLive = namesOf(({ status }) => status === "onlyLive");
    const onlyHere = namesOf(
        ({ status, needsDecision }) => status === "onlyHere" && !needsDecision,
    );
    return [
        different === ""
            ? ""
            : `Decide about ${different}: what is live differs from the folder, and cannot be had back ` +
              `once it is overwritten. "pulumi up" refuses it until you either put what is live into the ` +
              `folder and run adopt again, which adds its texts, or leave the file out (exclude), or overwrite it ` +
              `(files: { "NAME": { adopt: true } } in the Library).`,
        ofOthers === ""
            ? ""
            : `Decide about ${ofOthers}: another stack has it. Take it out of that stack first (remove ` +
              `it from its state, "pulumi state delete"), or leave it out here (exclude).`,
        strangeNames(files),
        onlyLive === ""
            ? ""
            : `${ownersUnknown === undefined ? "Nobody manages" : "Not in the folder:"} ${onlyLive}. What is ` +
              `only live stays as it is: the service gives no content back. To have it managed put the ` +
              `script into the folder; to remove it see "npx pulumi-mde prune --help".`,
        nestedSidecars(files),
        onlyHere === "" ? "" : `The first "pulumi up" uploads ${onlyHere}.`,
        inexact.length === 0
            ? ""
            : `A live text of ${listed(inexact)} ends in white space, which library.yaml cannot say. It ` +
              `counts as sent without, and changes nothing until the next upload.`,
        notImported.length === 0
            ? ""
            : `Not in the import file: ${listed(notImported)}. The stack's state has a resource of that name ` +
              `under the Library already, which is not this file, and Pulumi would import nothing at all. ` +
              `Look at it ("pulumi stack --show-urns"); take it out of the state ("pulumi state delete") ` +
              `where it is a left-over, and run this again.`,
        otherTenants(adoption, objectPins),
    ];
}

/** Which one the Library has the program alone knows. */
function otherTenants({ tenantId }: Adoption, pins: AdoptionOutcome["objectPins"]): string {
    const others = pins.filter((pin) => pin.tenantId.toLowerCase() !== tenantId.toLowerCase());
    if (others.length === 0) return "";
    const shown = others.map((pin) => `${printable(pin.name)} (tenant ${printable(pin.tenantId)})`);
    return (
        `The program has provider objects too: ${shown.join(", ")}. A Library with one of them has its ` +
        `files there, and nothing of this is about it: see "Without an import file" in docs/adopt.md.`
    );
}

/** In the words of the policy `mde-file-name`, by which `check` finds them. */
function strangeNames(files: readonly Compared[]): string {
    const strange = files.filter(({ undocumented }) => undocumented.length > 0);
    if (strange.length === 0) return "";
    const shown = strange.slice(0, SHOWN).map(({ fileName, undocumented }) => {
        return `  ${quoteName(fileName)} has ${undocumented.join(", ")} in its name`;
    });
    const left = strange.length - shown.length;
    return [
        `Decide about ${listed(strange.map(({ fileName }) => fileName))}: the service may refuse such a ` +
            `name when it is uploaded. Microsoft documents letters and digits (A-Z, a-z, 0-9), -, _ and . ` +
            `alone: rename it, or leave it out (exclude).`,
        ...shown,
        ...(left > 0 ? [`  and ${left} more`] : []),
    ].join("\n");
}

/** To the Library it is a script; who has put it there may have meant texts. */
function nestedSidecars(files: readonly Compared[]): string {
    const nested = files.flatMap(({ here }) =>
        here !== undefined && NESTED.test(here.relativePath) ? [here.relativePath] : [],
    );
    if (nested.length === 0) return "";
    return (
        `${listed(nested)}: a file of the library like any other, for no texts are read from it. Texts ` +
        `are in the ${SIDECAR_NAME} of the folder itself. Leave it out (exclude) where that is what it ` +
        `was meant for.`
    );
}

const NESTED = /\/library\.ya?ml$/i;
const SHOWN = 10;

function listed(names: readonly string[]): string {
    const shown = names.slice(0, SHOWN).map(printable).join(", ");
    return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
