<#
.SYNOPSIS
    Collects the command history of PowerShell of each user.
#>
$ErrorActionPreference = 'SilentlyContinue'
$relative = 'AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\ConsoleHost_history.txt'
Get-CimInstance Win32_UserProfile | Where-Object { -not $_.Special } | ForEach-Object {
    $path = Join-Path $_.LocalPath $relative
    if (Test-Path -LiteralPath $path) {
        "=== $path"
        # Lines that name a password are what a responder looks for; the script has none of its own.
        Get-Content -LiteralPath $path -Tail 500
    }
}
