#!/usr/bin/env bash
# Builds scripts/linux/ghostps from ghostps.c. Made with gcc 12.2 and binutils 2.40 (Debian 12): the
# same versions give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
gcc -std=c11 -Os -Wall -Wextra -Werror \
    -ffreestanding -nostdlib -static -fno-pie -no-pie \
    -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -fno-ident \
    -fno-tree-loop-distribute-patterns \
    -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,noseparate-code -s \
    -o ../scripts/linux/ghostps ghostps.c
sha256sum ../scripts/linux/ghostps
