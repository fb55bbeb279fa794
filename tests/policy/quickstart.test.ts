import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readFolder } from "../../library/folder";
import { scriptHelp } from "../../library/scriptHelp";
import { readSidecar } from "../../library/sidecar";
import { fileNameKey } from "../../library/fileName";
import type { Claim } from "../../policy/claim";
import * as claims from "../../policy/claims";
import { findingText } from "../../policy/findings";
import { fileWith, found } from "./checked";

const folder = join(__dirname, "..", "..", "examples", "quickstart", "scripts");
const { files, sidecarPath } = readFolder({ path: folder });
const names = files.map(({ fileName }) => fileName);
const sidecar = readSidecar(readFileSync(sidecarPath!, "utf8"), names);

describe("the quickstart's scripts", () => {
    it.each(files)(
        "have nothing wrong with $fileName",
        async ({ fileName, path, relativePath }) => {
            const content = readFileSync(path);
            const texts = {
                ...scriptHelp({ fileName, bytes: content }),
                ...sidecar.files.get(fileNameKey(fileName)),
            };
            const hasParameters = (texts.parametersDescription ?? "") !== "";
            const file = fileWith({
                hasParameters,
                ...texts,
                fileName,
                content,
                source: relativePath,
                cloud: "emulator",
            });
            // Its scripts are as people write them: nobody has signed them.
            for (const claim of Object.values(claims) as Claim[]) {
                if (claim.name === claims.powershellSigned.name) continue;
                if (claim.level === "disabled") continue;
                const wrong = await found(claim, file);
                expect(wrong.map((finding) => findingText(file, finding))).toEqual([]);
            }
        },
    );
});
