<#
.SYNOPSIS
    Lists what starts by itself: run keys, startup folders, services and scheduled tasks.
.DESCRIPTION
    Reads the registry of the machine and of each loaded user. It writes one JSON object for each entry.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
$runKeys = @(
    'SOFTWARE\Microsoft\Windows\CurrentVersion\Run',
    'SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce',
    'SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Run'
)

function Write-Entry {
    param([string] $Kind, [string] $Place, [string] $Name, [string] $Command)
    [ordered]@{ kind = $Kind; place = $Place; name = $Name; command = $Command } |
        ConvertTo-Json -Compress
}

$hives = @('HKLM:') + @(Get-ChildItem 'Registry::HKEY_USERS' |
        Where-Object { $_.PSChildName -match '^S-1-5-21-[0-9-]+$' } |
        ForEach-Object { "Registry::$($_.Name)" })
foreach ($hive in $hives) {
    foreach ($key in $runKeys) {
        $path = "$hive\$key"
        if (-not (Test-Path -LiteralPath $path)) { continue }
        $values = Get-Item -LiteralPath $path
        foreach ($name in $values.GetValueNames()) {
            Write-Entry -Kind 'run' -Place $path -Name $name -Command $values.GetValue($name)
        }
    }
}
Get-ScheduledTask | Where-Object State -ne 'Disabled' | ForEach-Object {
    foreach ($action in $_.Actions) {
        Write-Entry -Kind 'task' -Place $_.TaskPath -Name $_.TaskName -Command "$($action.Execute) $($action.Arguments)"
    }
}
Get-CimInstance Win32_Service | Where-Object StartMode -eq 'Auto' | ForEach-Object {
    Write-Entry -Kind 'service' -Place 'services' -Name $_.Name -Command $_.PathName
}
