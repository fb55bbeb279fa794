<#
.SYNOPSIS
    Lists established connections with the process, its path and its digest.
#>
$processes = @{}
Get-CimInstance Win32_Process | ForEach-Object { $processes[[int] $_.ProcessId] = $_ }
Get-NetTCPConnection -State Established | Sort-Object RemoteAddress | ForEach-Object {
    $process = $processes[[int] $_.OwningProcess]
    $hash = if ($process.ExecutablePath) {
        (Get-FileHash -LiteralPath $process.ExecutablePath -ErrorAction SilentlyContinue).Hash
    }
    [pscustomobject]@{
        Local   = '{0}:{1}' -f $_.LocalAddress, $_.LocalPort
        Remote  = '{0}:{1}' -f $_.RemoteAddress, $_.RemotePort
        Process = $process.Name
        Id      = $_.OwningProcess
        Path    = $process.ExecutablePath
        Command = $process.CommandLine
        Sha256  = $hash
        Since   = $_.CreationTime
    }
} | Format-Table -AutoSize | Out-String -Width 400
