import tseslint from "typescript-eslint";

export default tseslint.config(
    {
        ignores: [
            "dist/**",
            "**/node_modules/**",
            "**/fixtures/**",
            "examples/**",
            ".pulumi-mde/**",
            "*.mjs",
            "**/*.mjs",
            "**/*.cjs",
        ],
    },
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true },
            ],
            "@typescript-eslint/no-unnecessary-condition": [
                "error",
                { allowConstantLoopConditions: true },
            ],
            "no-console": "error",
            "no-restricted-syntax": [
                "error",
                {
                    selector: "ExportDefaultDeclaration",
                    message: "name what you export: no default exports",
                },
            ],
            "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
        },
    },
    {
        files: ["tests/**/*.ts"],
        rules: { "max-lines": "off", "@typescript-eslint/no-non-null-assertion": "off" },
    },
);
