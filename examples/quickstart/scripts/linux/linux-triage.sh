#!/usr/bin/env bash
# Collects a Linux host's volatile state into one archive; prints its path.
#
# Options:
#   -o FOLDER  for the archive
#   -d DAYS    look back (3)
#   -f         also auth, audit logs
#
# Into the archive, with a SHA-256 list, go processes, sockets, logins, services, timers, modules,
# open deleted files and recent logs. -o is /var/tmp unless given; -d is the days of journal and of
# changed files; -f also copies authentication and audit logs, and verifies packages.
#
# It changes nothing on the host but that one archive, which only root can read. Each command has a
# time limit; one that fails or is missing is named in errors.txt, and the rest goes on. It ends
# well within the ten minutes that a live response script may run; -f on a slow disk may not.
# The commands are the host's own: where they may have been tampered with, run ghostps as well.
set -euo pipefail
umask 077
export LC_ALL=C TZ=UTC PATH=/usr/sbin:/usr/bin:/sbin:/bin

folder=/var/tmp
days=3
full=false
while getopts "o:d:fh" option; do
    case "$option" in
        o) folder=$OPTARG ;;
        d) days=$OPTARG ;;
        f) full=true ;;
        h) sed -n '2,/^set /{/^#/{s/^# \{0,1\}//;p;};}' "$0"; exit 0 ;;
        *) echo "Run it with -h to read about its options." >&2; exit 2 ;;
    esac
done
if ! [[ $days =~ ^[0-9]{1,4}$ ]]; then
    echo "-d takes a number of days, not '$days'." >&2
    exit 2
fi
if [[ ! -d $folder ]]; then
    echo "-o names '$folder', which is not a folder." >&2
    exit 2
fi

name="triage-$(uname -n | tr -c 'A-Za-z0-9.\n-' '_')-$(date -u +%Y%m%dT%H%M%SZ)"
work=$(mktemp -d "$folder/.triage.XXXXXXXX")
trap 'rm -rf -- "$work"' EXIT
data="$work/$name"
mkdir -p "$data/proc" "$data/logs"
: >"$data/errors.txt"

# collect FILE COMMAND...: what the command prints goes to FILE; a failure is noted, never fatal.
collect() {
    local file=$1
    shift
    if ! command -v "$1" >/dev/null; then
        echo "$file: no command $1" >>"$data/errors.txt"
        return 0
    fi
    local status=0
    timeout 60 "$@" >"$data/$file" 2>>"$data/stderr.txt" </dev/null || status=$?
    if ((status != 0)); then
        echo "$file: $1 ended with $status" >>"$data/errors.txt"
    fi
}

# copy FILE...: copies those that are there, with their times, below files/.
copy() {
    local file
    for file in "$@"; do
        if [[ -f $file && -r $file ]]; then
            mkdir -p "$data/files$(dirname "$file")"
            cp -p -- "$file" "$data/files$file" 2>>"$data/stderr.txt" || true
        fi
    done
}

# Straight from /proc: the executable, its digest (also when it was deleted) and what was preloaded.
list_processes() {
    local process pid exe digest preload
    printf 'PID\tPPID\tUID\tSHA256\tEXE\tLD_PRELOAD\tCOMMAND LINE\n'
    for process in /proc/[0-9]*; do
        pid=${process#/proc/}
        exe=$(readlink "$process/exe" 2>/dev/null) || continue
        digest=$(sha256sum <"$process/exe" 2>/dev/null | cut -d ' ' -f 1) || digest=-
        preload=$( (tr '\0' '\n' <"$process/environ" | grep '^LD_PRELOAD=') 2>/dev/null) || preload=-
        printf '%s\t%s\t%s\t%s\t%q\t%s\t%s\n' "$pid" \
            "$(awk '/^PPid:/ {print $2}' "$process/status" 2>/dev/null || true)" \
            "$(awk '/^Uid:/ {print $2}' "$process/status" 2>/dev/null || true)" \
            "$digest" "$exe" "${preload#LD_PRELOAD=}" \
            "$( (tr '\0' ' ' <"$process/cmdline" | tr -c '[:print:]' '?') 2>/dev/null || true)"
    done
}

list_deleted_files() {
    timeout 60 find /proc/[0-9]*/fd -maxdepth 1 -type l -lname '* (deleted)' -printf '%p\t%l\n' 2>/dev/null || true
}

list_changed_files() {
    timeout 120 find /tmp /var/tmp /dev/shm /run /etc /root /home /usr/local /opt -xdev \
        -path "$work" -prune -o -type f -mtime "-$days" \
        -printf '%TY-%Tm-%TdT%TH:%TM:%.2TSZ\t%M\t%u\t%s\t%p\n' 2>/dev/null | sort -r | head -n 20000
}

list_setuid_files() {
    timeout 120 find / -xdev -type f \( -perm -4000 -o -perm -2000 \) -printf '%M\t%u\t%TY-%Tm-%Td\t%p\n' 2>/dev/null || true
}

echo "Collecting from $(uname -n) as $(id -un), started $(date -u +%Y-%m-%dT%H:%M:%SZ)."

# What passes soonest comes first.
list_processes >"$data/proc/processes.tsv"
collect proc/ps.txt ps auxwwf
list_deleted_files >"$data/proc/deleted-files.tsv"
collect sockets.txt ss -tuanpO
collect sockets-raw-unix.txt ss -wxanpO
collect neighbours.txt ip neigh
collect addresses.txt ip -details address
collect routes.txt ip route show table all
collect firewall.txt nft list ruleset
collect firewall-iptables.txt iptables-save
collect modules.txt lsmod
collect mounts.txt findmnt --list
collect logged-in.txt who -a
collect logins.txt last -Faixw -n 2000
collect failed-logins.txt lastb -Faixw -n 2000
collect services.txt systemctl list-units --all --no-pager --full
collect unit-files.txt systemctl list-unit-files --no-pager --full
collect timers.txt systemctl list-timers --all --no-pager --full
collect containers.txt docker ps --all --no-trunc
collect kernel.txt dmesg --ctime
collect system.txt uname -a
collect uptime.txt uptime
collect disks.txt df -hT
collect logs/journal.txt journalctl --no-pager --since "-${days}d" --output short-iso-precise --lines 200000
list_changed_files >"$data/changed-files.tsv" || true
list_setuid_files >"$data/setuid-files.tsv"
copy /etc/passwd /etc/group /etc/hosts /etc/resolv.conf /etc/ld.so.preload /etc/ssh/sshd_config \
    /etc/crontab /etc/sudoers /etc/os-release /var/log/wtmp /var/log/btmp /var/log/lastlog
if "$full"; then
    copy /var/log/auth.log /var/log/auth.log.1 /var/log/secure /var/log/audit/audit.log
    if command -v rpm >/dev/null; then
        collect packages-changed.txt rpm --verify --all
    else
        collect packages-changed.txt dpkg --verify
    fi
fi

(cd "$data" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar -C "$work" -czf "$work/archive" "$name"
archive="$folder/$name.tar.gz"
# A link without overwriting: nothing that somebody put there in advance is followed or replaced.
ln -T -- "$work/archive" "$archive"

echo "Files collected: $(wc -l <"$data/SHA256SUMS"); commands that failed or are missing: $(wc -l <"$data/errors.txt")"
echo "Archive: $archive"
echo "Size:    $(stat -c %s "$archive") bytes"
echo "SHA-256: $(sha256sum "$archive" | cut -d ' ' -f 1)"
