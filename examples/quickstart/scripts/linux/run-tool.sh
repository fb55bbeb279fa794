#!/usr/bin/env bash
# Runs a program or Python script from putfile, if its SHA-256 is the expected one.
#
# Options:
#   -s SHA256  from the library
#   -f FILE    its path
#   ARGUMENT   passed on
#
# So nobody on the host can slip in another file between putfile and run. -s is the digest that the
# library shows for the file, -f is where putfile put it; each ARGUMENT is handed to the program as
# it stands.
#
# Example: run-tool.sh -s 0f3c...e1 -f /tmp/auth-summary.py -- --days 2
#
# The file is copied to a folder that only this user can enter, and the copy is checked, run and
# removed: what is run is what was checked. A name that ends in .py is run by python3.
set -euo pipefail
umask 077
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

expected=
file=
while getopts "s:f:h" option; do
    case "$option" in
        s) expected=$(tr 'A-F' 'a-f' <<<"$OPTARG") ;;
        f) file=$OPTARG ;;
        h) sed -n '2,/^set /{/^#/{s/^# \{0,1\}//;p;};}' "$0"; exit 0 ;;
        *) echo "Run it with -h to read about its options." >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
if ! [[ $expected =~ ^[0-9a-f]{64}$ ]]; then
    echo "-s takes the 64 hexadecimal digits of a SHA-256, not '$expected'. Nothing was run." >&2
    exit 2
fi
if [[ ! -f $file ]]; then
    echo "-f names '$file', which is not a file. Nothing was run." >&2
    exit 2
fi

# /tmp is often mounted noexec: take the first folder from which a program can be started.
work=
trap '[[ -z $work ]] || rm -rf -- "$work"' EXIT
for folder in /var/tmp /tmp /run; do
    work=$(mktemp -d "$folder/.tool.XXXXXXXX") || continue
    if install -m 0700 /bin/true "$work/probe" 2>/dev/null && "$work/probe" 2>/dev/null; then
        break
    fi
    rm -rf -- "$work"
    work=
done
if [[ -z $work ]]; then
    echo "None of /var/tmp, /tmp and /run lets a program be started. Nothing was run." >&2
    exit 1
fi

tool="$work/$(basename -- "$file")"
cp -- "$file" "$tool"
actual=$(sha256sum <"$tool" | cut -d ' ' -f 1)
if [[ $actual != "$expected" ]]; then
    echo "$file has SHA-256 $actual, not $expected. Nothing was run. Put it again with putfile, or look who changed it." >&2
    exit 1
fi
if [[ $tool == *.py ]]; then
    python3 -I "$tool" "$@"
else
    chmod 0700 "$tool"
    "$tool" "$@"
fi
