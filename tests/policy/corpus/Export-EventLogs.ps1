<#
.SYNOPSIS
    Exports event logs of the last days into one folder, for getfile.
.PARAMETER Days
    How many days back. Default: 7.
.PARAMETER Destination
    The folder, which is made. Default: C:\ProgramData\Response.
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 90)] [int] $Days = 7,
    [string] $Destination = 'C:\ProgramData\Response'
)

$ErrorActionPreference = 'Stop'
$logs = 'Security', 'System', 'Application', 'Microsoft-Windows-PowerShell/Operational',
    'Microsoft-Windows-Sysmon/Operational', 'Microsoft-Windows-TaskScheduler/Operational'
$milliseconds = [int64] $Days * 24 * 3600 * 1000
$query = "*[System[TimeCreated[timediff(@SystemTime) <= $milliseconds]]]"
New-Item -ItemType Directory -Force -Path $Destination | Out-Null
foreach ($log in $logs) {
    $file = Join-Path $Destination (($log -replace '[/ ]', '_') + '.evtx')
    & wevtutil.exe epl $log $file "/q:$query" /ow:true
    if ($LASTEXITCODE -ne 0) {
        Write-Warning "$log was not exported: wevtutil ended with $LASTEXITCODE."
        continue
    }
    Get-Item -LiteralPath $file | Select-Object FullName, Length
}
