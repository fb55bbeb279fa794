#Requires -Version 5.1

<#
.SYNOPSIS
    Shows whether Defender protects a Windows host and isolation holds.

.DESCRIPTION
    Shows whether Defender protects a host as it should, and whether network isolation really holds.

    Onboarding to Defender for Endpoint and its last contact; the services; real-time, behaviour, tamper and
    network protection; age of the signatures; every exclusion; attack surface reduction rules; what switched
    protection off or changed its settings lately, and detections.

    With -Probe it also tries to open TCP connections: an isolated host reaches none of these targets, while
    the live response session goes on.

    Read-only; without -Probe it opens no connection.

.PARAMETER Days
    Log days (7).

.PARAMETER Probe
    Tests isolation.

.PARAMETER Target
    host:port,host:port

.NOTES
    -Days is how many days of Defender's event log are read. -Probe tries connections to the targets. -Target
    names them: two web sites and the gateway unless given.

.EXAMPLE
    run Get-DefenderHealth.ps1

.EXAMPLE
    run Get-DefenderHealth.ps1 -parameters "-Probe -Target fileserver01:445,www.example.com:443"
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 365)]
    [int] $Days = 7,

    [switch] $Probe,

    [string[]] $Target = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$warnings = New-Object -TypeName System.Collections.Generic.List[string]

function Show-Line {
    param([string] $Name, [object] $Value, [switch] $Bad)

    $mark = '  '
    if ($Bad) {
        $mark = '! '
        $warnings.Add(('{0}: {1}' -f $Name, $Value))
    }
    '{0}{1,-34} {2}' -f $mark, $Name, $Value
}

function Get-PropertyValue {
    # Older versions of Defender report fewer properties.
    param([object] $InputObject, [string] $Name)

    $property = $InputObject.PSObject.Properties[$Name]
    if ($null -ne $property) { $property.Value }
}

function Invoke-Section {
    param([string] $Title, [scriptblock] $Section)

    ''
    $Title
    try { & $Section }
    catch { Show-Line -Name 'cannot be read' -Value $_.Exception.Message -Bad }
}

function Test-TcpPort {
    # Whether a TCP connection opens within three seconds.
    param([string] $HostName, [int] $Port)

    $client = New-Object -TypeName System.Net.Sockets.TcpClient
    try {
        $attempt = $client.BeginConnect($HostName, $Port, $null, $null)
        if (-not $attempt.AsyncWaitHandle.WaitOne(3000)) { return 'no answer' }
        $client.EndConnect($attempt)
        'OPEN'
    }
    catch { 'refused or not found: {0}' -f $_.Exception.GetBaseException().Message }
    finally { $client.Close() }
}

Invoke-Section -Title 'Defender for Endpoint' -Section {
    $status = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows Advanced Threat Protection\Status'
    $onboarded = Get-PropertyValue -InputObject $status -Name 'OnboardingState'
    Show-Line -Name 'onboarded' -Value ($onboarded -eq 1) -Bad:($onboarded -ne 1)
    Show-Line -Name 'organisation' -Value (Get-PropertyValue -InputObject $status -Name 'OrgId')
    $seen = Get-PropertyValue -InputObject $status -Name 'LastConnected'
    if ($seen) {
        $seen = [datetime]::FromFileTimeUtc([long] $seen)
        Show-Line -Name 'last contact (UTC)' -Value $seen.ToString('yyyy-MM-dd HH:mm:ss') -Bad:($seen -lt [datetime]::UtcNow.AddHours(-2))
    }
}

Invoke-Section -Title 'Services' -Section {
    foreach ($name in 'Sense', 'WinDefend', 'WdNisSvc', 'MpsSvc', 'EventLog') {
        $service = Get-Service -Name $name -ErrorAction SilentlyContinue
        if ($null -eq $service) {
            Show-Line -Name $name -Value 'not installed' -Bad
        }
        else {
            $text = '{0}, start {1}' -f $service.Status, $service.StartType
            Show-Line -Name $name -Value $text -Bad:($service.Status -ne 'Running')
        }
    }
}

Invoke-Section -Title 'Protection' -Section {
    $state = Get-MpComputerStatus
    Show-Line -Name 'mode' -Value (Get-PropertyValue -InputObject $state -Name 'AMRunningMode')
    foreach ($name in 'AntivirusEnabled', 'RealTimeProtectionEnabled', 'BehaviorMonitorEnabled', 'IoavProtectionEnabled',
        'OnAccessProtectionEnabled', 'NISEnabled', 'IsTamperProtected') {
        $value = Get-PropertyValue -InputObject $state -Name $name
        Show-Line -Name $name -Value $value -Bad:($value -ne $true)
    }
    Show-Line -Name 'platform' -Value $state.AMProductVersion
    Show-Line -Name 'signatures' -Value ('{0}, {1} days old' -f $state.AntivirusSignatureVersion, $state.AntivirusSignatureAge) -Bad:(
        $state.AntivirusSignatureAge -gt 3)
    Show-Line -Name 'last quick scan' -Value $state.QuickScanEndTime
}

Invoke-Section -Title 'Settings' -Section {
    $preference = Get-MpPreference
    foreach ($name in 'DisableRealtimeMonitoring', 'DisableBehaviorMonitoring', 'DisableIOAVProtection', 'DisableScriptScanning') {
        $value = Get-PropertyValue -InputObject $preference -Name $name
        Show-Line -Name $name -Value $value -Bad:($value -eq $true)
    }
    $network = Get-PropertyValue -InputObject $preference -Name 'EnableNetworkProtection'
    Show-Line -Name 'network protection (1 is block)' -Value $network
    foreach ($kind in 'ExclusionPath', 'ExclusionProcess', 'ExclusionExtension', 'ExclusionIpAddress') {
        foreach ($value in @(Get-PropertyValue -InputObject $preference -Name $kind)) {
            if ($value) { Show-Line -Name $kind -Value $value -Bad }
        }
    }
    $ids = @(Get-PropertyValue -InputObject $preference -Name 'AttackSurfaceReductionRules_Ids')
    $actions = @(Get-PropertyValue -InputObject $preference -Name 'AttackSurfaceReductionRules_Actions')
    for ($i = 0; $i -lt $ids.Count; $i++) {
        if ($ids[$i]) { Show-Line -Name 'rule (1 block, 2 audit, 6 warn)' -Value ('{0} = {1}' -f $ids[$i], $actions[$i]) }
    }
}

Invoke-Section -Title 'Events' -Section {
    # 1116 and 1117: detected, acted on. 5001, 5010, 5012: switched off. 5007: settings changed. 5013: tampering blocked.
    $filter = @{
        LogName   = 'Microsoft-Windows-Windows Defender/Operational'
        Id        = 1116, 1117, 5001, 5007, 5010, 5012, 5013
        StartTime = (Get-Date).AddDays(-$Days)
    }
    try {
        foreach ($event in Get-WinEvent -FilterHashtable $filter -MaxEvents 200) {
            $text = (([string] $event.Message) -replace '\s+', ' ').Trim()
            if ($text.Length -gt 260) { $text = $text.Substring(0, 260) + '...' }
            Show-Line -Name ('{0:yyyy-MM-dd HH:mm} UTC, event {1}' -f $event.TimeCreated.ToUniversalTime(), $event.Id) -Value $text
        }
    }
    catch {
        if ($_.FullyQualifiedErrorId -notlike 'NoMatchingEventsFound*') { throw }
        '  none in the last {0} days' -f $Days
    }
}

if ($Probe) {
    Invoke-Section -Title 'Isolation' -Section {
        $targets = @($Target | ForEach-Object -Process { $_.Split(',') } | Where-Object -FilterScript { $_ })
        if ($targets.Count -eq 0) {
            $targets = @('www.microsoft.com:443', 'www.example.com:80')
            $targets += Get-NetRoute -DestinationPrefix '0.0.0.0/0' -ErrorAction SilentlyContinue |
                ForEach-Object -Process { $_.NextHop + ':80' }
        }
        $open = 0
        foreach ($one in $targets) {
            if (-not ($one -match '^\s*([A-Za-z0-9.-]+):(\d{1,5})\s*$')) {
                Show-Line -Name $one -Value 'is not host:port, and was not tried' -Bad
                continue
            }
            $result = Test-TcpPort -HostName $Matches[1] -Port ([int] $Matches[2])
            if ($result -eq 'OPEN') { $open++ }
            Show-Line -Name $one -Value $result
        }
        if ($open -eq 0) { '  None of {0} targets answered: that is what an isolated host looks like.' -f $targets.Count }
        else { Show-Line -Name 'isolated' -Value ('no: {0} of {1} targets answered' -f $open, $targets.Count) -Bad }
    }
}

''
if ($warnings.Count -eq 0) { 'Nothing to worry about on {0}.' -f $env:COMPUTERNAME }
else { '{0} points to look at on {1}, marked with an exclamation mark above.' -f $warnings.Count, $env:COMPUTERNAME }
