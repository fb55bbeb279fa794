import js from "@eslint/js";
import regexp from "eslint-plugin-regexp";
import globals from "globals";
import tseslint from "typescript-eslint";

const everywhere = {
    "no-console": "error",
    "no-restricted-syntax": [
        "error",
        {
            selector: "ExportDefaultDeclaration",
            message: "name what you export: no default exports",
        },
    ],
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
    { ignores: ["dist/**", "**/node_modules/**", "**/.pulumi-mde/**", ".e2e/**"] },
    { linterOptions: { reportUnusedDisableDirectives: "error" } },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            ...everywhere,
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true },
            ],
            "@typescript-eslint/no-unnecessary-condition": [
                "error",
                { allowConstantLoopConditions: true },
            ],
        },
    },
    // What is read may be made to keep a regular expression busy: each takes linear time.
    {
        files: ["**/*.ts"],
        ignores: ["tests/**"],
        plugins: { regexp },
        rules: {
            "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
            "regexp/no-super-linear-move": ["error", { report: "potential" }],
        },
    },
    {
        files: ["tests/**/*.ts"],
        rules: { "max-lines": "off", "@typescript-eslint/no-non-null-assertion": "off" },
    },
    // JavaScript: what runs without a build. The types of most of it are checked by tools/tsconfig.json.
    {
        files: ["**/*.{js,mjs,cjs}"],
        extends: [js.configs.recommended],
        languageOptions: { globals: globals.nodeBuiltin },
        rules: {
            ...everywhere,
            eqeqeq: "error",
            "no-unused-expressions": "error",
            "no-var": "error",
            "prefer-const": "error",
        },
    },
    { files: ["**/*.cjs"], languageOptions: { globals: globals.node } },
    // Tools that read a default export.
    {
        files: ["*.config.mjs", "tests/e2e/pulumiCli.mjs"],
        rules: { "no-restricted-syntax": "off" },
    },
);
