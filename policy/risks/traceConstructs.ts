import type { Construct } from "./construct";
import { all, any, argument, call, member, words, type Test } from "./reading";

const LOGS =
    /^\/(?:var|private\/var)\/(?:log|adm|audit)(?:\/|$)|\/\.(?:bash|zsh|sh)_history$|^\/var\/run\/utmp$/;
/** What writes a word of nothing. */
const emptied: Test = ({ kind, name, args }) =>
    kind === "write" && args[0] === ">" && LOGS.test(name);
const HISTORY = /^(?:HISTFILE|HISTSIZE|HISTFILESIZE|HISTCONTROL|SAVEHIST)$/;

const administrators = /^(?:administrators|s-1-5-32-544|.*\\administrators)$/i;
const adminGroups = /^(?:[\w,]*,)?(?:sudo|wheel|admin|root|adm)(?:,[\w,]*)?$/;

/** What hides traces, and what lets somebody come back. */
export const traceConstructs: readonly Construct[] = [
    {
        id: "log-clearing",
        what: "clears logs or the history of a shell",
        why: "they are the evidence that the investigation is for",
        instead:
            "Copy what you need and leave them; what fills a disk is rotated by the machine itself.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(call("wevtutil"), argument(/^(?:cl|clear-log)$/i)),
                        call("clear-eventlog", "remove-eventlog", "limit-eventlog"),
                        member("clearlog"),
                        all(
                            call("remove-item", "ri", "rm", "del", "erase", "rd", "rmdir"),
                            argument(/\.evtx$|winevt\\logs|consolehost_history/i),
                        ),
                    ),
                ),
            shell: (script) =>
                script.find(
                    any(
                        emptied,
                        all(call("history"), argument(/^-[a-z]*[cw]/)),
                        all(call("unset"), argument(HISTORY)),
                        ({ kind, name, args: [value = ""] }) =>
                            kind === "set" &&
                            HISTORY.test(name) &&
                            /^(?:|0|\/dev\/null)$/.test(value),
                        all(
                            call("rm", "shred", "truncate", "unlink", "srm", "wipe"),
                            argument(LOGS),
                        ),
                        all(
                            call("find"),
                            argument(LOGS),
                            any(
                                argument(/^-delete$/),
                                words(
                                    /^-(?:exec|ok)(?:dir)?$/,
                                    /^(?:\/\S*\/)?(?:rm|shred|truncate|unlink)$/,
                                ),
                            ),
                        ),
                        all(call("ln"), words(/^\/dev\/null$/, /_history$/)),
                        all(
                            call("cp", "dd"),
                            argument(/^(?:if=)?\/dev\/null$/),
                            argument(/\/var\/log\//),
                        ),
                        all(call("journalctl"), argument(/^--vacuum-(?:time|size|files)/)),
                        all(call("log"), argument(/^erase$/)),
                    ),
                ),
        },
    },
    {
        id: "new-administrator",
        what: "makes somebody an administrator",
        why: "the account stays after the script has ended, and looks like an intruder's",
        instead: "Take it out; accounts are given where they are managed and reviewed.",
        finds: {
            powershell: (script) =>
                script.find(
                    any(
                        all(call("add-localgroupmember", "algm"), argument(administrators)),
                        all(
                            call("net", "net1"),
                            words(/^localgroup$/i, administrators, /^\/add$/i),
                        ),
                        all(
                            call("add-adgroupmember"),
                            argument(/^(?:domain |enterprise )?admins$/i),
                        ),
                    ),
                ),
            shell: (script) =>
                script.find(
                    any(
                        all(call("usermod"), argument(/^-[a-zA-Z]*G/), argument(adminGroups)),
                        all(call("usermod", "useradd"), words(/^(?:-u|--uid)$/, /^0$/)),
                        all(call("useradd"), argument(/^-[a-zA-Z]*G/), argument(adminGroups)),
                        all(call("gpasswd"), words(/^(?:-a|--add)$/, adminGroups)),
                        all(call("adduser", "addgroup"), ({ args }) => {
                            const names = args.filter((word) => !word.startsWith("-"));
                            return names.length > 1 && adminGroups.test(names.at(-1) ?? "");
                        }),
                        all(call("dseditgroup"), words(/^-a$/, /^admin$/)),
                        all(call("tee"), argument(SUDOERS)),
                        ({ kind, name }) => kind === "write" && SUDOERS.test(name),
                    ),
                ),
        },
    },
];

const SUDOERS = /^\/(?:private\/)?etc\/(?:sudoers(?:$|\.d\/)|passwd$|shadow$)/;
