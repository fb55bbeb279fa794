Set-StrictMode -Version 2

<#
.SYNOPSIS
    The folder of a case, which is made where it is not there.
#>
function Get-CaseFolder {
    param([Parameter(Mandatory)] [ValidatePattern('^[A-Z]+-[0-9]+$')] [string] $Case)
    $folder = Join-Path $env:ProgramData "Response\$Case"
    New-Item -ItemType Directory -Force -Path $folder | Select-Object -ExpandProperty FullName
}

<#
.SYNOPSIS
    Writes a line into the log of a case.
#>
function Write-Case {
    param([string] $Case, [string] $Text)
    $line = '{0:s} {1} {2}' -f (Get-Date), $env:COMPUTERNAME, $Text
    Add-Content -LiteralPath (Join-Path (Get-CaseFolder $Case) 'log.txt') -Value $line -Encoding UTF8
}

Export-ModuleMember -Function Get-CaseFolder, Write-Case
