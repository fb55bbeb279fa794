import type * as asn1js from "asn1js";
import type { AsnType } from "asn1js";

import { requireDer } from "./der";
import type { Digest } from "./signedMessage";

/** Readers of single values. Each throws an `Error` for what is not that. */
export interface Asn1Nodes {
    readonly parsed: (der: Buffer) => AsnType;
    readonly partsOf: (node: AsnType | undefined) => AsnType[];
    readonly partsOfSet: (node: AsnType | undefined) => AsnType[];
    readonly integerOf: (node: AsnType | undefined) => Buffer;
    readonly oidOf: (node: AsnType | undefined) => string;
    readonly octetsOf: (node: AsnType | undefined) => Buffer;
    readonly timeOf: (node: AsnType | undefined) => Date;
    /** The identifier of an algorithm that takes no parameters. */
    readonly plainAlgorithmOf: (node: AsnType | undefined) => string;
    /** `SEQUENCE { AlgorithmIdentifier, OCTET STRING }` */
    readonly digestOf: (node: AsnType | undefined) => Digest;
}

/** The readers, over the library that they are made of. */
export function asn1Nodes({
    fromBER,
    GeneralizedTime,
    Integer,
    Null,
    ObjectIdentifier,
    OctetString,
    Sequence,
    Set,
}: typeof asn1js): Asn1Nodes {
    function parsed(der: Buffer): AsnType {
        requireDer(der);
        const { result, offset } = fromBER(der);
        if (offset === -1) throw new Error(result.error);
        return result;
    }

    function partsOf(node: AsnType | undefined): AsnType[] {
        if (!(node instanceof Sequence)) throw new Error("a sequence is missing");
        return node.valueBlock.value;
    }

    function partsOfSet(node: AsnType | undefined): AsnType[] {
        if (!(node instanceof Set)) throw new Error("a set is missing");
        return node.valueBlock.value;
    }

    function integerOf(node: AsnType | undefined): Buffer {
        if (!(node instanceof Integer)) throw new Error("a number is missing");
        return bytesIn(node);
    }

    function oidOf(node: AsnType | undefined): string {
        if (!(node instanceof ObjectIdentifier)) throw new Error("an identifier is missing");
        return node.valueBlock.toString();
    }

    function octetsOf(node: AsnType | undefined): Buffer {
        if (!(node instanceof OctetString)) throw new Error("a value is missing");
        return bytesIn(node);
    }

    function timeOf(node: AsnType | undefined): Date {
        if (!(node instanceof GeneralizedTime)) throw new Error("it has no time");
        return node.toDate();
    }

    function plainAlgorithmOf(node: AsnType | undefined): string {
        const [algorithm, parameters, ...more] = partsOf(node);
        if ((parameters !== undefined && !(parameters instanceof Null)) || more.length > 0)
            throw new Error("an algorithm has parameters that it does not take");
        return oidOf(algorithm);
    }

    function digestOf(node: AsnType | undefined): Digest {
        const [algorithm, value] = partsOf(node);
        return { algorithm: plainAlgorithmOf(algorithm), value: octetsOf(value) };
    }

    return {
        parsed,
        partsOf,
        partsOfSet,
        integerOf,
        oidOf,
        octetsOf,
        timeOf,
        plainAlgorithmOf,
        digestOf,
    };
}

/** A value as it is encoded, with its tag and its length. */
export function encodingOf(node: AsnType): Buffer {
    return Buffer.from(node.valueBeforeDecodeView);
}

/** A value as it is encoded, without its tag and its length. */
export function bytesIn(node: AsnType): Buffer {
    return encodingOf(node).subarray(node.idBlock.blockLength + node.lenBlock.blockLength);
}

/** The number of a tag of context; `undefined` for any other. */
export function contextOf(node: AsnType | undefined): number | undefined {
    return node?.idBlock.tagClass === 3 ? node.idBlock.tagNumber : undefined;
}

/** What stands in a constructed value with this tag of context; throws where it is none. */
export function partsUnder(tagNumber: number, node: AsnType | undefined): AsnType[] {
    const { value } = (node?.valueBlock ?? {}) as { readonly value?: unknown };
    if (contextOf(node) !== tagNumber || !Array.isArray(value))
        throw new Error(`what has the tag [${tagNumber}] is missing`);
    return value as AsnType[];
}

/** The one value in another that has this tag of context (`EXPLICIT`). */
export function onlyUnder(tagNumber: number, node: AsnType | undefined): AsnType {
    const [only, ...others] = partsUnder(tagNumber, node);
    if (only === undefined || others.length > 0)
        throw new Error(`what has the tag [${tagNumber}] is not one value`);
    return only;
}
