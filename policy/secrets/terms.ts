import { isNameInWords } from "./nameInWords";
import { around, LINE, type Found } from "./patterns";

const NAME = String.raw`[A-Za-z_]\w{0,60}`;

/** A name, or one of a member (`settings.db_password`), and the arguments behind it. */
const ARGUMENTS = new RegExp(
    `^(?<name>${NAME}(?<member>(?:\\.${NAME}){1,6})?)(?<more>(?:,(?:${NAME}=(?:${NAME}(?:\\.${NAME}){0,6})?)?){0,20})$`,
);

/** An argument's name, or that of a variable: what stands behind another word is a shell's. */
const BEHIND = /(?:^|[(,])\s{0,100}\w{1,60}\s{0,5}=\s{0,5}$/;

/**
 * Whether a value without quotes is a term of the language, where texts need quotes:
 * `password=settings.db_password`. In a file that may be of any language it is of words in small letters.
 */
export function isTerm(found: Found): boolean {
    const { language } = found;
    if (language !== "python" && language !== "other") return false;
    const { name = "", member, more } = ARGUMENTS.exec(found.secret)?.groups ?? {};
    if (name === "" || (language === "other" && !(/^[^A-Z]+$/.test(name) && isNameInWords(name))))
        return false;
    const { before, after } = around(found, { length: 400, ends: LINE });
    // Within quotes it is of a text, a command for one.
    const quotes = before.match(/["']/g)?.length ?? 0;
    if (quotes % 2 === 1 || !BEHIND.test(before)) return false;
    return member !== undefined || more !== "" || /^\s*[,)]/.test(after);
}
