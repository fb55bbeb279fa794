#!/bin/sh
# Lists who may sign in by key, and where private keys lie: paths and fingerprints, no keys.
set -u

getent passwd | while IFS=: read -r name _ _ _ _ home _; do
    for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2"; do
        [ -r "$file" ] || continue
        ssh-keygen -lf "$file" 2> /dev/null | while read -r print; do
            printf '%s\t%s\t%s\n' "$name" "$file" "$print"
        done
    done
    [ -d "$home/.ssh" ] || continue
    grep -lE -- '-----BEGIN .*PRIVATE KEY-----' "$home"/.ssh/* 2> /dev/null |
        sed "s/^/$name\tprivate key\t/"
done
