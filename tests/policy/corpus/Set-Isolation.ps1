<#
.SYNOPSIS
    Blocks all traffic but that to given hosts, and says how to undo it.
.PARAMETER Allow
    Addresses that stay reachable, separated by commas.
.PARAMETER Undo
    Takes the rules away again.
#>
param([string] $Allow = '', [switch] $Undo)

$group = 'Response isolation'
Get-NetFirewallRule -Group $group -ErrorAction SilentlyContinue | Remove-NetFirewallRule
if ($Undo) {
    Set-NetFirewallProfile -All -DefaultOutboundAction NotConfigured
    'The isolation has ended.'
    return
}
$addresses = @($Allow -split ',' | Where-Object { $_ })
$defender = "$env:ProgramFiles\Windows Defender Advanced Threat Protection\MsSense.exe"
New-NetFirewallRule -Group $group -DisplayName "$group (sensor)" -Direction Outbound -Program $defender -Action Allow | Out-Null
if ($addresses.Count -gt 0) {
    New-NetFirewallRule -Group $group -DisplayName "$group (allowed)" -Direction Outbound -RemoteAddress $addresses -Action Allow | Out-Null
}
Set-NetFirewallProfile -All -DefaultOutboundAction Block -DefaultInboundAction Block
"Isolated. Undo it with: run Set-Isolation.ps1 -parameters ""-Undo"""
