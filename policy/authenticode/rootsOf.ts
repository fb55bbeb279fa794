import type { Asn1 } from "./signedMessage";
import type { Certificate } from "./certificate";

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Roots cannot be read: nobody can say whom to trust. */
export class RootsError extends Error {
    override name = "RootsError" as const;
}

/** Whether a text is PEM itself, and no path. */
export function isPem(text: string): boolean {
    return text.includes("-----BEGIN");
}

/**
 * The certificates of a list, each text of which is PEM, of one or several, or the path of such a file.
 *
 * @param key what the list is called in the configuration.
 * @throws {RootsError} for a text that is neither.
 */
export function rootsOf(
    asn1: Pick<Asn1, "certificate">,
    key: string,
    texts: readonly string[],
    readFile: (path: string) => string,
): readonly Certificate[] {
    return texts.flatMap((given, index) => {
        const place = `${key}[${index}]`;
        let text = given;
        if (!isPem(given)) {
            try {
                text = readFile(given);
            } catch (cause) {
                const why = cause instanceof Error ? cause.message : "it is no text";
                throw new RootsError(`${place} cannot be read: ${why}`, { cause });
            }
        }
        const found = text.match(PEM) ?? [];
        if (found.length === 0) throw new RootsError(`${place} has no certificate in PEM`);
        return found.map((pem) => {
            try {
                return asn1.certificate(pem);
            } catch (cause) {
                throw new RootsError(`${place} has a certificate that cannot be read`, { cause });
            }
        });
    });
}
