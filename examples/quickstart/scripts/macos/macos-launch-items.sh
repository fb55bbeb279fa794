#!/bin/bash
# Lists what starts by itself on a Mac: launch items, login items, cron, profiles.
#
# Options:
#   -a         also below /System
#   -u USER    of users, only this one
#
# It shows launch daemons and agents of the system, of all users and of each user, with program, signer
# and SHA-256; login items, cron, login hooks and profiles. Apple seals /System, so its items are left
# out without -a. With -u, the items of the whole machine are listed as well.
#
# Read-only. Written for the bash 3.2 that macOS brings. Without root, and full disk access for the
# process that starts it, other users' items are missing; the last line says how many folders those are.
set -euo pipefail
# PlistBuddy lies in /usr/libexec.
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/libexec

all=false
only_user=
while getopts "au:h" option; do
    case "$option" in
        a) all=true ;;
        u) only_user=$OPTARG ;;
        h) sed -n '2,/^set /{/^#/{s/^#[ ]\{0,1\}//;p;};}' "$0"; exit 0 ;;
        *) echo "Run it with -h to read about its options." >&2; exit 2 ;;
    esac
done
if [[ $(uname -s) != Darwin ]]; then
    echo "This script reads macOS launch items; this host runs $(uname -s). Nothing was read." >&2
    exit 1
fi

items=0
unreadable=0

# Names and values come from an attacker: nothing may steer the terminal of whoever reads them.
printable() {
    tr -c '[:print:]\n' '?' | cut -c 1-400
}

# property FILE KEY: one value of a property list; nothing when it is not there.
property() {
    PlistBuddy -c "Print :$2" "$1" 2>/dev/null || true
}

# arguments FILE: ProgramArguments on one line.
arguments() {
    property "$1" ProgramArguments | sed -e '1d' -e '$d' -e 's/^ *//' | tr '\n' ' '
}

# program FILE: what the item starts.
program() {
    local found
    found=$(property "$1" Program)
    if [[ -z $found ]]; then
        found=$(property "$1" ProgramArguments:0)
    fi
    if [[ -z $found ]]; then
        found=$(property "$1" BundleProgram)
    fi
    printf '%s' "$found"
}

# signer FILE: who signed it, the certificate nearest to the program first.
signer() {
    local description
    if ! codesign --verify --strict "$1" 2>/dev/null; then
        echo "NOT VALIDLY SIGNED"
        return 0
    fi
    description=$(codesign --display --verbose=2 "$1" 2>&1 || true)
    if grep -q '^Signature=adhoc' <<<"$description"; then
        echo "ad hoc (no identity)"
    else
        sed -n 's/^Authority=//p' <<<"$description" | sed -n 1p
    fi
}

# show FILE: one launch item.
show() {
    local file=$1 starts
    starts=$(program "$file")
    echo
    echo "$file"
    echo "  owner      $(stat -f '%Su:%Sg %Sp, changed %Sc' "$file")"
    echo "  label      $(property "$file" Label)"
    echo "  program    $starts"
    echo "  arguments  $(arguments "$file")"
    echo "  starts     RunAtLoad=$(property "$file" RunAtLoad) KeepAlive=$(property "$file" KeepAlive | tr -s '\n ' ' ') StartInterval=$(property "$file" StartInterval)"
    if [[ -f $starts ]]; then
        echo "  signer     $(signer "$starts")"
        echo "  sha256     $(shasum -a 256 <"$starts" | cut -d ' ' -f 1)"
    elif [[ $starts == /* ]]; then
        echo "  signer     THE PROGRAM IS NOT THERE"
    fi
}

# launch_folder FOLDER
launch_folder() {
    local file
    if [[ ! -d $1 ]]; then
        return 0
    fi
    if [[ ! -r $1 || ! -x $1 ]]; then
        unreadable=$((unreadable + 1))
        return 0
    fi
    for file in "$1"/*.plist "$1"/.*.plist; do
        if [[ -e $file || -L $file ]]; then
            show "$file" | printable
            items=$((items + 1))
        fi
    done
}

# section TITLE COMMAND...: what a command prints, when it is there and prints something.
section() {
    local title=$1 text
    shift
    if command -v "$1" >/dev/null; then
        text=$("$@" 2>/dev/null || true)
        if [[ -n $text ]]; then
            printf '\n== %s\n%s\n' "$title" "$text" | printable
        fi
    fi
}

# users: name and home of the people and services that have a home.
users() {
    dscl . -list /Users NFSHomeDirectory | while read -r name home; do
        if [[ -d $home && $home != /var/empty && ( -z $only_user || $name == "$only_user" ) ]]; then
            printf '%s\t%s\n' "$name" "$home"
        fi
    done
}

echo "== Launch daemons and agents"
if "$all"; then
    launch_folder /System/Library/LaunchDaemons
    launch_folder /System/Library/LaunchAgents
fi
launch_folder /Library/LaunchDaemons
launch_folder /Library/LaunchAgents
while IFS=$'\t' read -r name home; do
    launch_folder "$home/Library/LaunchAgents"
done < <(users)

section "Login and background items" sfltool dumpbtm
section "Login hooks" defaults read com.apple.loginwindow LoginHook
section "Logout hooks" defaults read com.apple.loginwindow LogoutHook
section "System crontab" cat /etc/crontab
section "Periodic scripts that are not Apple's" find /usr/local/etc/periodic /etc/periodic.conf /etc/periodic.conf.local -type f
section "Authorisation plugins" find /Library/Security/SecurityAgentPlugins -maxdepth 1 -name '*.bundle'
section "Configuration profiles" profiles show -all
section "System extensions" systemextensionsctl list
while IFS=$'\t' read -r name home; do
    section "Crontab of $name" crontab -l -u "$name"
    section "Authorised keys of $name" cat "$home/.ssh/authorized_keys"
done < <(users)

echo
echo "$items launch items; $unreadable folders could not be read. $(date -u +%Y-%m-%dT%H:%M:%SZ)"
