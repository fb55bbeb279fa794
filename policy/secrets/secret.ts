/** A place in a text that holds what looks like a secret. */
export interface Secret {
    readonly kind: SecretKind;
    /** Where it begins, and where the text after it does. */
    readonly start: number;
    readonly end: number;
}

/** What `@secretlint/secretlint-rule-preset-recommend` knows, by the end of the rule's name. */
export const secretlintKinds = {
    "1password": "a service account token of 1Password",
    anthropic: "an API key of Anthropic",
    aws: "a secret access key of AWS",
    basicauth: "an address with a user name and a password",
    cloudflare: "an API token of Cloudflare",
    databricks: "an access token of Databricks",
    "database-connection-string": "an address of a database with a password",
    docker: "an access token of Docker",
    figma: "an access token of Figma",
    gcp: "a key of a Google Cloud service account",
    github: "a GitHub token",
    gitlab: "a GitLab token",
    grafana: "a token of Grafana",
    groq: "an API key of Groq",
    "hashicorp-vault": "a token of HashiCorp Vault",
    huggingface: "an access token of Hugging Face",
    linear: "an API key of Linear",
    notion: "an integration token of Notion",
    npm: "an access token of npm",
    openai: "an API key of OpenAI",
    privatekey: "a private key",
    sendgrid: "an API key of SendGrid",
    shopify: "a token of Shopify",
    slack: "a token or a webhook of Slack",
    stripe: "a secret key of Stripe",
    tailscale: "a key of Tailscale",
    vercel: "a token of Vercel",
} as const;

/** What it does not know. */
export const ownKinds = {
    "api-key": "a key, a token or a secret, by the name that it is given",
    authorization: "credentials in an Authorization header",
    "azure-devops-token": "an access token of Azure DevOps",
    "azure-key": "a key of an Azure service",
    "client-secret": "a client secret of an Entra application",
    "connection-string": "a connection string with its key or password",
    jwt: "a signed token (JWT)",
    password: "a password in plain text",
    "sas-token": "a shared access signature",
    "secure-string": "a password in plain text, for a SecureString",
    webhook: "the address of an incoming webhook",
} as const;

export type SecretlintKind = keyof typeof secretlintKinds;
export type OwnKind = keyof typeof ownKinds;
export type SecretKind = SecretlintKind | OwnKind;

/** Each kind, with what it is. */
export const secretKinds: Readonly<Record<SecretKind, string>> = {
    ...secretlintKinds,
    ...ownKinds,
};
