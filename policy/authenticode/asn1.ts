import { asn1Nodes } from "./asn1Nodes";
import { certificateReader } from "./certificateReader";
import { messageReader } from "./messageReader";
import type { Asn1 } from "./signedMessage";

const SPC_SIP_INFO = "1.3.6.1.4.1.311.2.1.30";

/** Loads the ASN.1 libraries: nothing but this policy needs them. */
export async function loadAsn1(): Promise<Asn1> {
    const nodes = asn1Nodes(await import("asn1js"));
    const certificate = certificateReader(
        nodes,
        await import("@peculiar/asn1-schema"),
        await import("@peculiar/asn1-x509"),
    );
    const { parsed, partsOf, integerOf, oidOf, octetsOf, timeOf, digestOf } = nodes;
    return {
        certificate,
        signedMessage: messageReader(nodes, certificate),
        indirectData(der) {
            const [data, digest] = partsOf(parsed(der));
            const [type, information] = partsOf(data);
            const reader =
                oidOf(type) === SPC_SIP_INFO ? octetsOf(partsOf(information)[1]) : undefined;
            return { ...digestOf(digest), reader: reader?.toString("hex") };
        },
        timeStampInfo(der) {
            const [version, , imprint, , time] = partsOf(parsed(der));
            if (!integerOf(version).equals(Buffer.of(1)))
                throw new Error("it is of another version");
            return { ...digestOf(imprint), time: timeOf(time) };
        },
    };
}
