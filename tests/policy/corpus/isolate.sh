#!/bin/bash
# Blocks all traffic but that to the hosts that are given; "undo" takes it back.
set -euo pipefail

table=response_isolation
if [[ ${1:-} == undo ]]; then
    nft delete table inet "$table"
    echo "The isolation has ended."
    exit 0
fi
allowed=("$@")
nft -f - << END
table inet $table {
    chain output {
        type filter hook output priority -10; policy drop;
        oif lo accept
        ct state established accept
    }
}
END
for host in "${allowed[@]}"; do
    nft insert rule inet "$table" output ip daddr "$host" accept
done
echo "Isolated; reachable: ${allowed[*]:-nothing}"
