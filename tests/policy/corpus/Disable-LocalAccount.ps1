<#
.SYNOPSIS
    Disables a local account and ends its sessions.
.PARAMETER Name
    The account.
#>
[CmdletBinding(SupportsShouldProcess)]
param([Parameter(Mandatory)] [ValidateNotNullOrEmpty()] [string] $Name)

$ErrorActionPreference = 'Stop'
$account = Get-LocalUser -Name $Name
if ($account.SID.Value -match '-500$') { throw "$Name is the built-in administrator: nothing was done." }
if ($PSCmdlet.ShouldProcess($Name, 'disable')) {
    Disable-LocalUser -SID $account.SID
    $sessions = & quser.exe 2>$null | Select-Object -Skip 1
    foreach ($line in $sessions) {
        if ($line -match "^[ >]?$([regex]::Escape($Name))\s+\S*\s+(\d+)\s") { & logoff.exe $Matches[1] }
    }
    "$Name is disabled."
}
