#!/usr/bin/env bash
# Lists what makes programs start again on Linux: cron, systemd, profiles, SSH keys, PAM.
#
# Options:
#   -d DAYS    only changed lately
#   -r FOLDER  mounted disk image
#
# It looks at cron, at, systemd units, init scripts, ld.so.preload, shell profiles, authorized_keys,
# PAM, udev rules, package manager hooks and sudoers. -d leaves out files that did not change in the
# last DAYS days (default: shows all); -r looks below FOLDER instead of /.
#
# Read-only. One line for each finding: section, time of the file's last change (ctime, which touch
# cannot set back), owner, file, and the line in it that starts something. Root sees everything;
# others see what they may read. An entry is not an attack: compare hosts, or use -d.
set -euo pipefail
export LC_ALL=C TZ=UTC PATH=/usr/sbin:/usr/bin:/sbin:/bin

days=
root=
while getopts "d:r:h" option; do
    case "$option" in
        d) days=$OPTARG ;;
        r) root=${OPTARG%/} ;;
        h) sed -n '2,/^set /{/^#/{s/^# \{0,1\}//;p;};}' "$0"; exit 0 ;;
        *) echo "Run it with -h to read about its options." >&2; exit 2 ;;
    esac
done
if [[ -n $days && ! $days =~ ^[0-9]{1,4}$ ]]; then
    echo "-d takes a number of days, not '$days'." >&2
    exit 2
fi
if [[ -n $root && ! -d $root ]]; then
    echo "-r names '$root', which is not a folder." >&2
    exit 2
fi
changed_since=0
if [[ -n $days ]]; then
    changed_since=$(($(date +%s) - days * 86400))
fi
found=0

# printable: what comes from files must not steer the terminal of whoever reads it.
printable() {
    tr -c '[:print:]\t\n' '?' | cut -c 1-400
}

# finding SECTION FILE TEXT
finding() {
    local changed owner
    read -r changed owner < <(stat -c '%Z %U' -- "$2" 2>/dev/null || echo "0 ?")
    if ((changed < changed_since)); then
        return 0
    fi
    found=$((found + 1))
    printf '%-16s %(%Y-%m-%dT%H:%MZ)T %-10s %s: %s\n' "$1" "$changed" "$owner" "${2#"$root"}" "$3" | printable
}

# lines SECTION PATTERN FILE...: the lines of each file that match, without comments.
lines() {
    local section=$1 pattern=$2 file line
    shift 2
    for file in "$@"; do
        [[ -f $file && -r $file ]] || continue
        while IFS= read -r line; do
            finding "$section" "$file" "$line"
        done < <(grep -aE -- "$pattern" "$file" | grep -avE '^[[:space:]]*(#|$)' || true)
    done
}

# files SECTION FILE...: each regular file or link, with its target.
files() {
    local section=$1 file
    shift
    for file in "$@"; do
        if [[ -L $file ]]; then
            finding "$section" "$file" "link to $(readlink -- "$file")"
        elif [[ -f $file ]]; then
            finding "$section" "$file" "$(stat -c '%A %s bytes' -- "$file")"
        fi
    done
}

# Homes from passwd, not from /home: service accounts have keys and profiles too.
homes() {
    cut -d : -f 6 "$root/etc/passwd" 2>/dev/null | sort -u | while IFS= read -r home; do
        if [[ $home == /?* && -d $root$home ]]; then
            printf '%s\n' "$root$home"
        fi
    done
}

shopt -s nullglob dotglob
any='[^[:space:]]'

lines cron "$any" "$root"/etc/crontab "$root"/etc/anacrontab "$root"/etc/cron.d/* \
    "$root"/var/spool/cron/crontabs/* "$root"/var/spool/cron/*
files cron "$root"/etc/cron.hourly/* "$root"/etc/cron.daily/* "$root"/etc/cron.weekly/* "$root"/etc/cron.monthly/*
files at "$root"/var/spool/cron/atjobs/* "$root"/var/spool/at/*

starts='^[[:space:]]*(Exec(Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)|OnCalendar|OnBootSec|OnUnitActiveSec|PathExists|PathChanged|PathModified|Environment=.*LD_PRELOAD)'
for folder in "$root"/etc/systemd "$root"/run/systemd "$root"/usr/local/lib/systemd; do
    for unit in "$folder"/{system,user}/*.{service,timer,path,socket} "$folder"/{system,user}/*.d/*.conf; do
        lines systemd "$starts" "$unit"
    done
    files generator "$folder"/{system,user}-generators/*
done

files init "$root"/etc/rc.local "$root"/etc/rc.d/rc.local "$root"/etc/init.d/*
lines preload "$any" "$root"/etc/ld.so.preload
lines preload 'LD_(PRELOAD|AUDIT|LIBRARY_PATH)' "$root"/etc/environment "$root"/etc/default/* "$root"/etc/profile.d/*
lines library-path "$any" "$root"/etc/ld.so.conf "$root"/etc/ld.so.conf.d/*
lines kernel-module "$any" "$root"/etc/modules "$root"/etc/modules-load.d/*
lines kernel-module '^[[:space:]]*install' "$root"/etc/modprobe.d/*
lines udev '(RUN|PROGRAM|IMPORT\{program\})[+:]?=' "$root"/etc/udev/rules.d/* "$root"/run/udev/rules.d/*
lines pam 'pam_exec|pam_script|/[^[:space:]]*\.so' "$root"/etc/pam.d/*
files profile "$root"/etc/profile.d/*
files motd "$root"/etc/update-motd.d/*
lines package-hook '(Pre|Post)-(Invoke|Install-Pkgs)|Post-Invoke-Success' "$root"/etc/apt/apt.conf "$root"/etc/apt/apt.conf.d/*
files package-hook "$root"/etc/yum/pluginconf.d/* "$root"/etc/dnf/plugins/*
files network-hook "$root"/etc/NetworkManager/dispatcher.d/* "$root"/etc/network/if-up.d/* "$root"/etc/dhcp/dhclient-exit-hooks.d/*
lines sshd '^[[:space:]]*(AuthorizedKeys(File|Command)|AuthorizedPrincipalsCommand|ForceCommand|PermitRootLogin|PermitUserEnvironment)' \
    "$root"/etc/ssh/sshd_config "$root"/etc/ssh/sshd_config.d/*
lines sudo 'NOPASSWD|!authenticate|env_keep.*LD_' "$root"/etc/sudoers "$root"/etc/sudoers.d/*
lines uid0 '^[^:]*:[^:]*:0:' "$root"/etc/passwd

while IFS= read -r home; do
    # A public key is long: its options, type, last characters and comment tell it apart.
    for keys in "$home"/.ssh/authorized_keys "$home"/.ssh/authorized_keys2; do
        [[ -f $keys && -r $keys ]] || continue
        while IFS= read -r line; do
            finding ssh-key "$keys" "$line"
        done < <(grep -avE '^[[:space:]]*(#|$)' "$keys" | sed -E 's/(AAAA)[A-Za-z0-9+\/=]*([A-Za-z0-9+\/=]{16})/\1..\2/' || true)
    done
    files ssh-rc "$home"/.ssh/rc "$home"/.ssh/environment
    lines shell-start '(LD_PRELOAD|PROMPT_COMMAND|curl|wget|base64|eval|nohup|/dev/tcp|/tmp/|/dev/shm/|alias[[:space:]]+(sudo|su|ssh)=)' \
        "$home"/.bashrc "$home"/.bash_profile "$home"/.bash_login "$home"/.bash_logout \
        "$home"/.profile "$home"/.zshrc "$home"/.zshenv "$home"/.zprofile
    for unit in "$home"/.config/systemd/user/*.{service,timer,path,socket}; do
        lines systemd-user "$starts" "$unit"
    done
    lines autostart '^Exec=' "$home"/.config/autostart/*.desktop
done < <(homes)
lines autostart '^Exec=' "$root"/etc/xdg/autostart/*.desktop

if [[ -z $root ]]; then
    for environment in /proc/[0-9]*/environ; do
        # A process may end, or be another user's, while it is looked at.
        preload=$( (tr '\0' '\n' <"$environment" | grep -m 1 -E '^LD_(PRELOAD|AUDIT)=') 2>/dev/null) || continue
        found=$((found + 1))
        printf '%-16s process %s: %s\n' running-preload "$(cut -d / -f 3 <<<"$environment")" "$preload" | printable
    done
fi

echo "Findings: $found${days:+ (changed in the last $days days)}, on $(uname -n), $(date -u +%Y-%m-%dT%H:%M:%SZ)."
