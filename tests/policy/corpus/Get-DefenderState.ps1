<#
.SYNOPSIS
    Tells the state of Microsoft Defender Antivirus: signatures, protection, exclusions, recent threats.
#>
$status = Get-MpComputerStatus
$preference = Get-MpPreference
[ordered]@{
    realTime   = $status.RealTimeProtectionEnabled
    tamper     = $status.IsTamperProtected
    signatures = $status.AntivirusSignatureLastUpdated.ToString('s')
    exclusions = @($preference.ExclusionPath) + @($preference.ExclusionProcess)
    threats    = @(Get-MpThreatDetection | Select-Object -First 20 ThreatID, InitialDetectionTime, Resources)
} | ConvertTo-Json -Depth 4
