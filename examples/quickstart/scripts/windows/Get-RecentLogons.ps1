#Requires -Version 5.1

<#
.SYNOPSIS
    Sums up Windows logons, failed ones, RDP and account changes.

.DESCRIPTION
    Sums up who signed in to a host, from where and how; who tried; and what changed among its accounts.

    Reads the Security log: logons (4624) and logons with other credentials (4648), grouped by account, type
    and address; failed logons (4625) grouped by address; accounts and groups that were changed, logs that were
    cleared. Reads the terminal services log for Remote Desktop sessions. Built-in service accounts and the
    machine's own account are left out unless -All is given.

    Read-only. Events that an attacker removed, or that the audit policy never wrote, cannot be shown; the first
    line says how far back the Security log goes.

.PARAMETER Days
    Look back (3).

.PARAMETER MaxEvents
    Events of each kind.

.PARAMETER All
    Also service accounts.

.NOTES
    -Days is how many days to look back. -MaxEvents is the most events of each kind that are read: 20000 unless
    given. -All also shows services, batch jobs, service and machine accounts.

.EXAMPLE
    run Get-RecentLogons.ps1 -parameters "-Days 14"
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 365)]
    [int] $Days = 3,

    [ValidateRange(1, 1000000)]
    [int] $MaxEvents = 20000,

    [switch] $All
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$since = (Get-Date).AddDays(-$Days)
$typeNames = @{
    '2' = 'console'; '3' = 'network'; '4' = 'batch'; '5' = 'service'; '7' = 'unlock'; '8' = 'clear text'
    '9' = 'other credentials'; '10' = 'remote desktop'; '11' = 'cached'; '12' = 'cached remote'; '13' = 'cached unlock'
}
# The reasons of event 4625 that one sees: NTSTATUS values.
$reasons = @{
    '0xc0000064' = 'no such user'; '0xc000006a' = 'wrong password'; '0xc000006d' = 'wrong user or password'
    '0xc000006f' = 'outside hours'; '0xc0000070' = 'workstation not allowed'; '0xc0000071' = 'password expired'
    '0xc0000072' = 'account disabled'; '0xc0000193' = 'account expired'; '0xc0000224' = 'must change password'
    '0xc0000234' = 'locked out'; '0xc000015b' = 'logon type not granted'
}

function Read-Event {
    # Each event as a table of its named fields, with Id, Time and Text; none is no error.
    param([string] $LogName, [int[]] $Id)

    try {
        $events = @(Get-WinEvent -FilterHashtable @{ LogName = $LogName; Id = $Id; StartTime = $since } -MaxEvents $MaxEvents)
    }
    catch {
        if ($_.FullyQualifiedErrorId -like 'NoMatchingEventsFound*') { return }
        '{0} cannot be read: {1}' -f $LogName, $_.Exception.Message | Write-Warning
        return
    }
    if ($events.Count -eq $MaxEvents) {
        '{0}: only the newest {1} events {2} were read; raise -MaxEvents for more.' -f $LogName, $MaxEvents, ($Id -join ', ') |
            Write-Warning
    }
    foreach ($event in $events) {
        $fields = @{ Id = $event.Id; Time = $event.TimeCreated.ToUniversalTime() }
        $xml = [xml] $event.ToXml()
        foreach ($node in $xml.SelectNodes("//*[local-name()='EventData']/*[@Name]")) {
            $fields[$node.GetAttribute('Name')] = $node.InnerText
        }
        foreach ($node in $xml.SelectNodes("//*[local-name()='UserData']//*[not(*)]")) {
            $fields[$node.LocalName] = $node.InnerText
        }
        $fields
    }
}

function Test-BuiltIn {
    # SYSTEM, LOCAL SERVICE, NETWORK SERVICE, window manager and font driver sessions, machine accounts.
    param([hashtable] $Fields)

    if ($Fields['TargetUserSid'] -match '^S-1-5-(18|19|20)$|^S-1-5-(90|96)-') { return $true }
    ([string] $Fields['TargetUserName']).EndsWith('$')
}

function Show-Group {
    # One line for each group of equal rows: how often, first, last, and what they share.
    param([string] $Title, [object[]] $Rows, [string[]] $By)

    ''
    $present = @($Rows | Where-Object -FilterScript { $null -ne $_ })
    '{0} ({1} events)' -f $Title, $present.Count
    foreach ($group in $present | Group-Object -Property $By | Sort-Object -Property Count -Descending) {
        $times = @($group.Group | ForEach-Object -Process { $_.Time } | Sort-Object)
        '{0,7}  {1:yyyy-MM-dd HH:mm} .. {2:yyyy-MM-dd HH:mm}  {3}' -f $group.Count, $times[0], $times[-1], $group.Name
    }
}

try {
    $oldest = Get-WinEvent -LogName Security -Oldest -MaxEvents 1
    'The Security log of {0} begins at {1:yyyy-MM-dd HH:mm} UTC. Times below are UTC.' -f $env:COMPUTERNAME, $oldest.TimeCreated.ToUniversalTime()
}
catch {
    'The Security log cannot be read: {0}' -f $_.Exception.Message
}

$logons = foreach ($fields in Read-Event -LogName Security -Id 4624) {
    if (-not $All -and ((Test-BuiltIn -Fields $fields) -or '4', '5' -contains $fields['LogonType'])) { continue }
    $type = [string] $fields['LogonType']
    if ($typeNames.ContainsKey($type)) { $type = $typeNames[$type] }
    [pscustomobject]@{
        Time    = $fields['Time']
        Account = '{0}\{1}' -f $fields['TargetDomainName'], $fields['TargetUserName']
        Type    = $type
        From    = '{0} {1}' -f $fields['IpAddress'], $fields['WorkstationName']
        Package = $fields['AuthenticationPackageName']
    }
}
Show-Group -Title 'Logons: account, type, from, package' -Rows $logons -By Account, Type, From, Package

$explicit = foreach ($fields in Read-Event -LogName Security -Id 4648) {
    if (-not $All -and ([string] $fields['TargetUserName']) -match '^(DWM|UMFD)-\d+$|\$$') { continue }
    [pscustomobject]@{
        Time    = $fields['Time']
        By      = '{0}\{1}' -f $fields['SubjectDomainName'], $fields['SubjectUserName']
        As      = '{0}\{1}' -f $fields['TargetDomainName'], $fields['TargetUserName']
        To      = $fields['TargetServerName']
        Program = $fields['ProcessName']
    }
}
Show-Group -Title 'Logons with other credentials: by, as, to, program' -Rows $explicit -By By, As, To, Program

$failed = foreach ($fields in Read-Event -LogName Security -Id 4625) {
    $reason = [string] $fields['SubStatus']
    if ($reason -eq '0x0') { $reason = [string] $fields['Status'] }
    if ($reasons.ContainsKey($reason)) { $reason = $reasons[$reason] }
    [pscustomobject]@{
        Time    = $fields['Time']
        From    = '{0} {1}' -f $fields['IpAddress'], $fields['WorkstationName']
        Account = '{0}\{1}' -f $fields['TargetDomainName'], $fields['TargetUserName']
        Reason  = $reason
    }
}
Show-Group -Title 'Failed logons: from, account, reason' -Rows $failed -By From, Account, Reason

$remote = foreach ($fields in Read-Event -LogName 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational' -Id 21, 24, 25) {
    $what = switch ($fields['Id']) { 21 { 'signed in' } 24 { 'disconnected' } 25 { 'reconnected' } }
    [pscustomobject]@{ Time = $fields['Time']; Account = $fields['User']; From = $fields['Address']; What = $what }
}
Show-Group -Title 'Remote Desktop sessions: account, from, what' -Rows $remote -By Account, From, What

''
'Changes of accounts, groups and logs'
$changeNames = @{
    1102 = 'Security log cleared'; 4720 = 'user created'; 4722 = 'user enabled'; 4724 = 'password reset'
    4726 = 'user deleted'; 4728 = 'member added to global group'; 4732 = 'member added to local group'
    4738 = 'user changed'; 4740 = 'user locked out'; 4756 = 'member added to universal group'
}
$changes = foreach ($fields in Read-Event -LogName Security -Id @($changeNames.Keys)) {
    [pscustomobject]@{
        Time = $fields['Time']
        Line = '{0:yyyy-MM-dd HH:mm:ss}  {1}: {2} {3} by {4}\{5}' -f $fields['Time'], $changeNames[[int] $fields['Id']],
        $fields['TargetUserName'], $fields['MemberSid'], $fields['SubjectDomainName'], $fields['SubjectUserName']
    }
}
@($changes) | Where-Object -FilterScript { $null -ne $_ } | Sort-Object -Property Time |
    ForEach-Object -Process { '  ' + $_.Line }
