// Scripts as responders write them, so large, and no two alike: for what reads contents.

/** What is collected: the same words in another order make other scripts. */
const nouns =
    "Process Service Driver Task Autorun Session Share Prefetch Account Event Route Socket Certificate Hotfix Extension Firewall Patch Volume Registry Module".split(
        " ",
    );

/**
 * The script of a number: four of five are PowerShell, the fifth is for a shell.
 *
 * @param {number} at from 0
 * @param {number} bytes it has so many at least, and less than two kilobytes more
 * @returns {{ name: string, text: string }}
 */
export function scriptText(at, bytes) {
    const number = String(at).padStart(4, "0");
    const isShell = at % 5 === 4;
    const part = isShell ? shellPart : powerShellPart;
    const parts = [isShell ? shellHead(number) : powerShellHead(number)];
    let length = parts[0]?.length ?? 0;
    for (let step = 0; length < bytes; step++) {
        const text = part(nouns[(at * 7 + step * 3) % nouns.length] ?? "", at * 100 + step);
        parts.push(text);
        length += text.length;
    }
    return { name: `Collect-${number}.${isShell ? "sh" : "ps1"}`, text: parts.join("") };
}

/** @param {string} number */
function powerShellHead(number) {
    return `<#
.SYNOPSIS
    Collects what a responder asks a machine for (${number}).
.DESCRIPTION
    Reads and writes nothing but its own output. Each part is told apart by a line of its own.
#>
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$started = Get-Date
`;
}

/**
 * @param {string} noun
 * @param {number} number
 */
function powerShellPart(noun, number) {
    return `
function Get-Recent${noun}${number} {
    # What has changed in the last ${number % 30} days, the newest first.
    $since = (Get-Date).AddDays(-${number % 30})
    $found = @(Get-CimInstance -ClassName 'Win32_${noun}' -ErrorAction SilentlyContinue |
        Where-Object { $_.InstallDate -gt $since -and $_.Name -notlike 'Microsoft*' } |
        Sort-Object -Property InstallDate -Descending |
        Select-Object -First ${20 + (number % 50)})
    foreach ($item in $found) {
        try {
            $digest = (Get-FileHash -LiteralPath $item.PathName -Algorithm SHA256).Hash
        } catch {
            $digest = "not read: $($_.Exception.Message)"
        }
        [pscustomobject]@{
            Computer = $env:COMPUTERNAME
            Kind     = '${noun}'
            Name     = $item.Name
            Path     = $item.PathName
            Sha256   = $digest
            Changed  = $item.InstallDate.ToString('s')
            Note     = @"
Part ${number}, of $($found.Count): $($item.Name)
"@
        }
    }
}
Write-Output "--- ${noun} ${number}"
Get-Recent${noun}${number} | ConvertTo-Json -Depth 3 -Compress
`;
}

/** @param {string} number */
function shellHead(number) {
    return `#!/bin/bash
# Collects what a responder asks a machine for (${number}).
set -u
started=$(date +%s)
`;
}

/**
 * @param {string} noun
 * @param {number} number
 */
function shellPart(noun, number) {
    const name = `recent_${noun.toLowerCase()}_${number}`;
    return `
# What has changed in the last ${number % 30} days.
${name}() {
    local folder
    for folder in /etc /usr/local/bin "/var/lib/${noun.toLowerCase()}"; do
        [ -d "$folder" ] || continue
        find "$folder" -xdev -type f -mtime -${1 + (number % 30)} -print 2>/dev/null |
            head -n ${20 + (number % 50)} |
            while IFS= read -r path; do
                digest=$(sha256sum -- "$path" 2>/dev/null | cut -d ' ' -f 1)
                printf '%s\\t%s\\t%s\\n' "$path" "\${digest:-not read}" "$(stat -c %Y -- "$path")"
            done
    done
}
echo "--- ${noun} ${number}"
${name}
`;
}
