import { isIP } from "node:net";

import { generate } from "selfsigned";

/** A private certificate authority and a certificate for loopback and more hosts, in PEM. */
export async function privateAuthority(hosts: readonly string[] = []) {
    const ca = await generate([{ name: "commonName", value: "Test CA" }], {
        keySize: 2048,
        algorithm: "sha256",
        extensions: [
            { name: "basicConstraints", cA: true, critical: true },
            { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
        ],
    });
    const leaf = await generate([{ name: "commonName", value: "localhost" }], {
        keySize: 2048,
        algorithm: "sha256",
        ca: { key: ca.private, cert: ca.cert },
        extensions: [
            {
                name: "subjectAltName",
                altNames: [
                    { type: 2, value: "localhost" },
                    { type: 7, ip: "127.0.0.1" },
                    ...hosts.map((host) =>
                        isIP(host) === 0
                            ? { type: 2 as const, value: host }
                            : { type: 7 as const, ip: host },
                    ),
                ],
            },
        ],
    });
    return { ca: ca.cert, key: leaf.private, cert: leaf.cert };
}
