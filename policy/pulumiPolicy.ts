/**
 * What Pulumi calls a policy. From the file that declares it: the package's own index names two
 * things that its declarations lack (1.21.0), and a program without `skipLibCheck` would not compile.
 */
export type {
    EnforcementLevel,
    Policies,
    ReportViolation,
    ResourceValidation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
} from "@pulumi/policy/policy";
