// Journeys of many runs of the real CLI, minutes each: `npm run test:e2e`. `npm test` has the others of
// tests/e2e, which go once through each step.
export const journeys = [
    "canary",
    "ci",
    "ciPromotion",
    "fleetExample",
    "getLibrary",
    "interrupted",
    "library",
    "policies",
    "policiesByDigest",
    "policyPackExample",
    "promotionExample",
    "provider",
    "renamed",
    "rotation",
    "signIn",
    "tenantPinElsewhere",
    "tenantPinObjects",
    "tenantPinReplaced",
    "tenantPinStrays",
].map((name) => `<rootDir>/tests/e2e/${name}.test.ts`);

export default {
    testEnvironment: "node",
    // A run of the real CLI takes seconds; nothing else comes near this.
    testTimeout: 180_000,
    // The real CLI and the providers that it starts need processors too.
    maxWorkers: 2,
    // A dynamic import names the built file.
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    globalSetup: "<rootDir>/tests/e2e/pulumiCli.mjs",
    roots: ["<rootDir>/tests"],
    testPathIgnorePatterns: ["<rootDir>/tests/installed", ...journeys],
    modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/examples"],
    transform: {
        "\\.[cm]?[jt]s$": [
            "@swc/jest",
            {
                jsc: { target: "es2023", parser: { syntax: "typescript" } },
                module: { type: "commonjs" },
            },
        ],
    },
};
