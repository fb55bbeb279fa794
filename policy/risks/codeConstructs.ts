import type { Construct } from "./construct";
import { runsOfDownloadedFiles } from "./downloadedFiles";
import {
    all,
    any,
    argument,
    call,
    member,
    parameter,
    words,
    type Reading,
    type Test,
} from "./reading";

const powerShellDownload = any(
    call("invoke-webrequest", "iwr", "invoke-restmethod", "irm", "curl", "wget"),
    call("start-bitstransfer"),
    member("downloadstring", "downloaddata", "downloadfile", "openread"),
    member("getstringasync", "getbytearrayasync", "getstreamasync"),
    all(call("certutil"), argument(/^[-/]urlcache$/i)),
    all(call("bitsadmin"), argument(/^\/transfer$/i)),
);
const powerShellExecution = any(
    call("invoke-expression", "iex"),
    all(member("create"), ({ text }) => /^\[(?:[\w.]+\.)?scriptblock\]::/i.test(text)),
    all(member("load"), ({ text }) => /^\[(?:[\w.]+\.)?(?:assembly|appdomain)\]::/i.test(text)),
    member("invokescript", "addscript"),
    all(call("powershell", "pwsh"), parameter("command", 1)),
);
const powerShellInput = any(powerShellExecution, call("powershell", "pwsh"));

/** What is given an address to run what is there. */
const remoteCode = any(
    all(call("mshta"), argument(/^(?:https?|ftp|vbscript|javascript):/i)),
    all(call("regsvr32"), argument(/^[-/]i:"?(?:https?|ftp):/i)),
    all(call("msiexec"), argument(/^(?:[-/](?:i|a|package|j[mu]?))?"?(?:https?|ftp):/i)),
    all(call("wmic"), argument(/^\/format:"?(?:https?|ftp):/i)),
);

const shellDownload = any(
    call("curl", "wget", "fetch", "aria2c", "lwp-download"),
    all(call("openssl"), argument(/^s_client$/)),
);
const shells = ["sh", "bash", "dash", "zsh", "ksh", "ash"] as const;
const interpreters = ["python", "python2", "python3", "perl", "ruby", "node", "php"] as const;

/** It runs what comes through a pipe: it has no script of its own. */
const shellInput = all(call(...shells, ...interpreters), ({ args }) => {
    if (args.some((word) => /^(?:-|-s|\/dev\/stdin)$/.test(word))) return true;
    return args.every((word) => word.startsWith("-"));
});
/** It runs what its arguments are. */
const shellExecution = any(
    call("eval"),
    all(call("source", "."), argument(/^<\(/)),
    // python -c "…", perl -e "…", php -r "…", and what they take for a file.
    all(call(...interpreters), argument(/^(?:-[a-zA-Z]*[cerE]$|<\()/)),
    all(call(...shells), ({ args, text }) => {
        const [first] = args.filter((word) => !word.startsWith("-"));
        return (
            args.some((word) => /^-[a-z]*c$/.test(word)) ||
            /^<\(/.test(first ?? "") ||
            text.includes("<<<")
        );
    }),
);
const echo = call("echo", "printf", "cat");

/** What is got in one way and run in another: nested, through a pipe, or by way of a variable. */
function runs(script: Reading, ways: { got: Test; run: Test; input: Test }): readonly number[] {
    const { got, run, input } = ways;
    const variable = script.uses(script.variables(got));
    return [
        ...script.around(run, got),
        ...script.piped(got, input),
        ...script.find(all(run, variable)),
        ...script.piped(all(echo, variable), input),
    ];
}

const encoded = any(
    all(call("powershell", "pwsh"), any(parameter("encodedcommand", 1), argument(/^[-/]ec$/i))),
    words(/^(?:.*[\\/])?(?:powershell|pwsh)(?:\.exe)?$/i, /^[-/]e(?:c|n[a-z]*)?$/i),
    all(
        call("start-process", "saps", "start"),
        argument(/powershell|pwsh/i),
        argument(/(?:^|\s)[-/]e(?:c|n[a-z]*)?(?:\s|$)/i),
    ),
);
const decoded = any(
    all(call("base64", "gbase64"), argument(/^(?:-[a-z]*[dD]|--decode)$/)),
    all(call("openssl"), argument(/^-d$/)),
    all(call("xxd"), argument(/^-[a-z]*r/)),
);

/** Code that nobody has reviewed. */
export const codeConstructs: readonly Construct[] = [
    {
        id: "download-and-execute",
        what: "runs code that it downloads",
        why: "whoever has that server, or the way to it, runs code as SYSTEM, and nobody has reviewed it",
        instead:
            "Put that code into the library as a file of its own, or into this script, so that it is reviewed with it.",
        finds: {
            powershell: (script) => [
                ...runs(script, {
                    got: powerShellDownload,
                    run: powerShellExecution,
                    input: powerShellInput,
                }),
                ...script.find(remoteCode),
                ...runsOfDownloadedFiles(script),
            ],
            shell: (script) => [
                ...runs(script, { got: shellDownload, run: shellExecution, input: shellInput }),
                ...runsOfDownloadedFiles(script),
            ],
        },
    },
    {
        id: "encoded-command",
        what: "runs code that is encoded",
        why: "a reviewer cannot read it, and it is what detections look for",
        instead:
            "Write the code as it is; what needs quoting can stand in a here-string or a file.",
        finds: {
            powershell: (script) => [
                ...script.find(all(({ kind }) => kind === "call", encoded)),
                ...runs(script, {
                    got: member("frombase64string"),
                    run: powerShellExecution,
                    input: powerShellInput,
                }),
            ],
            shell: (script) => [
                ...script.find(all(({ kind }) => kind === "call", encoded)),
                ...runs(script, { got: decoded, run: shellExecution, input: shellInput }),
            ],
        },
    },
    {
        id: "execution-policy",
        what: "turns the execution policy off",
        why: "unsigned scripts then run, on that machine and after this one too where it is set for it",
        instead:
            "Sign the script; live response runs scripts of the library without changing the policy.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(call("set-executionpolicy"), argument(/^(?:bypass|unrestricted)$/i)),
                        all(
                            call("powershell", "pwsh"),
                            words(/^[-/](?:ep|ex[a-z]*)$/i, /^(?:bypass|unrestricted)$/i),
                        ),
                    ),
                ),
        },
    },
    {
        id: "amsi-bypass",
        what: "names what scans scripts for malware (AMSI), as what turns it off does",
        why: "nothing that runs after it is scanned",
        instead: "Take it out; a script that Defender stops by mistake is submitted to Microsoft.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(({ kind }) => kind === "member", argument(AMSI)),
                        all(
                            ({ kind }) => kind !== "call",
                            ({ name }) => AMSI.test(name),
                        ),
                    ),
                ),
        },
    },
    {
        id: "no-certificate-check",
        what: "does not check the certificate of a server",
        why: "anybody on the way can be that server",
        instead:
            "Let the certificate be checked; give a server of your own one of an authority that the machine trusts (curl --cacert).",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        ({ kind, name }) =>
                            kind === "set" &&
                            /servercertificate(?:custom)?validationcallback$|\]::certificatepolicy$|[*:]skip(?:certificate|ca|cn)check/.test(
                                name,
                            ),
                        all(({ kind }) => kind === "call", parameter("skipcertificatecheck", 5)),
                        all(call("new-pssessionoption"), argument(/^-skip(?:ca|cn|revocation)/i)),
                        uncheckedTransfer,
                    ),
                ),
            shell: (script) =>
                script.find(
                    any(
                        uncheckedTransfer,
                        ({ kind, name, args: [value] }) =>
                            kind === "set" &&
                            ((name === "GIT_SSL_NO_VERIFY" && value !== "") ||
                                (/^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/.test(
                                    name,
                                ) &&
                                    value === "0")),
                    ),
                ),
        },
    },
];

const AMSI = /amsi(?:utils|initfailed|scanbuffer|context|session|openSession)/i;

/** Options of one letter that take no value, up to the one that is meant. */
const CURL_INSECURE = /^-[0-46#aBfgGiIjJlLMnNOpqRsSvVZ]*k/;
const uncheckedTransfer = any(
    all(call("curl"), argument(CURL_INSECURE)),
    all(call("curl"), argument(/^--(?:insecure|proxy-insecure|doh-insecure)$/)),
    all(call("wget"), argument(/^--no-check-certificate$/)),
    all(call("git"), argument(/^http\.(?:\S+\.)?sslverify=(?:false|0)$/i)),
    all(call("git"), words(/^config$/, /^http\.(?:\S+\.)?sslverify$/i, /^(?:false|0)$/i)),
    all(
        call("npm", "yarn", "pnpm"),
        any(words(/^strict-ssl$/, /^false$/), argument(/^(?:--)?strict-ssl=false$/)),
    ),
    all(call("ssh", "scp", "sftp"), argument(/^(?:-o)?stricthostkeychecking=(?:no|off)$/i)),
);
