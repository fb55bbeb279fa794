import { called } from "../defender/settings/settingPlaces";
import { isMark } from "../library/mark";
import { configurationFailures, type Bag, type CheckContext, type Checked } from "./checked";
import { hasParametersOf, inputFailures, presentText } from "./inputs";
import { brokenPin, strayed } from "./tenantPin";
import { testedFailures } from "./tested";

/**
 * Normalises the program's inputs and adds where the file goes, so that every preview and every
 * policy shows it. All problems at once; never throws.
 */
export function check(context: CheckContext, olds: Bag, news: Bag): Checked {
    const { configuration } = context;
    const failures = [...inputFailures(news), ...testedFailures(news)];
    const { sha256, pin, size } = news;
    if (typeof pin === "string" && typeof sha256 === "string" && !sameDigest(pin, sha256)) {
        failures.push({
            property: "sha256",
            reason: `the content has the digest ${sha256}, not the pinned ${pin}`,
        });
    }
    const inputs: Record<string, unknown> = {
        fileName: news["fileName"],
        sha256: typeof sha256 === "string" ? sha256.toLowerCase() : sha256,
        size,
        source: presentText(news["source"]),
        description: presentText(news["description"]),
        parametersDescription: presentText(news["parametersDescription"]),
        hasParameters: hasParametersOf(news),
        adopt: news["adopt"] === false || news["adopt"] === null ? undefined : news["adopt"],
        __resource: news["__resource"],
    };
    if ("problems" in configuration)
        return { inputs, failures: [...failures, ...configurationFailures(context)] };

    const { settings } = configuration;
    const tenantId = settings.tenantId ?? olds["tenantId"] ?? news["tenantId"];
    const { fileName } = news;
    const which = [olds["fileName"], fileName].find((name) => typeof name === "string");
    const pinBroken =
        brokenPin(context, olds, news, which ?? "the file") ??
        strayed(context, news, which ?? "the file");
    if (pinBroken !== undefined) failures.push({ property: "tenantId", reason: pinBroken });
    const stack = news["__stack"];
    if (settings.mark && typeof stack === "string" && !isMark(stack))
        failures.push({
            property: "description",
            reason:
                `${called(settings.places, ["mark"])} is on, and ${JSON.stringify(stack)} cannot be a ` +
                `mark: the names of project and stack may have letters, digits, "-", "_" and "."`,
        });
    if (typeof size === "number" && size > settings.maxUploadBytes) {
        failures.push({
            property: "size",
            reason:
                `the file has ${size.toLocaleString("en")} bytes, and the limit is ` +
                `${settings.maxUploadBytes.toLocaleString("en")} ` +
                `(${called(settings.places, ["maxUploadBytes"])}; the ` +
                `documented limit of the API is 20 MB)`,
        });
    }
    return { inputs: { ...inputs, tenantId, cloud: settings.cloud }, failures, pinBroken };
}

const sameDigest = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
