import type { Construct } from "./construct";
import { all, any, argument, call, member, valueOf, words, type Test } from "./reading";

/** What stops a service, and what keeps it from starting. */
function stops(service: RegExp): Test {
    return any(
        all(call("stop-service", "spsv", "set-service", "remove-service"), argument(service)),
        all(call("sc"), words(/^(?:stop|config|delete)$/i, service)),
        all(call("net", "net1"), words(/^stop$/i, service)),
        all(call("systemctl"), words(/^(?:stop|disable|mask|kill)$/, service)),
        all(call("service"), words(service, /^stop$/)),
        all(call("launchctl"), words(/^(?:unload|bootout|disable|remove|stop)$/, service)),
        all(call("pkill", "killall", "stop-process", "taskkill"), argument(service)),
    );
}

/** A value of the registry is written that matches. */
function registry(pattern: RegExp): Test {
    return all(
        any(
            all(call("reg"), argument(/^(?:add|delete)$/i)),
            call("set-itemproperty", "sp", "new-itemproperty", "new-item", "ni"),
        ),
        argument(pattern),
    );
}

const off = /^(?:\$false|0|false)$/i;
const disablesDefender: Test = (fact) =>
    call("set-mppreference", "add-mppreference")(fact) &&
    fact.args.some(
        (word, at) => /^-disable[a-z]+$/i.test(word) && !off.test(fact.args[at + 1] ?? "$true"),
    );

const defender =
    /^(?:windefend|sense|wdnissvc|wdfilter|wdboot|mdatp|msmpeng|com\.microsoft\.wdav.*)(?:\.service|\.exe)?$/i;
const firewall = /^(?:mpssvc|firewalld|ufw|nftables|iptables)(?:\.service)?$/i;
const audit = /^(?:auditd|rsyslogd?|systemd-journald|eventlog)(?:\.service)?$/i;

/** What protects the machine is turned off. */
export const protectionConstructs: readonly Construct[] = [
    {
        id: "defender-exclusion",
        what: "excludes something from Defender",
        why: "whoever can write there is not looked at any more, long after the script has ended",
        instead:
            "Take it out; what is needed is set by the policies of Defender, where it is seen.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(
                            call("add-mppreference", "set-mppreference"),
                            argument(/^-(?:excl|attacksurfacereductiononlyexcl)/i),
                        ),
                        registry(/windows defender\\exclusions/i),
                    ),
                ),
            shell: (script) => script.find(all(call("mdatp"), words(/^exclusion$/, /^add$/))),
        },
    },
    {
        id: "defender-off",
        what: "turns a part of Defender off",
        why: "the machine is under investigation, and is then without what watches it",
        instead: "Take it out; troubleshooting mode and policies of Defender are for that.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        disablesDefender,
                        all(
                            call("set-mppreference"),
                            any(
                                (fact) => off.test(valueOf(fact, /^-mapsreporting$/i)),
                                argument(/^(?:disabled|neversend)$/i),
                            ),
                        ),
                        stops(defender),
                        registry(/^-?disable(?:antispyware|antivirus|realtimemonitoring)$/i),
                        all(
                            call("uninstall-windowsfeature", "remove-windowsfeature"),
                            argument(/defender/i),
                        ),
                    ),
                ),
            shell: (script) =>
                script.find(
                    any(
                        all(call("mdatp"), words(/^config$/, /^(?:disabled|off)$/)),
                        stops(defender),
                    ),
                ),
        },
    },
    {
        id: "firewall-off",
        what: "turns the firewall off",
        why: "it stays off after the script has ended",
        instead: "Open what is needed by one rule, and take that rule away again.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(
                            call("set-netfirewallprofile"),
                            words(/^-en[a-z]*$/i, /^(?:\$?false|0)$/i),
                        ),
                        all(call("netsh"), words(/^(?:adv)?firewall$/i, /^(?:off|disable)$/i)),
                        stops(firewall),
                    ),
                ),
            shell: (script) =>
                script.find(
                    any(
                        all(call("ufw"), argument(/^(?:disable|reset)$/)),
                        all(call("iptables", "ip6tables"), argument(/^(?:-F|--flush|-X)$/)),
                        all(
                            call("iptables", "ip6tables"),
                            words(/^(?:-P|--policy)$/, /^(?:INPUT|FORWARD)$/, /^ACCEPT$/),
                        ),
                        all(call("nft"), words(/^flush$/, /^ruleset$/)),
                        all(call("pfctl"), argument(/^-d$/)),
                        stops(firewall),
                    ),
                ),
        },
    },
    {
        id: "audit-off",
        what: "turns auditing off",
        why: "what happens from then on is in no log",
        instead: "Take it out; what is too much for a log is filtered where logs are read.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(call("auditpol"), argument(/^\/(?:clear|remove)$/i)),
                        all(
                            call("auditpol"),
                            words(/^\/set$/i, /^\/(?:success|failure):disable$/i),
                        ),
                        all(
                            call("wevtutil"),
                            words(/^(?:sl|set-log)$/i, /^\/e(?:nabled)?:false$/i),
                        ),
                        stops(audit),
                    ),
                ),
            shell: (script) =>
                script.find(
                    any(
                        all(call("auditctl"), words(/^-e$/, /^0$/)),
                        all(call("auditctl"), argument(/^(?:-D|-e0)$/)),
                        stops(audit),
                    ),
                ),
        },
    },
    {
        id: "access-control-off",
        what: "turns SELinux or AppArmor off",
        why: "every service of the machine then may do what its user may",
        instead: "Take it out, or write a rule for what is refused.",
        finds: {
            shell: (script) =>
                script.find(
                    any(
                        all(call("setenforce"), argument(/^(?:0|permissive)$/i)),
                        call("aa-teardown", "aa-disable", "aa-complain"),
                        stops(/^apparmor(?:\.service)?$/),
                    ),
                ),
        },
    },
    {
        id: "shadow-copies-deleted",
        what: "deletes copies that a machine is restored from",
        why: "it is what ransomware does, and evidence goes with them",
        instead: "Take it out.",
        finds: {
            powershell: (script) => [
                ...script.find(
                    any(
                        all(call("vssadmin"), words(/^(?:delete|resize)$/i, /^shadow/i)),
                        all(call("diskshadow"), argument(/^\/s$/i)),
                        all(call("wmic"), words(/^shadowcopy$/i, /^delete$/i)),
                        all(
                            call("wbadmin"),
                            words(/^delete$/i, /^(?:catalog|systemstatebackup|backup)$/i),
                        ),
                        all(call("bcdedit"), words(/^recoveryenabled$/i, /^(?:no|off|0)$/i)),
                    ),
                ),
                ...script.piped(shadowCopies, any(removal, member("delete"))),
                ...script.around(removal, shadowCopies),
                ...script.around(member("delete"), shadowCopies),
            ],
        },
    },
];

const shadowCopies = all(
    call("get-wmiobject", "gwmi", "get-ciminstance", "gcim"),
    argument(/^win32_shadowcopy$/i),
);
const removal = call("remove-wmiobject", "rwmi", "remove-ciminstance", "rcim");
