<#
.SYNOPSIS
    Tells which volumes are encrypted, and which kinds of protectors they have (not the keys).
#>
Get-BitLockerVolume | ForEach-Object {
    [pscustomobject]@{
        Volume     = $_.MountPoint
        Status     = $_.VolumeStatus
        Protection = $_.ProtectionStatus
        Protectors = ($_.KeyProtector.KeyProtectorType | Sort-Object -Unique) -join ', '
    }
} | ConvertTo-Json
